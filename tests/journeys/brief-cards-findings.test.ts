import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/core/contract/hook-response.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { labelsOf } from './answers.js';
import { apixaban, briefCardOf, man } from './brief-charts.js';
import { type ChartParts, medicine, problem, therapy, visit } from './everyday-charts.js';
import { type RealApp, startRealApp } from './real-app.js';
import { coded, daysAgo, screenNormalToday, stated } from './requests.js';

const pain = (days: number): JsonObject => problem('M54.50', days);
const allergy = (code: string, name: string): JsonObject => ({
  resourceType: 'AllergyIntolerance',
  id: `allergy-${code}`,
  patient: { reference: 'Patient/p1' },
  clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
  criticality: 'high',
  code: coded('http://www.nlm.nih.gov/research/umls/rxnorm', code, name),
});
const dysfunction = (code: string): JsonObject =>
  coded('http://hl7.org/fhir/sid/icd-10-cm', code, 'Erectile dysfunction, not of psychological origin');
const oldFracture = coded(
  'http://hl7.org/fhir/sid/icd-10-cm',
  'S32.010S',
  'Wedge compression fracture of first lumbar vertebra, sequela',
);
const missingOf = ({ detail = '' }: Card): string => /\*\*Missing:\*\* (.*)/.exec(detail)?.[1] ?? '';
const becauseOf = ({ detail = '' }: Card): string => /\*\*Because:\*\* (.*)/.exec(detail)?.[1] ?? '';

describe('the findings of a brief card', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const cardOf = (parts: ChartParts, row: string): Promise<Card> => briefCardOf(app, parts, row);

  it.each([
    ['5640', 'ibuprofen'],
    ['7258', 'naproxen'],
  ])('call an allergy no treatment: %s %s', async (code, name) => {
    const failed = [...therapy(70, 6), allergy(code, name), stated('care-outcome', 'not-improved', 0)];
    const parts = {
      ...man,
      reasons: ['M54.16'],
      record: [...visit(), problem('M54.16', 80), ...screenNormalToday, ...failed],
    };
    const card = await cardOf(parts, 'failed-care-neurologic');
    expect(becauseOf(card)).toContain(`NSAID contraindicated: allergy (${name})`);
    expect(becauseOf(card)).not.toContain('medical part of care');
    expect(card.summary).toMatch(/adequate PT, NSAID contraindicated/);
  });

  it('name a medicine that was given, whatever the allergies', async () => {
    const record = [
      ...[...visit(), problem('M54.16', 80), ...screenNormalToday, ...therapy(70, 6), allergy('5640', 'ibuprofen')],
      ...[medicine('310431', 'gabapentin 300 MG Oral Capsule', 70), stated('care-outcome', 'not-improved', 0)],
    ];
    const card = await cardOf({ ...man, reasons: ['M54.16'], record }, 'failed-care-neurologic');
    expect(becauseOf(card)).toMatch(/medical part of care: gabapentin/);
    expect(card.summary).toContain('PT and medication');
  });

  it('name what was recorded as not done, where it decides', async () => {
    const record = [...visit(), pain(300), ...screenNormalToday, stated('care-physical-component', false, 20)];
    const card = await cardOf({ ...man, record }, 'no-adequate-conservative-care');
    expect(becauseOf(card)).toContain(`no physical part of care (${daysAgo(20)})`);
  });

  it('ask for days beyond those on record, never for what stands on the card', async () => {
    const record = [...visit(), pain(900), ...screenNormalToday, medicine('1049621', 'oxycodone 5 MG Oral Tablet', 30)];
    const card = await cardOf({ ...man, record }, 'conservative-care-missing');
    expect(missingOf(card)).toContain('duration of conservative care beyond 30 days');
  });

  it('ask since when a deficit lasts only where there is one', async () => {
    const open = await cardOf({ ...man, record: [...visit(), pain(20)] }, 'red-flag-screen-missing');
    expect(missingOf(open)).not.toContain('time since the nerve deficit began');
    const numb = problem('R20.8', undefined, { recordedDate: daysAgo(3) });
    const sensory = stated('dermatomal-sensory-loss', true, 3);
    const deficit = await cardOf(
      { ...man, record: [...visit(), pain(80), ...screenNormalToday, numb, sensory] },
      'deficit-duration-missing',
    );
    expect(missingOf(deficit)).toContain('time since the nerve deficit began');
  });

  it('speak of the cause that is on record', async () => {
    const aneurysm = await cardOf(
      { ...man, record: [...visit(), pain(3), ...screenNormalToday, problem('I71.40', 900)] },
      'outside-cause-first',
    );
    expect(aneurysm.detail).not.toMatch(/haematoma|coagulation/i);
    const bleeding = await cardOf(
      { ...man, record: [...visit(), pain(5), ...screenNormalToday, apixaban] },
      'outside-cause-question',
    );
    expect(bleeding.detail).not.toMatch(/aneurysm/i);
  });

  it.each([
    ['N52.1', 60],
    ['N52.9', 5],
  ])('call a doubt by the hint for it: %s', async (code, ago) => {
    const record = [...visit(), pain(12), ...screenNormalToday, problem(code, ago, { code: dysfunction(code) })];
    const card = await cardOf({ ...man, record }, 'red-flag-unresolved');
    expect(card.summary).toBe(
      'Cannot rate, unresolved: new sexual dysfunction – re-examine before deciding on imaging',
    );
    expect(card.detail).toContain('possible new sexual dysfunction: "Erectile dysfunction');
    expect(labelsOf(card)).toContain('Present today: suspected cauda equina syndrome');
  });

  it('keep the name of what the record names itself', async () => {
    const record = [...visit(), pain(12), ...screenNormalToday];
    const parts = { ...man, order: { note: [{ text: '?cauda equina' }] }, record };
    expect((await cardOf(parts, 'red-flag-unresolved')).summary).toContain('cauda equina syndrome');
  });

  it.each([
    ['injecting drug use', [problem('416479009', 3000)]],
    ['earlier fragility fracture', [problem('S32.010S', 2500, { code: oldFracture })]],
    ['recent trauma', [problem('V43.52XA', 100)]],
  ])('put the one thing that is open into the headline: %s', async (name, open) => {
    const record = [...visit(), pain(10), ...screenNormalToday, ...open];
    const card = await cardOf({ ...man, record }, 'insufficient-information');
    expect(card.summary).toBe(`Cannot rate while this is open: ${name} – ask, and record the answer`);
    expect(card.detail).not.toMatch(/red-flag screen|check the connection/);
  });

  it('offer no time that is shorter than the care on record', async () => {
    const record = [
      ...visit(),
      ...screenNormalToday,
      ...therapy(80, 8),
      medicine('197807', 'ibuprofen 800 MG Oral Tablet', 80),
    ];
    const labels = labelsOf(await cardOf({ ...man, record }, 'duration-missing'));
    expect(labels).toContain('Asked today: back pain for 6 weeks or more');
    expect(labels.filter((label) => /about \d weeks? ago/.test(label))).toEqual([]);
  });

  it('know a root of the low back in ICD-10-GM, and since when', async () => {
    const german = {
      code: coded('http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'M54.16', 'Radikulopathie: Lumbalbereich'),
    };
    const record = [...visit(), problem('M54.16', 80, german), ...screenNormalToday];
    const card = await cardOf({ ...man, order: { reasonCode: [german.code] }, record }, 'conservative-care-missing');
    expect(card.summary).toContain('pain 11 weeks');
    expect(card.detail).not.toContain('possible leg pain');
  });
});
