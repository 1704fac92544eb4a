import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard } from './answers.js';
import { cookieOf, formOf, normal, openForm, ratingIn } from './companion-form.js';
import { type RealApp, startRealApp } from './real-app.js';
import { order, request, stated, study } from './requests.js';

let app: RealApp;
beforeAll(async () => {
  app = await startRealApp({ COMPANION_LINKS: 'on' });
});
afterAll(() => app.close());

function forPatient(name: string, body: JsonObject): JsonObject {
  const id = name.replace(/[^a-z]+/gi, '-').slice(0, 60);
  const text = JSON.stringify({ ...body, hookInstance: randomUUID() })
    .replaceAll('"Patient/p1"', `"Patient/${id}"`)
    .replaceAll('"p1"', `"${id}"`);
  const read: unknown = JSON.parse(text);
  return isObject(read) ? read : {};
}

const noted = (text: string): JsonObject => request({ drafts: [order(study.mri, { note: [{ text }] })] });
const unreadable = request({
  resources: [
    {
      resourceType: 'Condition',
      id: 'odd',
      subject: { reference: 'Patient/p1' },
      code: { coding: [{ system: 'urn:local', code: 'local17' }] },
    },
    stated('saddle-anesthesia', false),
    stated('bladder-dysfunction', false),
    stated('bowel-dysfunction', false),
    stated('motor-weakness', false),
    stated('symptom-days', 20),
  ],
});

/** What the next call answers when a suggestion of this one has been accepted. */
async function ratingAfterClick(body: JsonObject, label: RegExp): Promise<unknown> {
  const card = onlyCard(await app.ask(body));
  const taken = card.suggestions?.find((suggestion) => label.test(suggestion.label));
  if (taken === undefined) throw new Error(JSON.stringify(card.suggestions?.map((each) => each.label)));
  const outcomeTimestamp = new Date().toISOString();
  const feedback = [
    { card: card.uuid, outcome: 'accepted', acceptedSuggestions: [{ id: taken.uuid }], outcomeTimestamp },
  ];
  await fetch(app.feedbackUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ feedback }),
  });
  return ratingOf(body);
}

const ratingOf = async (body: JsonObject): Promise<unknown> => decisionOf(onlyCard(await app.ask(body))).rating;

async function ratingAfterForm(body: JsonObject, answers: JsonObject): Promise<unknown> {
  const form = await openForm(app, body);
  const looked = ratingIn((await form.preview(answers)).outlook);
  await form.post('/app/send', answers);
  expect(await ratingOf(body)).toBe(looked);
  return looked;
}

describe('an answer in the form settles what the click of a card settles:', () => {
  it.each([
    ['words that point to a finding', 'possible saddle numbness'],
    ['words that point to several', 'possible saddle numbness, possible urinary retention'],
  ])('%s', async (_, text) => {
    const days = [stated('symptom-days', 20)];
    const body = (id: string): JsonObject => {
      const { prefetch } = request({ resources: days });
      return forPatient(id, { ...noted(text), prefetch });
    };
    const clicked = await ratingAfterClick(body(`clicked ${text}`), /bladder, bowel, saddle/);
    expect(clicked).toBe('not-indicated');
    expect(await ratingAfterForm(body(`tapped ${text}`), normal)).toBe(clicked);
  });

  it('entries that nobody could judge', async () => {
    const body = forPatient('tapped', unreadable);
    const form = await openForm(app, body);
    expect(form.page).toContain('<li>Condition/odd</li>');
    const { outlook, asked } = await form.preview({});
    expect([ratingIn(outlook), asked]).toEqual([
      'insufficient-information',
      expect.arrayContaining(['entries-reviewed']),
    ]);
    const [, value = ''] = /id="q-entries-reviewed-yes"[^>]* value="([^"]+)"/.exec(form.page) ?? [];
    const clicked = await ratingAfterClick(forPatient('clicked', unreadable), /Reviewed/);
    expect(clicked).toBe('not-indicated');
    expect(await ratingAfterForm(body, { 'entries-reviewed': value })).toBe(clicked);
  });

  it('but not entries that were not shown', async () => {
    const form = await openForm(app, forPatient('other entries', unreadable));
    const { outlook } = await form.preview({ 'entries-reviewed': 'conditions:00000000000000000000000000000000' });
    expect(ratingIn(outlook)).toBe('insufficient-information');
    for (const odd of [true, 1, null, ['conditions:1']])
      expect((await form.post('/app/preview', { 'entries-reviewed': odd })).status).toBe(400);
  });
});

describe('the form', () => {
  it('leaves what the record settles out of "All four normal", and does not let "no" pass over it', async () => {
    const form = await openForm(
      app,
      forPatient('contradicted', request({ resources: [stated('saddle-anesthesia', true, 3)] })),
    );
    const [, list = ''] = /id="normal-emergency"[^>]*>(.*?)<\/button>/s.exec(form.page) ?? [];
    expect([...list.matchAll(/<li data-code="([^"]+)"/g)].map(([, code]) => code)).toEqual(
      Object.keys(normal).filter((code) => code !== 'saddle-anesthesia'),
    );
    expect(list).toMatch(/Stays as the record has it: Saddle numbness: yes \(\d{4}-\d\d-\d\d/);
    const { outlook } = await form.preview({ ...normal, 'symptom-days': 20 });
    expect([ratingIn(outlook), outlook.includes('saddle numbness')]).toEqual(['insufficient-information', true]);
  });

  it('opens the order of the card whose link led there, whatever else is signed with it', async () => {
    const drafts = [order(study.mri), order(study.ct, { id: 'draft-2' })];
    const body = request({ drafts });
    const { cards } = await app.ask(forPatient('two orders', { ...body, hook: 'order-sign' }));
    const names = await Promise.all(
      cards.map(async ({ links }) => {
        const handle = links?.find(({ type }) => type === 'smart')?.appContext ?? '';
        const opened = await fetch(`${app.url}/app/launch?appContext=${handle}`, { redirect: 'manual' });
        return /<h1>(.*?)<\/h1>/.exec((await formOf(app.url, cookieOf(opened))).page)?.[1];
      }),
    );
    expect(names).toEqual(['MRI without contrast, lumbar spine', 'CT without contrast, lumbar spine']);
  });

  it('has several drafts chosen from, and rates none before', async () => {
    const drafts = [order(study.mri), order(study.ct, { id: 'draft-2' })];
    const { context, ...body } = request({ drafts });
    const { selections: _, ...all } = isObject(context) ? context : {};
    const form = await openForm(app, forPatient('chooser', { ...body, hook: 'order-sign', context: all }));
    expect(form.page).toContain('Which order do you examine for?');
    const before = await form.preview(normal);
    expect([ratingIn(before.outlook), before.asked]).toEqual([undefined, []]);
    const chosen = await form.choose('ServiceRequest/draft-2');
    expect(chosen.page).toContain('<h1>CT without contrast, lumbar spine</h1>');
    expect(chosen.page).toMatch(/data-order="ServiceRequest\/draft-2" aria-pressed="true"/);
    const sent: unknown = await (await chosen.post('/app/send', { ...normal, 'symptom-days': 20 })).json();
    expect(sent).toMatchObject({ order: { id: 'draft-2' } });
    await expect(form.choose('ServiceRequest/of-another')).rejects.toThrow('400');
  });

  it('asks everything where there is no order', async () => {
    const { asked } = await (await openForm(app, forPatient('none', request({ drafts: [] })))).preview({});
    expect(asked.length).toBeGreaterThan(40);
  });

  it.each<[string, JsonObject]>([
    ['a number below zero', { 'symptom-days': -1 }],
    ['a number with a fraction', { 'symptom-days': 5.5 }],
    ['more days than a life has', { 'symptom-days': 1e9 }],
    ['a list', { 'saddle-anesthesia': ['yes'] }],
    ['an object', { 'saddle-anesthesia': { yes: true } }],
    ['a member of every object', { constructor: true }],
    ['a prototype', JSON.parse('{"__proto__": true}')],
    ['a question that nobody asks', { 'no-such-question': true }],
  ])('refuses %s for an answer, and keeps what it had', async (name, answers) => {
    const form = await openForm(app, forPatient(`odd ${name}`, request()));
    await form.preview({ 'symptom-days': 33 });
    const refused = await form.post('/app/preview', answers);
    expect(refused.status).toBe(400);
    expect((await formOf(app.url, form.cookie)).page).toContain('value="33"');
  });

  it('reads no more than answers can be', async () => {
    const form = await openForm(app, forPatient('large', request()));
    expect((await form.post('/app/preview', { 'pain-trend': 'x'.repeat(200_000) })).status).toBe(413);
  });
});
