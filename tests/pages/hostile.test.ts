import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../http/test-app.js';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { requestFor } from './requests.js';

const hostile = '"><script>hit()</script>';
const asReader = { headers: { accept: 'text/html' } };

describe('hostile callers of the pages', () => {
  let app: RealApp;
  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  it.each([
    '/criteria/__proto__',
    '/criteria/constructor/leaflet',
    '/criteria/foot-drop?version=__proto__',
    '/criteria/foot-drop?version=1.0.0&version=2.0.0',
    '/docs/integrate/..%2F..%2Fpackage.json',
    '/docs/integrate/__proto__',
    '/assets/..%2F..%2Fpackage.json',
    '/assets/try-it.js%00',
    '/try/patients/..%2F..%2F..%2Fetc%2Fpasswd',
    '/trace/constructor',
    `/${encodeURIComponent(hostile)}`,
  ])('%s leads nowhere and does not come back', async (path) => {
    const response = await fetch(app.url + path, asReader);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toMatch(/hit\(\)|root:|dependencies/);
  });

  it.each(['constructor', '__proto__', 'toString', hostile])(
    'the indicator and the code %s are drawn as any other',
    async (word) => {
      const cards = [{ summary: word, indicator: word, source: { label: word }, overrideReasons: [{ code: word }] }];
      const response = await post(`${app.url}/try/draw`, { cards });
      expect([response.status, await response.text()]).toEqual([200, expect.not.stringContaining('<script')]);
    },
  );

  it('reasons from outside are text in the report, whatever they are called', async () => {
    for (const [index, code] of ['constructor', '__proto__', 'toString', hostile].entries()) {
      const [card] = (await app.ask(requestFor({ orderId: `o${index}` }))).cards;
      const reason = { code, system: hostile, display: hostile };
      const entry = {
        card: card?.uuid,
        outcome: 'overridden',
        outcomeTimestamp: new Date().toISOString(),
        overrideReason: { reason },
      };
      expect((await post(app.feedbackUrl, { feedback: [entry] })).status).toBe(200);
    }
    const response = await fetch(`${app.url}/reports`, asReader);
    const page = await response.text();
    expect([response.status, page.includes('<script>hit')]).toEqual([200, false]);
    expect(page).toContain('|constructor');
  });

  it('a body that is too large or too deep is refused, and the service goes on', async () => {
    expect((await post(`${app.url}/try/draw`, `{"cards":"${'x'.repeat(10_000_001)}"}`)).status).toBe(413);
    const deep = `{"cards":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect((await post(`${app.url}/try/draw`, deep)).status).toBe(200);
    expect((await post(`${app.url}/try/why`, deep)).status).toBe(400);
    expect((await fetch(app.url)).status).toBe(200);
  });

  it('another site cannot reset answers: its call needs a preflight, which is not answered for it', async () => {
    const simple = await fetch(`${app.url}/try/reset`, {
      method: 'POST',
      body: '{"patientId":"p"}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(simple.status).toBe(415);
    const preflight = await fetch(`${app.url}/try/reset`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });
});
