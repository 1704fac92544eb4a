import { expect, it } from 'vitest';
import { expectSound } from './find-violations.js';
import { type Place, watchedPage } from './open-browser.js';

/** What the page of reports must do in a browser. */
export function reportsCases({ url, browser }: Place): void {
  it.each(['/reports', '/reports?from=2001-01-01&to=2001-02-01'])(
    '%s has no fault that axe knows, and nothing is cut off',
    async (path) => {
      const watched = await watchedPage(browser(), url(), { width: 1280, colorScheme: 'light' });
      await watched.page.goto(`${url()}${path}`);
      await expectSound(watched);
      await watched.context.close();
    },
  );

  it('asks for the period that is chosen', async () => {
    const watched = await watchedPage(browser(), url(), { width: 1280, colorScheme: 'light' });
    await watched.page.goto(`${url()}/reports`);
    await watched.page.getByLabel('From').fill('2026-09-01');
    await watched.page.getByRole('button', { name: 'Show' }).click();
    await watched.page.waitForURL(/from=2026-09-01/);
    expect(await watched.page.getByLabel('From').inputValue()).toBe('2026-09-01');
    await watched.context.close();
  });

  it('draws no label outside of its chart', async () => {
    const watched = await watchedPage(browser(), url(), { width: 1280, colorScheme: 'light' });
    await watched.page.goto(`${url()}/reports`);
    const outside = await watched.page.evaluate<readonly string[]>(`[...document.querySelectorAll('svg.plot text')]
      .filter((text) => {
        const [own, chart] = [text.getBoundingClientRect(), text.closest('svg').getBoundingClientRect()];
        return own.left < chart.left - 1 || own.right > chart.right + 1 || own.bottom > chart.bottom + 1;
      }).map((text) => text.textContent)`);
    expect(outside).toEqual([]);
    await watched.context.close();
  });
}
