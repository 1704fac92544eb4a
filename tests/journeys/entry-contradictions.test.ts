import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { coded, daysAgo, order, ordinaryPain, request } from './requests.js';

const subject = { reference: 'Patient/p1' };
const cauda = coded('http://snomed.info/sct', '192970008', 'Cauda equina syndrome');

let app: RealApp;

beforeAll(async () => {
  app = await startRealApp();
});
afterAll(() => app.close());

async function ratingWith(...entries: readonly JsonObject[]): Promise<unknown> {
  const resources = [...ordinaryPain, ...entries];
  return decisionOf(onlyCard(await app.ask(request({ drafts: [order()], resources })))).rating;
}

function condition(changes: JsonObject): JsonObject {
  return { resourceType: 'Condition', id: 'c1', subject, recordedDate: daysAgo(1), code: cauda, ...changes };
}

const codes = (...names: readonly string[]): JsonObject => ({ coding: names.map((code) => ({ code })) });

function certain(code: unknown, icd: string, changes: JsonObject = {}): JsonObject {
  const url = 'http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit';
  const extension = [typeof code === 'string' ? { url, valueCoding: { code } } : { url, ...Object(code) }];
  const coding = [{ system: 'http://fhir.de/CodeSystem/bfarm/icd-10-gm', code: icd, extension }];
  return condition({ code: { coding }, ...changes });
}

describe('the certainty of an ICD-10-GM code', () => {
  it.each<[string, JsonObject]>([
    ['excluded', certain('A', 'G83.4')],
    ['excluded cancer', certain('A', 'C50.9')],
    ['excluded, as a concept', certain({ valueCodeableConcept: codes('A') }, 'C50.9')],
    ['excluded, in words', certain({ valueString: 'ausgeschlossen' }, 'G83.4')],
    ['excluded, the reason of a visit', visitFor(certain('A', 'C50.9').code)],
  ])('that is %s finds nothing', async (_, entry) => {
    expect(await ratingWith(entry)).toBe('not-indicated');
  });

  it.each<[string, JsonObject]>([
    ['suspected', certain('V', 'C79.5')],
    ['confirmed', certain('G', 'C79.5')],
    ['past, of a history', certain('Z', 'C50.9')],
    ['of no known code', certain('X', 'C79.5')],
    ['excluded, and confirmed by its status', certain('A', 'C79.5', { verificationStatus: codes('confirmed') })],
    ['confirmed, and refuted by its status', certain('G', 'C79.5', { verificationStatus: codes('refuted') })],
    ['suspected, the reason of a visit', visitFor(certain('V', 'C79.5').code)],
  ])('that is %s is never "not indicated"', async (_, entry) => {
    expect(await ratingWith(entry)).not.toBe('not-indicated');
  });

  it('that is suspected or past is no finding of now', async () => {
    expect(await ratingWith(certain('Z', 'G83.4'))).not.toBe('indicated-emergency');
    expect(await ratingWith(certain('G', 'G83.4'))).toBe('indicated-emergency');
  });
});

function visitFor(reason: unknown): JsonObject {
  const period = { start: daysAgo(1) };
  return { resourceType: 'Encounter', id: 'e1', status: 'finished', subject, period, reasonCode: [reason] };
}

describe('a status that contradicts itself', () => {
  it.each<[string, JsonObject]>([
    ['refuted and confirmed', { verificationStatus: codes('refuted', 'confirmed') }],
    ['confirmed and refuted', { verificationStatus: codes('confirmed', 'refuted') }],
    ['wrong and confirmed', { verificationStatus: codes('entered-in-error', 'confirmed') }],
    ['refuted, in words confirmed', { verificationStatus: { ...codes('refuted'), text: 'Confirmed' } }],
    ['refuted, by its name confirmed', { verificationStatus: { coding: [{ code: 'refuted', display: 'Confirmed' }] } }],
    ['resolved and active', { clinicalStatus: codes('resolved', 'active') }],
    ['resolved, in words active', { clinicalStatus: { ...codes('resolved'), text: 'Active' } }],
    ['resolved, in words still ongoing', { clinicalStatus: { ...codes('resolved'), text: 'still ongoing' } }],
    ['a list of codes', { clinicalStatus: ['resolved', 'active'] }],
    ['a list of concepts', { clinicalStatus: [codes('inactive'), codes('recurrence')] }],
  ])('such as %s is never "not indicated" and no emergency', async (_, changes) => {
    const rating = await ratingWith(condition(changes));
    expect(rating).not.toBe('not-indicated');
    expect(rating).not.toBe('indicated-emergency');
  });

  it.each<[string, JsonObject]>([
    ['resolved and inactive', { clinicalStatus: codes('resolved', 'inactive') }],
    ['resolved, named so', { clinicalStatus: { coding: [{ code: 'resolved', display: 'Resolved' }], text: 'gone' } }],
    ['resolved, with other words', { clinicalStatus: { ...codes('resolved'), text: 'since 2020' } }],
    ['refuted twice', { verificationStatus: { ...codes('refuted'), text: 'Ruled out' } }],
    ['a coding where its concept belongs', { verificationStatus: { code: 'refuted' } }],
  ])('only in its words, such as %s, is what it says', async (_, changes) => {
    expect(await ratingWith(condition(changes))).toBe('not-indicated');
  });
});

const findings = 'urn:spine-imaging-cds:findings';

function observation(code: JsonObject, changes: JsonObject): JsonObject {
  const about = { subject, status: 'final', effectiveDateTime: daysAgo(0) };
  return { resourceType: 'Observation', id: 'o1', ...about, code, ...changes };
}

describe.each(['saddle-anesthesia', 'motor-weakness'])('an answer about %s that contradicts itself', (name) => {
  const no = coded('http://loinc.org', 'LA32-8', 'No');
  const ask = (changes: JsonObject): Promise<unknown> =>
    ratingWith(observation({ coding: [{ system: findings, code: name }] }, changes));

  it.each<[string, JsonObject]>([
    ...['A', 'AA', 'H', 'POS', 'DET', 'ABN', 'IND'].map((code): [string, JsonObject] => [
      `false and ${code}`,
      { valueBoolean: false, interpretation: [codes(code)] },
    ]),
    ['false and abnormal in words', { valueBoolean: false, interpretation: [{ text: 'Abnormal' }] }],
    ['false and abnormal as a string', { valueBoolean: false, interpretation: 'abnormal' }],
    [
      'false and a normal code called abnormal',
      { valueBoolean: false, interpretation: { ...codes('N'), text: 'Abnormal' } },
    ],
    ['false and "Yes"', { valueBoolean: false, valueString: 'Yes' }],
    ['false and words', { valueBoolean: false, valueString: 'numb on the left' }],
    ['false and a coded yes', { valueBoolean: false, valueCodeableConcept: coded('http://loinc.org', 'LA33-6') }],
    ['a coded no with "Yes"', { valueCodeableConcept: { ...no, text: 'Yes' } }],
    ['a coded no named yes', { valueCodeableConcept: coded('http://loinc.org', 'LA32-8', 'Yes') }],
    ['a coded no with a finding', { valueCodeableConcept: { ...no, text: 'numb on the left' } }],
    [
      'absent and present in one',
      {
        valueCodeableConcept: {
          coding: ['2667000', '52101004'].map((code) => ({ system: 'http://snomed.info/sct', code })),
        },
      },
    ],
    ['yes and no in a list', { valueCodeableConcept: [{ text: 'No' }, { text: 'Yes' }] }],
    ['no value and true', { valueBoolean: true, dataAbsentReason: codes('unknown') }],
  ])('(%s) is no denial', async (_, changes) => {
    expect(await ask(changes)).not.toBe('not-indicated');
  });

  it.each<[string, JsonObject]>([
    ['false and N', { valueBoolean: false, interpretation: [codes('N')] }],
    ['false and "No"', { valueBoolean: false, valueString: 'No' }],
    ['a coded no that says so in words', { valueCodeableConcept: { ...no, text: 'No numbness' } }],
    ['a coded no in another language', { valueCodeableConcept: { ...no, text: 'Nein' } }],
    ['two noes in a list', { valueCodeableConcept: [{ text: 'No' }, no] }],
    ['false in a list', { valueBoolean: [false] }],
  ])('only in its form (%s) denies', async (_, changes) => {
    expect(await ask(changes)).toBe('not-indicated');
  });
});

describe('an answer in a list', () => {
  const saddle = { text: 'Saddle numbness' };
  it.each<[string, JsonObject]>([
    ['words', observation(saddle, { valueCodeableConcept: [{ text: 'Yes' }] })],
    ['words about a foot', observation({ text: 'Foot drop' }, { valueCodeableConcept: [{ text: 'Yes' }] })],
    ['a code', observation(saddle, { valueCodeableConcept: [coded('http://loinc.org', 'LA33-6')] })],
    ['a text', observation(saddle, { valueString: ['Yes'] })],
    ['true', observation(saddle, { valueBoolean: [true] })],
    [
      'a component',
      observation({ text: 'Exam' }, { component: [{ code: saddle, valueCodeableConcept: [{ text: 'Yes' }] }] }),
    ],
    [
      'a known code',
      observation(coded('http://snomed.info/sct', '403602001', 'Saddle anesthesia'), {
        valueCodeableConcept: [{ text: 'Yes' }],
      }),
    ],
  ])('that is %s is never "not indicated"', async (_, entry) => {
    expect(await ratingWith(entry)).not.toBe('not-indicated');
  });
});
