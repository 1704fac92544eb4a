import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { issueOf, post } from '../http/test-app.js';
import { onlyCard, outcomeOf, sectionOf } from './answers.js';
import { attackText } from './corpus.js';
import { type RealApp, startRealApp } from './real-app.js';
import {
  adult,
  coded,
  cpt,
  daysAgo,
  findings,
  loinc,
  order,
  request,
  screenNormal,
  snomed,
  stated,
  study,
} from './requests.js';

const acute: readonly JsonObject[] = [...screenNormal, stated('symptom-days', 20, 0)];
const rubbish: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  true,
  [],
  {},
  [[]],
  [null],
  'x'.repeat(5_000),
  { a: { b: [] } },
  '0001-01-01',
];

describe('bad input to the real service', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp({ CARD_DETAIL: 'full' });
  });
  afterAll(() => app.close());

  it.each([
    ['not JSON', '{', 400],
    ['an array', '[]', 400],
    ['nothing', '', 400],
    ['a missing context', JSON.stringify({ hook: 'order-select', hookInstance: 'x' }), 400],
    ['an unknown hook', JSON.stringify({ ...request(), hook: 'patient-view' }), 400],
  ])('%s is refused with an OperationOutcome', async (_, body, status) => {
    const response = await post(app.hookUrl, body);
    expect(response.status).toBe(status);
    expect((await issueOf(response))[0]).toEqual(expect.any(String));
  });

  it('50 MB are refused', async () => {
    const response = await post(app.hookUrl, JSON.stringify({ ...request(), extension: 'x'.repeat(50_000_000) }));
    expect(response.status).toBe(413);
  });

  it.each([
    'code',
    'reasonCode',
    'reasonReference',
    'bodySite',
    'extension',
    'note',
    'priority',
    'contained',
    'status',
  ])('an absurd %s of the draft is no failure, and what is sent back is valid', async (member) => {
    for (const value of rubbish) {
      const drafts = [order(study.ct, { [member]: value })];
      // the same drafts with findings that lead to updates of the order
      for (const resources of [acute, [stated('saddle-anesthesia', true)]])
        await app.ask(request({ drafts, resources }));
    }
  });

  it('an absurd subject of the draft is answered or refused by name', async () => {
    for (const value of rubbish) {
      const response = await post(app.hookUrl, request({ drafts: [order(study.ct, { subject: value })] }));
      const isNobody = value === null || JSON.stringify(value).startsWith('{');
      const refusal = [400, 'context.draftOrders.entry[0].resource.subject'];
      const found = response.status === 200 ? [200] : [response.status, (await issueOf(response))[1]];
      expect(found).toEqual(isNobody ? [200] : refusal);
    }
  });

  it.each(['birthDate', 'gender', 'deceasedDateTime', 'name'])(
    'an absurd %s of the patient is no failure',
    async (member) => {
      for (const value of rubbish) await app.ask(request({ patient: { ...adult, [member]: value }, resources: acute }));
    },
  );

  it.each([
    ['an age below zero', daysAgo(-400)],
    ['year 1', '0001-01-01'],
    ['a day that does not exist', '1980-02-31'],
    ['words', 'long ago'],
  ])('a date of birth of %s is not an age', async (_, birthDate) => {
    const card = onlyCard(await app.ask(request({ patient: { ...adult, birthDate }, resources: acute })));
    expect(card.detail).not.toMatch(/Age: -|Age: \d{3,}/);
  });

  it('resources of any shape in the prefetch are read as far as they go', async () => {
    const broken = rubbish.flatMap((value, index): readonly JsonObject[] => [
      { resourceType: 'Observation', id: `o${index}`, code: value, valueBoolean: value, effectiveDateTime: value },
      {
        resourceType: 'Observation',
        id: `p${index}`,
        code: coded(findings, 'saddle-anesthesia'),
        valueQuantity: value,
      },
      {
        resourceType: 'Condition',
        id: `c${index}`,
        code: coded(findings, 'fever'),
        onsetDateTime: value,
        clinicalStatus: value,
      },
      {
        resourceType: 'MedicationRequest',
        id: `m${index}`,
        medicationCodeableConcept: value,
        dosageInstruction: value,
      },
      { resourceType: 'ServiceRequest', id: `s${index}`, status: 'active', code: value },
      { resourceType: 'Procedure', id: `d${index}`, status: value, code: value, performedPeriod: value },
    ]);
    const { cards } = await app.ask(request({ resources: [...acute, ...broken] }));
    expect(cards).toHaveLength(1);
  });

  it('prefetch values of any shape are no failure', async () => {
    for (const value of rubbish)
      await app.ask(request({ prefetch: { observations: value, conditions: value, patient: value } }));
  });

  it('what could not be used is named', async () => {
    const fever = {
      ...stated('fever', { valueQuantity: { value: 39, unit: 'm', system: 'http://unitsofmeasure.org', code: 'm' } }),
      code: coded(loinc, '8310-5'),
    };
    const card = onlyCard(await app.ask(request({ resources: [...acute, fever] })));
    expect(outcomeOf({ cards: [card] })).toBe('systemic-sign-open / unrated');
    expect(sectionOf(card, 'Not documented')).toContain(
      'Not usable (unit, status, date, value, form or length): Observation/fever-1.',
    );
  });

  it('a reason that nobody knows is named, and the order is not called harmless', async () => {
    const drafts = [
      order(study.mri, { reasonCode: [{ coding: [{ system: snomed, code: '999999999' }], text: attackText }] }),
    ];
    const card = onlyCard(await app.ask(request({ drafts, resources: acute })));
    expect(card.summary).not.toContain('not indicated');
    expect(card.detail).toContain('The reason "&lt;img src=x onerror=alert\\(1\\)&gt;');
  });

  it.each([
    ['the text of the code', { code: { coding: [{ system: cpt, code: '72148' }], text: attackText } }],
    ['the display of a coding', { code: { coding: [{ system: cpt, code: '72148', display: attackText }] } }],
    ['the id', { id: 'x](javascript:alert(1))<img>' }],
    ['the reason', { reasonCode: [{ coding: [{ system: 'urn:x', code: attackText, display: attackText }] }] }],
  ])('hostile %s comes back harmless in every text', async (_, changes) => {
    const draft = order(study.mri, changes);
    const twin = { ...draft, id: 'twin' };
    const placed = { ...draft, id: 'placed<b>x</b>', status: 'active' };
    const { cards } = await app.ask(request({ drafts: [draft, twin], resources: [...acute, placed] }));
    expect(cards.length).toBeGreaterThan(0);
    for (const { detail = '', summary, suggestions = [] } of cards) {
      const texts = [detail, summary, ...suggestions.map(({ label }) => label)];
      for (const text of texts) {
        expect(text).not.toMatch(/<[a-z!/]/i);
        expect(text).not.toMatch(/[^\\]\]\(|javascript:\S|https?:\/\/|[^\\]`/);
      }
    }
  });

  it('hostile ids of resources come back harmless', async () => {
    const hostile = { ...stated('saddle-anesthesia', true), id: '"><script>alert(1)</script>[a](b)' };
    const card = onlyCard(await app.ask(request({ resources: [hostile] })));
    expect(card.detail).toContain('Observation/"&gt;&lt;script&gt;alert\\(1\\)&lt;/script&gt;\\[a\\]\\(b\\)');
  });

  it('20,000 Observations are answered in time', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({ ...stated('fever', false), id: `f${index}` }));
    const started = performance.now();
    await app.ask(request({ resources: [...acute, ...many] }));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
