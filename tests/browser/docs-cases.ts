import { it } from 'vitest';
import { expectSound } from './find-violations.js';
import { type Place, watchedPage } from './open-browser.js';

/** What the page of the API and the guides must do in a browser. */
export function docsCases({ url, browser }: Place): void {
  it.each(['/docs', '/docs/integrate/epic'])('%s has no fault that axe knows, and nothing is cut off', async (path) => {
    const watched = await watchedPage(browser(), url(), { width: 1280, colorScheme: 'light' });
    await watched.page.goto(`${url()}${path}`);
    await expectSound(watched);
    await watched.context.close();
  });
}
