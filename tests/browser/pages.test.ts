import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { filledDataDir } from '../pages/filled-store.js';
import { criteriaCases } from './criteria-cases.js';
import { docsCases } from './docs-cases.js';
import { buildPages, findChromium, noChromium, openBrowser } from './open-browser.js';
import { peopleCases } from './people-cases.js';
import { reportsCases } from './reports-cases.js';
import { tryItCases } from './try-it-cases.js';

const chromium = findChromium();
if (chromium === undefined) process.stderr.write(`tests/browser ${noChromium}\n`);

/** All browser tests stand in one file, so that they share one browser and one service. */
describe.skipIf(chromium === undefined)('in a browser', () => {
  let app: RealApp;
  let browser: Browser;
  beforeAll(async () => {
    buildPages();
    [app, browser] = await Promise.all([
      startRealApp({ DATA_DIR: await filledDataDir('2026-08-03', 14) }),
      openBrowser(chromium ?? ''),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const place = { url: () => app.url, browser: () => browser };
  describe('the page "Try it"', () => tryItCases(place));
  describe('the criteria', () => criteriaCases(place));
  describe('the page of the API', () => docsCases(place));
  describe('people', () => peopleCases(place));
  describe('the reports', () => reportsCases(place));
});
