import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { expectSound } from './find-violations.js';
import { type Look, type Place, type WatchedPage, watchedPage } from './open-browser.js';

const wide: Look = { width: 1280, colorScheme: 'light' };

/** What the page "Try it" must do in a browser. */
export function tryItCases({ url, browser }: Place): void {
  let watched: WatchedPage | undefined;
  afterEach(async () => {
    await watched?.context.close();
    watched = undefined;
  });

  async function open(fragment = '', look: Look = wide): Promise<Page> {
    watched = await watchedPage(browser(), url(), look);
    await watched.page.goto(`${url()}/${fragment}`);
    await watched.page.locator('.card').first().waitFor();
    return watched.page;
  }

  const summary = (page: Page): Promise<string> => page.locator('.card .summary').first().innerText();

  it('draws another card as soon as a finding is ticked', async () => {
    const page = await open();
    expect(await summary(page)).toContain('Cannot rate');
    const milliseconds = await page.evaluate<number>(`(async () => {
      const start = performance.now();
      document.getElementById('f-saddle-anesthesia-yes').click();
      await new Promise((resolve) => {
        new MutationObserver(resolve).observe(document.getElementById('cards'), { childList: true });
      });
      return performance.now() - start;
    })()`);
    expect(await summary(page)).toContain('cauda equina');
    expect(await page.locator('#status').innerText()).toContain('cauda equina');
    expect(await page.locator('.badge').first().innerText()).toContain('PAMA');
    // 100 ms on a machine with nothing else to do
    expect(milliseconds).toBeLessThan(1_000);
    expect(watched?.complaints).toEqual([]);
  });

  it('opens the same case from its link', async () => {
    const page = await open();
    await page.locator('label[for="f-saddle-anesthesia-no"]').click();
    await page.locator('#f-symptom-days').fill('20');
    await page.locator('#words').fill('numb & "odd" <b>');
    await page.waitForURL(/words=/);
    const link = page.url();
    await watched?.context.close();
    const again = await open(link.slice(link.indexOf('#')));
    expect(await again.locator('#f-saddle-anesthesia-no').isChecked()).toBe(true);
    expect(await again.locator('#f-symptom-days').inputValue()).toBe('20');
    expect(await again.locator('#words').inputValue()).toBe('numb & "odd" <b>');
    expect(again.url()).toBe(link);
  });

  it('takes a pasted record, keeps it out of the link, and shows hostile text in it as text', async () => {
    const page = await open();
    await page.locator('#patient').selectOption('pasted');
    await page.locator('#bundle').fill(JSON.stringify(hostileBundle));
    await page.locator('.card').first().waitFor();
    await page.locator('#why > summary').click();
    await page.locator('#why-body h3').waitFor();
    await page.locator('#request > summary').click();
    expect(await page.locator('#request-text').innerText()).toContain('<img src=x onerror=');
    expect(await page.evaluate('globalThis.hit')).toBeUndefined();
    expect(await page.locator('main img, main script, main iframe').count()).toBe(0);
    expect(page.url()).not.toMatch(/Hostile|Bundle|onerror/);
    expect(watched?.complaints).toEqual([]);
  });

  it('says of a broken Bundle what to mend', async () => {
    const page = await open();
    await page.locator('#patient').selectOption('pasted');
    await page.locator('#bundle').fill('{"resourceType": "Bundle", "entry": [');
    await expect.poll(() => page.locator('#patient-problem').innerText()).toContain('This is not JSON');
    expect(watched?.complaints).toEqual([]);
  });

  it('plays what a suggestion documents', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'saddle numbness' }).first().click();
    await expect.poll(() => summary(page)).toContain('cauda equina');
    expect(await page.locator('#f-saddle-anesthesia-yes').isChecked()).toBe(true);
  });

  it('copies the call as curl and the link of the case', async () => {
    const page = await open();
    await page.locator('#request > summary').click();
    await page.locator('#words').fill("it's numb");
    await expect.poll(() => page.locator('#request-text').innerText()).toContain("it's numb");
    await page.locator('#copy').click();
    await expect.poll(() => page.locator('#copied').innerText()).toBe('Copied.');
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toMatch(new RegExp(`^curl -s -X POST '${url()}/cds-services/spine-imaging'`));
    expect(copied).toContain("it'\\''s numb");
  });

  it('can be used with a keyboard alone', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    const reached = new Set<string>();
    for (let press = 0; press < 60 && !reached.has('why'); press += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate<string>('document.activeElement.id');
      reached.add(at);
      if (at === 'f-saddle-anesthesia-') await page.keyboard.press('ArrowRight');
      reached.add(await page.evaluate<string>('document.activeElement.closest("details")?.id ?? ""'));
    }
    expect([...reached]).toEqual(expect.arrayContaining(['study', 'words', 'patient', 'why']));
    await expect.poll(() => summary(page)).toContain('cauda equina');
    await page.keyboard.press('Enter');
    await page.locator('#why-body h3').waitFor();
  });

  it('has no fault that axe knows, and nothing is cut off', async () => {
    const page = await open('#saddle-anesthesia=yes&fever=yes');
    for (const id of ['why', 'request', 'response']) await page.locator(`#${id} > summary`).click();
    await page.locator('#why-body h3').waitFor();
    await expectSound({ page, complaints: watched?.complaints ?? [] });
  });

  it('keeps the summary in sight on a small screen while findings are ticked', async () => {
    const page = await open('', { width: 390, colorScheme: 'light' });
    await page.locator('label[for="f-saddle-anesthesia-yes"]').click();
    await expect.poll(() => page.locator('#status').innerText()).toContain('cauda equina');
    expect((await page.locator('#status').boundingBox())?.y).toBe(0);
  });

  it('sends at most 30 kB of script', () => {
    expect(gzipSync(readFileSync('dist/assets/try-it.js')).length).toBeLessThanOrEqual(30_000);
  });
}

const hostile = '<img src=x onerror="hit=1">[a](javascript:hit=1)<script>hit=1</script>';

const hostileBundle = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    {
      fullUrl: 'urn:uuid:1',
      resource: {
        resourceType: 'Patient',
        id: 'p',
        gender: 'female',
        birthDate: '1980-01-01',
        name: [{ family: hostile }],
      },
    },
    {
      resource: {
        resourceType: 'Condition',
        id: 'c',
        subject: { reference: 'urn:uuid:1' },
        code: { text: `saddle numbness ${hostile}`, coding: [{ system: hostile, code: hostile, display: hostile }] },
        recordedDate: new Date().toISOString(),
      },
    },
  ],
};
