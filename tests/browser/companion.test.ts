import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import {
  type Browser,
  type BrowserContext,
  type FrameLocator,
  type Page,
  chromium as playwright,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  clientId,
  type EhrDouble,
  type ServiceOfEhr,
  startEhr,
  startServiceFor,
  usualBehaviour,
} from '../journeys/ehr-double.js';
import { order } from '../journeys/requests.js';
import { showFrame } from './ehr-page.js';
import { expectSound } from './find-violations.js';
import { buildPages, findChromium, noChromium, openBrowser } from './open-browser.js';

const chromium = findChromium();
if (chromium === undefined) process.stderr.write(`tests/browser ${noChromium}\n`);

const writing = 'launch patient/*.read patient/Observation.write';

/** The browser's own rules for frames: what a test driver switches off by default would hide what a clinician meets. */
const ownRules = [
  '--headless=new',
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--remote-debugging-pipe',
  '--no-first-run',
];

describe.skipIf(chromium === undefined)('the form in a browser', () => {
  let ehr: EhrDouble;
  let service: ServiceOfEhr;
  let browser: Browser;
  /** as the test driver starts it, which leaves frames of another site no storage */
  let blocking: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    buildPages();
    ehr = await startEhr();
    [service, browser, blocking] = await Promise.all([
      startServiceFor(ehr),
      playwright.launch({ executablePath: chromium ?? '', ignoreDefaultArgs: true, args: ownRules }),
      openBrowser(chromium ?? ''),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await blocking?.close();
    await service?.close();
    await ehr?.close();
  });
  let patients = 0;
  beforeEach(async () => {
    patients += 1;
    const patient = `p${patients}`;
    const drafts = [JSON.parse(JSON.stringify(order()).replaceAll('Patient/p1', `Patient/${patient}`))];
    Object.assign(ehr.behaviour, usualBehaviour, { patient, drafts });
    ehr.written.length = 0;
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  const start = (iss = ehr.fhir): string => `${service.url}/app/launch?${new URLSearchParams({ iss, launch: 'x' })}`;
  const messaging = (handle?: string) => {
    if (handle === undefined) return { smart_messaging_origin: ehr.origin };
    return { smart_web_messaging_origin: ehr.origin, smart_web_messaging_handle: handle };
  };
  const told = (): Promise<readonly Record<string, unknown>[]> => page.evaluate('told');
  const inFrame = (): FrameLocator => page.frameLocator('#app');

  async function openFrame(answers: boolean, at = start()): Promise<FrameLocator> {
    showFrame(ehr, { start: at, answers });
    await page.goto(`${ehr.origin}/order`);
    return inFrame();
  }

  /** Whether the frame may keep anything in the browser: `works`, or the name of the error. */
  const storageIn = (form: FrameLocator): Promise<unknown> =>
    form
      .locator('body')
      .evaluate(
        "(() => { try { localStorage.setItem('kept', 'x'); return 'works'; } catch ({ name }) { return name; } })()",
      );

  async function screenNormal(form: FrameLocator | Page): Promise<void> {
    await form.getByRole('button', { name: 'All four normal' }).click();
    await form.getByRole('button', { name: 'Record as absent' }).click();
  }

  describe.each([
    ['with its own rules for frames', false],
    ['that blocks the storage of frames', true],
  ])('%s', (_, isBlocked) => {
    beforeEach(async () => {
      if (!isBlocked) return;
      await context.close();
      context = await blocking.newContext();
      page = await context.newPage();
    });

    it('opens in a frame of another site, takes a screen in two taps, and updates the order by the standard messages', async () => {
      ehr.behaviour.context = messaging('handle-1');
      const form = await openFrame(true);
      expect(await form.locator('#outlook').innerText()).toContain('Cannot rate');
      expect(await storageIn(form)).toBe(isBlocked ? 'SecurityError' : 'works');
      await screenNormal(form);
      await form.locator('#q-symptom-days').fill('20');
      await expect.poll(() => form.locator('#outlook').innerText()).toContain('not indicated');
      await form.getByRole('button', { name: 'Update the order' }).click();
      await form.getByText('The EHR has updated the order.').waitFor();
      await expect
        .poll(async () => (await told()).map(({ messageType }) => messageType))
        .toEqual(['scratchpad.update', 'ui.done']);
      const [update] = await told();
      expect(update).toMatchObject({
        messagingHandle: 'handle-1',
        origin: service.url,
        payload: { resource: { id: 'draft-1' } },
      });
      expect(JSON.stringify(update)).toContain('pama-rating');
      expect(await form.getByRole('link', { name: 'Return to the order' }).isVisible()).toBe(true);
    });

    it('sends the form of messages that is never answered, and still leads back', async () => {
      Object.assign(ehr.behaviour, { context: messaging(), scope: writing, refusesWrites: true });
      const form = await openFrame(false);
      await form.locator('label[for="q-saddle-anesthesia-yes"]').click();
      await expect.poll(() => form.locator('#outlook').innerText()).toContain('emergency');
      await form.getByRole('button', { name: 'Update the order' }).click();
      await form.getByText('did not confirm it').waitFor();
      expect(await form.locator('#outlook').innerText()).toContain('Observation: the EHR refused 1 of 1');
      await expect
        .poll(async () => (await told()).map(({ messageType }) => messageType))
        .toEqual(['scratchpad.update', 'ui.done']);
      expect((await told()).filter((message) => 'messagingHandle' in message)).toEqual([]);
    });

    it('keeps in its frame what was tapped when it is loaded again', async () => {
      const form = await openFrame(true);
      await form.locator('label[for="q-saddle-anesthesia-yes"]').click();
      await expect.poll(() => form.locator('#outlook').innerText()).toContain('emergency');
      await form.locator('body').evaluate('location.reload()');
      await expect.poll(() => form.locator('#q-saddle-anesthesia-yes').isChecked()).toBe(true);
      expect(await form.locator('#outlook').innerText()).toContain('emergency');
    });
  });

  it('tells nothing to an origin that is not agreed with the client, and says that it can be closed', async () => {
    ehr.behaviour.context = { smart_web_messaging_origin: 'https://evil.example', smart_web_messaging_handle: 'h' };
    const form = await openFrame(true);
    await screenNormal(form);
    await form.getByRole('button', { name: 'Update the order' }).click();
    await form.getByText('You can close this form').waitFor();
    expect(await form.getByRole('link', { name: 'Return to the order' }).isVisible()).toBe(false);
    expect(await told()).toEqual([]);
  });

  it('takes no answer of another frame, or of another origin, for one of the EHR', async () => {
    const stranger = await startEhr();
    const forging = `({ data }) => parent.frames[0].postMessage({ responseToMessageId: data, payload: { status: '200 OK' } }, '*')`;
    stranger.page = () =>
      `<!doctype html><title>Stranger</title><script>addEventListener('message', ${forging})</script>`;
    ehr.behaviour.context = messaging('handle-2');
    const form = await openFrame(false);
    await page.evaluate(`(() => {
      const frames = ['about:blank', '${stranger.origin}/'].map((src) => {
        const frame = document.createElement('iframe');
        document.body.append(Object.assign(frame, { src }));
        return frame;
      });
      frames[0].contentWindow.eval("addEventListener('message', ${forging.replaceAll('"', '\\"')})");
      window.forged = 0;
      addEventListener('message', ({ data: { messageId } }) => {
        for (const frame of frames) frame.contentWindow.postMessage(messageId, '*');
        window.forged += frames.length;
      });
    })()`);
    await form.locator('label[for="q-saddle-anesthesia-yes"]').click();
    await form.getByRole('button', { name: 'Update the order' }).click();
    await form.getByText('did not confirm it').waitFor();
    expect(await page.evaluate('forged')).toBeGreaterThanOrEqual(2);
    await stranger.close();
  });

  it('keeps what was tapped when it is loaded again half-way, and its session out of reach of scripts', async () => {
    await page.goto(start());
    await page.locator('label[for="q-motor-weakness-yes"]').click();
    await page.locator('label[for="q-muscle-strength.ankle-dorsiflexion.left-2"]').click();
    await expect.poll(() => page.locator('#outlook').innerText()).toContain('urgent');
    await page.reload();
    expect(await page.locator('[id="q-muscle-strength.ankle-dorsiflexion.left-2"]').isChecked()).toBe(true);
    expect(await page.locator('#outlook').innerText()).toContain('urgent');
    expect(await page.evaluate('document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)')).toBe(
      '{}{}',
    );
    expect(page.url()).toBe(`${service.url}/app`);
  });

  it('sends again what a broken connection has swallowed', async () => {
    await page.goto(start());
    await screenNormal(page);
    let dropped = 0;
    await page.route('**/app/send', (route) => {
      dropped += 1;
      return dropped < 3 ? route.abort() : route.continue();
    });
    await page.getByRole('button', { name: 'Update the order' }).click();
    await page.getByText('are remembered for this patient').waitFor();
    expect(dropped).toBe(3);
  });

  it('writes once what was recorded when the answer to it was lost', async () => {
    ehr.behaviour.scope = writing;
    await page.goto(start());
    await screenNormal(page);
    let lost = 0;
    await page.route('**/app/send', async (route) => {
      lost += 1;
      if (lost < 3) await route.fetch();
      await (lost < 3 ? route.abort() : route.continue());
    });
    await page.getByRole('button', { name: 'Update the order' }).click();
    await page.getByText('Observation: 4 written into the record.').waitFor();
    await expectSound({ page, complaints: [] });
    expect([lost, ehr.written.filter(({ resourceType }) => resourceType === 'Observation').length]).toEqual([3, 4]);
  });

  it('names a number that is none, and sends the other answers', async () => {
    await page.goto(start());
    await screenNormal(page);
    await page.locator('#q-symptom-days').fill('5.5');
    await page.getByText('Give a whole number from 0 to 36500').waitFor();
    expect(await page.locator('#q-symptom-days').getAttribute('aria-invalid')).toBe('true');
    await page.locator('#q-symptom-days').fill('20');
    await expect.poll(() => page.locator('#outlook').innerText()).toContain('not indicated');
    expect(await page.locator('#problem').innerText()).toBe('');
  });

  it('has one of several drafts chosen with a tap', async () => {
    const [first = {}] = ehr.behaviour.drafts;
    ehr.behaviour.drafts = [first, { ...first, ...order('72131'), id: 'draft-2', subject: first.subject }];
    await page.goto(start());
    expect(await page.locator('#outlook').innerText()).toContain('choose the order');
    await expectSound({ page, complaints: [] });
    await page.getByRole('button', { name: 'CT without contrast' }).click();
    await page.getByRole('heading', { name: 'CT without contrast, lumbar spine' }).waitFor();
    expect(await page.locator('#outlook').innerText()).toContain('Cannot rate');
  });

  it('says that its session has ended, and leaves what was tapped on the screen', async () => {
    await page.goto(start());
    await page.locator('label[for="q-saddle-anesthesia-yes"]').click();
    await expect.poll(() => page.locator('#outlook').innerText()).toContain('emergency');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Update the order' }).click();
    await page.getByText('This session has ended.').waitFor();
    expect(await page.locator('#q-saddle-anesthesia-yes').isChecked()).toBe(true);
  });

  it('works under a path that a proxy takes off', async () => {
    const own = await startServiceFor(ehr, { path: '/imaging' });
    await page.goto(`${own.url}/app/launch?${new URLSearchParams({ iss: ehr.fhir, launch: 'x' })}`);
    expect(page.url()).toBe(`${own.url}/app`);
    await page.locator('label[for="q-saddle-anesthesia-yes"]').click();
    await expect.poll(() => page.locator('#outlook').innerText()).toContain('emergency');
    expect(await page.evaluate("getComputedStyle(document.getElementById('outlook')).position")).toBe('sticky');
    await own.close();
  });

  it('says in the frame of the EHR why it was not opened', async () => {
    ehr.behaviour.refusesToken = 'invalid_client';
    const form = await openFrame(true);
    await form.getByText('did not allow the form to read the record').waitFor();
  });

  it('says in words of its own why it was not opened', async () => {
    ehr.behaviour.refusesCode = 'invalid_scope';
    await page.goto(start());
    expect(await page.locator('main').innerText()).toContain('did not allow the form to read the record');
    expect(page.url()).toBe(`${service.url}/app?problem=refused`);
    expect(await page.content()).not.toContain('hit()');
    await page.goto(start('https://evil.example/fhir'));
    expect(await page.locator('main').innerText()).toContain('not registered');
    await page.goto(`${service.url}/app/callback?code=1&state=2`);
    expect(await page.locator('main').innerText()).toContain('was not begun here');
  });

  it('can be framed by nobody else', async () => {
    const stranger = await startEhr();
    showFrame(stranger, { start: start(), answers: true });
    await page.goto(`${stranger.origin}/order`);
    await expect.poll(() => page.frames().length).toBe(2);
    await expect.poll(() => inFrame().locator('#outlook').count()).toBe(0);
    await stranger.close();
  });

  it('sends at most 10 kB of script', () => {
    const size = gzipSync(readFileSync('dist/assets/companion.js')).length;
    process.stdout.write(`script of the form: ${size} bytes gzipped (client ${clientId})\n`);
    expect(size).toBeLessThanOrEqual(10_000);
  });
});
