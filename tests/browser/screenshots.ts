import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startRealApp } from '../journeys/real-app.js';
import { filledDataDir } from '../pages/filled-store.js';
import { buildPages, findChromium, type Look, noChromium, openBrowser, watchedPage } from './open-browser.js';

/** Draws the pictures that the README shows into docs/images: each page wide and narrow, light and dark. */

const folder = 'docs/images';
/** Of 100: text stays sharp, and a picture small. */
const quality = 50;
const looks: readonly Look[] = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
];
const pages = [
  ['try-it', '/#saddle-anesthesia=yes&symptom-days=12'],
  ['criteria', '/criteria'],
  ['criterion', '/criteria/failed-care-neurologic'],
  ['reports', '/reports'],
  ['api', '/docs'],
] as const;

async function drawAll(): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error(noChromium);
  buildPages();
  mkdirSync(folder, { recursive: true });
  const app = await startRealApp({ DATA_DIR: await filledDataDir('2026-08-03', 14) });
  const browser = await openBrowser(chromium);
  for (const look of looks)
    for (const [name, path] of pages) {
      const { page, context } = await watchedPage(browser, app.url, look);
      await page.goto(`${app.url}${path}`);
      if (name === 'try-it') await page.locator('.card').first().waitFor();
      await page.screenshot({
        path: join(folder, `page-${name}-${look.width}-${look.colorScheme}.jpg`),
        type: 'jpeg',
        quality,
      });
      await context.close();
    }
  for (const look of looks) {
    const { page, context } = await watchedPage(browser, app.url, look);
    await page.goto(app.url);
    await page.locator('.card').first().waitFor();
    await page.getByRole('button', { name: 'Examine and answer in the form' }).click();
    await page.locator('label[for="q-motor-weakness-yes"]').click();
    await page.locator('label[for="q-muscle-strength.ankle-dorsiflexion.left-2"]').click();
    await page.locator('#outlook').getByText('urgent').first().waitFor();
    await page.locator('[data-group="strength"]').scrollIntoViewIfNeeded();
    await page.evaluate('scrollTo(0, 0)');
    const path = join(folder, `page-form-${look.width}-${look.colorScheme}.jpg`);
    await page.screenshot({ path, type: 'jpeg', quality });
    await context.close();
  }
  await browser.close();
  await app.close();
}

await drawAll();
