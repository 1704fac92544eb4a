import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { expectSound } from './find-violations.js';
import { buildPages, findChromium, openBrowser, watchedPage } from './open-browser.js';

const chromium = findChromium();

/** In the browser as the test driver starts it, which blocks the storage of frames. */
describe.skipIf(chromium === undefined)('the form of a demo', () => {
  let app: RealApp;
  let browser: Browser;
  beforeAll(async () => {
    buildPages();
    [app, browser] = await Promise.all([startRealApp({ COMPANION_LINKS: 'on' }), openBrowser(chromium ?? '')]);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('opens from "Try it", has no fault that axe knows, wide or narrow, light or dark, and leads back to a card that knows', async () => {
    const watched = await watchedPage(browser, app.url, { width: 1280, colorScheme: 'light' });
    const { page } = watched;
    await page.goto(app.url);
    await page.locator('.card').first().waitFor();
    await page.getByRole('button', { name: 'Examine and answer in the form' }).click();
    await page.locator('#outlook').waitFor();
    await page.locator('label[for="q-motor-weakness-yes"]').click();
    await page.locator('.grid').first().waitFor();
    await page.getByRole('button', { name: 'All four normal' }).click();
    await expect.poll(() => page.locator('#outlook').innerText()).toContain('leg weakness recorded');
    // what has been answered is not recorded as absent
    expect(await page.locator('.second li:visible').allInnerTexts()).toEqual([
      'New bladder dysfunction',
      'New bowel dysfunction',
      'Saddle numbness',
    ]);
    const folder = process.env.FORM_PICTURES;
    for (const width of folder === undefined ? [] : [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${folder}/form-${width}.png`, fullPage: true });
    }
    await page.getByRole('button', { name: 'Show the whole examination' }).click();
    await expectSound({ page, complaints: watched.complaints });
    await page.getByRole('button', { name: 'Update the order' }).click();
    await page.getByRole('link', { name: 'Return to the order' }).click();
    await expect.poll(() => page.locator('.card .summary').first().innerText()).toContain('leg weakness recorded');
    await watched.context.close();
  });

  it('keeps left and right with the grades on a narrow screen, and shows everything when it is wanted', async () => {
    const { page, context } = await watchedPage(browser, app.url, { width: 390, colorScheme: 'dark' });
    await page.goto(app.url);
    await page.locator('.card').first().waitFor();
    await page.getByRole('link', { name: 'Examine and answer in a form' }).click();
    await page.getByRole('button', { name: 'Show the whole examination' }).click();
    for (const [place, code] of [
      ['Ankle dorsiflexion', 'ankle-dorsiflexion'],
      ['S4, around the anus', 'sensation.s4'],
    ] as const) {
      const row = page.getByRole('group', { name: place });
      for (const side of ['left', 'right']) {
        const box = await row.getByText(side, { exact: true }).boundingBox();
        const grade = await row.locator(`label[for$="${code}.${side}-0"]`).boundingBox();
        expect([side, (box?.x ?? -1) >= 0, (grade?.x ?? 999) + (grade?.width ?? 0) <= 390]).toEqual([side, true, true]);
        expect(Math.abs((box?.y ?? 0) - (grade?.y ?? 999))).toBeLessThan(30);
        const cut = await row
          .locator('label')
          .evaluateAll((labels) =>
            labels
              .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
              .map(({ textContent }) => textContent),
          );
        expect(cut).toEqual([]);
      }
    }
    const folder = process.env.FORM_PICTURES;
    if (folder !== undefined)
      await page.locator('[data-group="dermatomes"]').screenshot({ path: `${folder}/form-dermatomes-390.png` });
    await context.close();
  });
});
