import { expect, it } from 'vitest';
import { type Look, type Place, type WatchedPage, watchedPage } from './open-browser.js';

const wide: Look = { width: 1280, colorScheme: 'light' };

/** People who are none of us: a newcomer with a keyboard, a reader of links, a committee with a printer, an attacker. */
export function peopleCases({ url, browser }: Place): void {
  async function open(path: string, look: Look = wide): Promise<WatchedPage> {
    const watched = await watchedPage(browser(), url(), look);
    await watched.page.goto(`${url()}${path}`);
    if (path.startsWith('/#') || path === '/') await watched.page.locator('.card').first().waitFor();
    return watched;
  }

  it('a suggestion that is taken by keyboard leaves the focus on the card that takes its place', async () => {
    const { page, context } = await open('/');
    await page.getByRole('button', { name: 'saddle numbness' }).first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.summary').first().innerText()).toContain('cauda equina');
    expect(await page.evaluate('document.activeElement.className')).toBe('summary');
    await context.close();
  });

  it('"Start again" clears the case and its link', async () => {
    const { page, context } = await open('/#saddle-anesthesia=yes&words=numb&study=order-ct-lumbar-with');
    await page.getByRole('button', { name: 'Start again' }).click();
    await expect.poll(() => page.url()).toBe(`${url()}/`);
    await expect.poll(() => page.locator('.summary').first().innerText()).toContain('Cannot rate');
    await context.close();
  });

  it('the way back in the browser shows the case before', async () => {
    const { page, context } = await open('/#saddle-anesthesia=yes');
    await page.goto(`${url()}/#saddle-anesthesia=no`);
    await expect.poll(() => page.locator('#f-saddle-anesthesia-no').isChecked()).toBe(true);
    await context.close();
  });

  it('a hostile link does nothing', async () => {
    const watched = await watchedPage(browser(), url(), wide);
    for (const fragment of hostileFragments) {
      // another document each time, as from a mail
      await watched.page.goto('about:blank');
      await watched.page.goto(`${url()}/${fragment}`);
      await expect.poll(() => watched.page.locator('#status').innerText()).not.toContain('Waiting');
      expect(await watched.page.evaluate('globalThis.hit')).toBeUndefined();
      expect(await watched.page.locator('main img, main script').count()).toBe(0);
    }
    expect(watched.complaints.filter((text) => text !== 'asked about:blank')).toEqual([]);
    await watched.context.close();
  });

  it('a record that the service refuses is answered with its reason', async () => {
    const { page, context } = await open('/');
    await page.locator('#patient').selectOption('pasted');
    await page
      .locator('#bundle')
      .fill('{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"a b"}}]}');
    await expect.poll(() => page.locator('#status').innerText()).toContain('400: context.patientId must be an id');
    await context.close();
  });

  it('a printed criterion holds what is folded on the screen, in the colours of paper', async () => {
    const { page, context } = await open('/criteria/cauda-equina-red-flags', { width: 1280, colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.getByText('New reduced or lost sensation').first().isVisible()).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
    expect(await page.locator('nav').first().isVisible()).toBe(false);
    await context.close();
  });

  it('a reader without JavaScript is told what the page needs, and the other pages do without', async () => {
    const context = await browser().newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${url()}/`);
    expect(await page.locator('noscript').innerText()).toContain('needs JavaScript');
    await page.goto(`${url()}/criteria`);
    await page.getByRole('link', { name: /Foot drop/ }).click();
    expect(await page.locator('h1').innerText()).toBe('Foot drop');
    await context.close();
  });

  it('each page has one heading of the first level and a title of its own', async () => {
    const titles = new Set<string>();
    const paths = ['/', '/criteria', '/criteria/foot-drop', '/reports', '/docs', '/docs/integrate/epic'];
    const { page, context } = await open('/');
    for (const path of paths) {
      await page.goto(`${url()}${path}`);
      expect([path, await page.locator('h1').count()]).toEqual([path, 1]);
      titles.add(await page.title());
    }
    await context.close();
    expect(titles.size).toBe(paths.length);
  });
}

const hostileFragments = [
  '#study=__proto__&patient=constructor&reason=<script>&words=%3Cimg%20src=x%20onerror=hit=1%3E',
  '#age=1e999&sex=nobody&symptom-days=-1&saddle-anesthesia=maybe&pain-trend=../../etc',
  '#patient=server&server=javascript:hit=1&server-patient=../../x',
  `#words=${'x'.repeat(20_000)}`,
  '#%E0%A4%A&=&==&&&words=%00',
];
