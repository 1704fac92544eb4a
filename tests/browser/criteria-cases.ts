import { expect, it } from 'vitest';
import { expectSound } from './find-violations.js';
import { type Place, watchedPage } from './open-browser.js';

const pages = [
  '/criteria',
  '/criteria/cauda-equina-red-flags',
  '/criteria/foot-drop?version=1.0.0',
  '/criteria/foot-drop/leaflet',
  '/criteria/no-such-row',
];

/** What the pages of the criteria must do in a browser. */
export function criteriaCases({ url, browser }: Place): void {
  it.each(pages)('%s has no fault that axe knows, and nothing is cut off', async (path) => {
    const watched = await watchedPage(browser(), url(), { width: 1280, colorScheme: 'light' });
    await watched.page.goto(`${url()}${path}`);
    for (const folded of await watched.page.locator('details > summary').all()) await folded.click();
    const complaints = watched.complaints.filter((text) => !(path.endsWith('no-such-row') && text.includes('404')));
    await expectSound({ page: watched.page, complaints });
    await watched.context.close();
  });

  it('a leaflet prints on one page, without what belongs to the screen', async () => {
    const watched = await watchedPage(browser(), url(), { width: 800, colorScheme: 'dark' });
    await watched.page.goto(`${url()}/criteria/cauda-equina-red-flags/leaflet`);
    const printed = await watched.page.pdf({ format: 'A4' });
    expect(printed.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await watched.page.emulateMedia({ media: 'print' });
    expect(await watched.page.locator('nav').first().isVisible()).toBe(false);
    await watched.context.close();
  });
}
