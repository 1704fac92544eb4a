import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card, HookResponse } from '../../src/core/contract/hook-response.js';
import { isObject } from '../../src/core/values/json.js';
import { responseProblems } from '../http/response-schema.js';
import { post } from '../http/test-app.js';
import { decisionOf, onlyCard } from './answers.js';
import { corpus } from './corpus.js';
import { type RealApp, startRealApp } from './real-app.js';
import { fixture, request, screenNormal, stated } from './requests.js';

describe('cards', () => {
  let app: RealApp;
  const answers = new Map<string, HookResponse>();
  const everyCard = (): readonly Card[] => [...answers.values()].flatMap(({ cards }) => cards);

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
    for (const [name, body] of corpus()) answers.set(name, await app.ask(body));
  });
  afterAll(() => app.close());

  it.each([...corpus().keys()])('R-1 R-3 %s is answered 200 with a valid body and nothing empty in it', (name) => {
    expect(responseProblems(answers.get(name))).toEqual([]);
  });

  it('R-2 nothing to say is an empty list and nothing else', () => {
    for (const name of ['knee MRI', 'no drafts']) expect(answers.get(name)).toEqual({ cards: [] });
  });

  it('R-4 every card has a UUID of its own', () => {
    const uuids = everyCard().map(({ uuid }) => uuid);
    expect(new Set(uuids).size).toBe(uuids.length);
  });

  it('R-5 every summary is one plain sentence of at most 139 characters', () => {
    for (const { summary } of everyCard()) {
      expect(summary.length).toBeLessThanOrEqual(139);
      expect(summary).not.toMatch(/[<>*_`\n]|\]\(/);
    }
  });

  it('R-6 no detail holds HTML, an image, a link or what an order said unescaped', () => {
    for (const { detail = '' } of everyCard()) {
      expect(detail).not.toMatch(/<[a-z/!]/i);
      expect(detail).not.toMatch(/!\[|[^\\]\]\(|https?:\/\/|javascript:(?! )/);
    }
  });

  it('R-7 every indicator is one of three', () => {
    expect([...new Set(everyCard().map(({ indicator }) => indicator))].sort()).toEqual(['critical', 'info', 'warning']);
  });

  it('R-8 R-9 R-10 the source has a label, an absolute URL without ids if any, and no icon', () => {
    for (const { source } of everyCard()) {
      expect(source.label).not.toBe('');
      expect(source.icon).toBeUndefined();
      if (source.url !== undefined) expect(new URL(source.url).search).toBe('');
    }
  });

  it('R-11 R-12 the topic is the criterion, as a Coding', () => {
    for (const card of everyCard())
      expect(card.source.topic).toEqual({
        system: 'urn:spine-imaging-cds:criteria',
        code: decisionOf(card).criterion,
        display: expect.any(String),
      });
  });

  it('R-13 every override reason says in words what it means, once', () => {
    for (const { overrideReasons = [] } of everyCard()) {
      expect(overrideReasons.every(({ display = '' }) => display !== '')).toBe(true);
      const keys = overrideReasons.map(({ system, code }) => `${system}|${code}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('R-14 the reasons of one card are ours; those of HL7 would say the same again', () => {
    const card = onlyCard(answers.get('fixture lumbar-mri-saddle-numbness') ?? { cards: [] });
    expect(card.overrideReasons?.map(({ system, code }) => [system.split(/[:/]/).at(-1), code])).toEqual([
      ['override-reasons', 'already-arranged'],
      ['override-reasons', 'known-longstanding-cause'],
      ['override-reasons', 'mri-done-elsewhere'],
    ]);
  });

  it('R-15 there is one card for each order in scope', () => {
    for (const { cards } of answers.values()) {
      const orders = cards.map((card) => decisionOf(card).order);
      expect(new Set(orders).size).toBe(orders.length);
    }
  });

  it('R-16 only serious harm is critical: a documented red flag', () => {
    const critical = everyCard().filter(({ indicator }) => indicator === 'critical');
    const rows = new Set(critical.map((card) => String(decisionOf(card).criterion)));
    expect([...rows].sort()).toEqual(['cancer-with-neurologic-signs', 'cauda-equina-red-flags', 'child-red-flag']);
  });

  it('R-17 the text alone says the rating, the order and what to do', () => {
    for (const { detail = '' } of everyCard()) {
      expect(detail).toMatch(/^\*\*.+: (appropriate|may be appropriate|not appropriate|not rated)\.\*\*/);
      expect(detail).toMatch(/\nOrder: /);
      expect(detail).toContain('### What to do\n');
    }
  });

  it('R-18 every card says from which day its data is, and every used finding its date and resource', () => {
    const today = new Date().toISOString().slice(0, 10);
    for (const { detail = '' } of everyCard()) expect(detail).toContain(`Record as of ${today}.`);
    const { detail = '' } = onlyCard(answers.get('acute pain, screen normal') ?? { cards: [] });
    expect(detail).toMatch(/- Leg weakness: no \(\d{4}-\d\d-\d\d, Observation\/motor-weakness-1\)/);
  });

  it('L-1 L-2 L-3 L-4 L-6 L-8 no card carries a link, so none can leak or launch by itself', () => {
    for (const card of everyCard())
      expect([card.links, JSON.stringify(card).includes('autolaunch')]).toEqual([undefined, false]);
  });

  it('L-9 every extension is an object under a name of our own', () => {
    for (const { extension } of everyCard()) {
      expect(isObject(extension)).toBe(true);
      expect(Object.keys(extension ?? {})).toEqual(['org.spine-imaging-cds.decision']);
    }
  });

  it('the decision names resources, never an empty list', () => {
    const card = onlyCard(answers.get('acute pain, screen normal') ?? { cards: [] });
    expect(decisionOf(card)).toEqual({
      order: 'ServiceRequest/draft-1',
      guideline: 'low-back-pain',
      version: '1.1.0',
      consult: expect.stringMatching(/^[0-9a-f-]{36}$/),
      criterion: 'acute-no-red-flags',
      rating: 'not-indicated',
      studyRating: 'not-appropriate',
      study: 'mri-wo',
      because: expect.arrayContaining([
        { fact: 'motorWeakness', value: false, references: ['Observation/motor-weakness-1'] },
        { fact: 'symptomDays', value: 20, references: ['Observation/symptom-days-0'] },
        { fact: 'ageYears', value: expect.any(Number), references: ['Patient/p1'] },
      ]),
      missing: expect.arrayContaining(['priorImagingDays', 'painTrend']),
      overlays: ['not-recorded', 'talk', 'context'],
      entries: { understood: 0, pointing: 0, other: 0, unreadable: 0, open: 0 },
    });
  });

  it('a lower bound stays one in the decision', async () => {
    const atLeast = { valueQuantity: { value: 42, comparator: '>=', system: 'http://unitsofmeasure.org', code: 'd' } };
    const card = onlyCard(await app.ask(request({ resources: [...screenNormal, stated('symptom-days', atLeast, 0)] })));
    expect(decisionOf(card).because).toContainEqual({
      fact: 'symptomDays',
      value: { atLeast: 42 },
      references: ['Observation/symptom-days-0'],
    });
  });

  it('an answer given on a card is said in words, and referred to as such in the decision', async () => {
    const body = request({ resources: [stated('symptom-days', 20)] });
    const first = onlyCard(await app.ask(body));
    const normal = first.suggestions?.find(({ label }) => label.endsWith('all normal'));
    const outcomeTimestamp = new Date().toISOString();
    const feedback = [
      { card: first.uuid, outcome: 'accepted', acceptedSuggestions: [{ id: normal?.uuid }], outcomeTimestamp },
    ];
    // a consult is written after its answer is out
    await expect.poll(async () => (await post(app.feedbackUrl, { feedback })).status).toBe(200);
    await expect
      .poll(async () => onlyCard(await app.ask(body)).detail, { timeout: 5_000 })
      .toContain('- Leg weakness: no (');
    const card = onlyCard(await app.ask(body));
    expect(card.detail).toMatch(/- Leg weakness: no \(\d{4}-\d\d-\d\d, answered on a card by the clinician\)/);
    expect(JSON.stringify(decisionOf(card).because)).toMatch(/"AnsweredOnCard\/[0-9a-f-]{36}"/);
  });

  it('a whole card reads like this', async () => {
    const card = onlyCard(await app.ask(fixture('requests/lumbar-mri-saddle-numbness')));
    const text = [
      `[${card.indicator}] ${card.summary}`,
      (card.detail ?? '').replace(/\d{4}-\d\d-\d\d/g, 'YYYY-MM-DD'),
      ...(card.suggestions ?? []).map(
        ({ label, isRecommended }) => `${isRecommended === true ? '(*)' : '( )'} ${label}`,
      ),
      ...(card.overrideReasons ?? []).map(({ display }) => `override: ${display}`),
    ].join('\n\n');
    await expect(`${text}\n`).toMatchFileSnapshot('lumbar-mri-saddle-numbness.card.md');
  });
});
