import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard } from './answers.js';
import { cookieOf, formOf, normal, openForm, ratingIn } from './companion-form.js';
import { type RealApp, startRealApp } from './real-app.js';
import { request, stated } from './requests.js';

let app: RealApp;
beforeAll(async () => {
  app = await startRealApp();
});
afterAll(() => app.close());

const forPatient = (id: string, resources: readonly JsonObject[] = []): JsonObject => {
  const text = JSON.stringify(request({ resources }))
    .replaceAll('"Patient/p1"', `"Patient/${id}"`)
    .replaceAll('"p1"', `"${id}"`);
  const body: unknown = JSON.parse(text);
  return isObject(body) ? body : {};
};

describe('the form of an order', () => {
  it('asks first what can change the rating, and says after every answer what it comes to', async () => {
    const form = await openForm(app, forPatient('first'));
    expect(form.page).toContain('If you stop here:');
    const start = await form.preview({});
    expect([ratingIn(start.outlook), start.asked.slice(0, 4).sort()]).toEqual([
      'insufficient-information',
      Object.keys(normal).sort(),
    ]);
    const emergency = await form.preview({ 'saddle-anesthesia': true });
    expect(ratingIn(emergency.outlook)).toBe('indicated-emergency');
    const rated = await form.preview({ ...normal, 'symptom-days': 20 });
    expect(ratingIn(rated.outlook)).toBe('not-indicated');
    expect(rated.outlook).not.toContain('can still change this. 0');
  });

  it('asks in its first part nothing that could not bring another rating', async () => {
    const form = await openForm(app, forPatient('second'));
    const { outlook, asked } = await form.preview({ ...normal, 'symptom-days': 20 });
    for (const code of asked.slice(0, 12)) {
      const ratings = await Promise.all(
        [true, false].map(async (value) =>
          ratingIn((await form.preview({ ...normal, 'symptom-days': 20, [code]: value })).outlook),
        ),
      );
      expect([code, ratings.some((rating) => rating !== ratingIn(outlook))]).toEqual([code, true]);
    }
  });

  it('keeps what was answered when the page is loaded again', async () => {
    const form = await openForm(app, forPatient('third'));
    await form.preview({ 'saddle-anesthesia': false, 'symptom-days': 33, 'pain-trend': 'stable' });
    const { page } = await formOf(app.url, form.cookie);
    expect(page).toMatch(/id="q-saddle-anesthesia-no" name="[^"]+" value="no" checked/);
    expect(page).toContain('value="33"');
    expect(page).toMatch(/id="q-pain-trend-stable"[^>]*checked/);
  });

  it('is remembered when it is sent: the next call rates, and its card takes the answers back', async () => {
    const asked = forPatient('fourth');
    const form = await openForm(app, asked);
    const answers = {
      ...normal,
      'motor-weakness': true,
      'muscle-strength.ankle-dorsiflexion.left': 2,
      'symptom-days': 20,
    };
    const sent: unknown = await (await form.post('/app/send', answers)).json();
    expect(sent).toMatchObject({
      drawn: expect.stringContaining('remembered'),
      order: { resourceType: 'ServiceRequest', id: 'draft-1' },
    });
    expect(JSON.stringify(sent)).toContain('pama-rating');
    const card = onlyCard(await app.ask(asked));
    expect(decisionOf(card)).toMatchObject({ rating: 'indicated-urgent' });
    const withdrawal = card.suggestions?.find(({ label }) => /take back|withdraw/i.test(label));
    expect(withdrawal?.actions?.length).toBeGreaterThan(3);
    const outcomeTimestamp = new Date().toISOString();
    const feedback = [
      { card: card.uuid, outcome: 'accepted', acceptedSuggestions: [{ id: withdrawal?.uuid }], outcomeTimestamp },
    ];
    await fetch(app.feedbackUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ feedback }),
    });
    await expect.poll(async () => decisionOf(onlyCard(await app.ask(asked))).rating).toBe('insufficient-information');
  });

  it('lets the same day be corrected, in the form and in what is remembered', async () => {
    const asked = forPatient('fifth');
    const form = await openForm(app, asked);
    await form.post('/app/send', { ...normal, 'saddle-anesthesia': true });
    expect(decisionOf(onlyCard(await app.ask(asked))).rating).toBe('indicated-emergency');
    const again = await openForm(app, asked);
    expect(again.page).toContain('answered earlier');
    await again.post('/app/send', { ...normal, 'symptom-days': 20 });
    expect(decisionOf(onlyCard(await app.ask(asked))).rating).toBe('not-indicated');
  });

  it('shows what the record says with its date and source', async () => {
    const form = await openForm(app, forPatient('sixth', [stated('saddle-anesthesia', false, 3)]));
    expect(form.page).toMatch(/1 from the record/);
    expect(form.page).toContain('<h1>MRI without contrast, lumbar spine</h1>');
    expect(form.page).toMatch(/Saddle numbness:<\/strong> no \(\d{4}-\d\d-\d\d, Observation\/saddle-anesthesia-3\)/);
  });

  it('refuses what is no answer, by its name', async () => {
    const form = await openForm(app, forPatient('seventh'));
    const refused = await form.post('/app/preview', { 'saddle-anesthesia': 'perhaps' });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('answers.saddle-anesthesia')]);
  });
});

describe('the form refuses', () => {
  it('changes that do not come from its own page', async () => {
    const form = await openForm(app, forPatient('eighth'));
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await form.post('/app/preview', normal, headers)).status;
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ origin: 'null' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status({ 'x-companion-token': 'forged' })).toBe(401);
    expect(await status({ cookie: '' })).toBe(401);
    expect(await status({ cookie: `__Host-companion=${'a'.repeat(32)}` })).toBe(401);
    expect(await status({ 'content-type': 'text/plain' })).toBe(415);
    expect(await status({})).toBe(200);
  });

  it('everything after its end', async () => {
    const form = await openForm(app, forPatient('ninth'));
    const ended = await form.post('/app/end', {});
    expect(cookieOf(ended)).toBe('__Host-companion=');
    expect((await form.post('/app/preview', normal)).status).toBe(401);
    expect((await fetch(`${app.url}/app`, { headers: { cookie: form.cookie } })).status).toBe(401);
  });

  it('to be framed, read or kept by anybody else', async () => {
    const { headers } = await fetch(`${app.url}/app`);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
