import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { coded, daysAgo, icd10, order, ordinaryPain, request } from './requests.js';

const subject = { reference: 'Patient/p1' };

let app: RealApp;

beforeAll(async () => {
  app = await startRealApp();
});
afterAll(() => app.close());

async function ratingWith(parts: { entries?: readonly JsonObject[]; draft?: JsonObject }): Promise<unknown> {
  const { entries = [], draft = order() } = parts;
  return decisionOf(onlyCard(await app.ask(request({ drafts: [draft], resources: [...ordinaryPain, ...entries] }))))
    .rating;
}

function condition(code: unknown, changes: JsonObject = {}): JsonObject {
  const clinicalStatus = { coding: [{ code: 'active' }] };
  return { resourceType: 'Condition', id: 'c1', subject, clinicalStatus, recordedDate: daysAgo(0), code, ...changes };
}

function observation(code: JsonObject, changes: JsonObject): JsonObject {
  return {
    resourceType: 'Observation',
    id: 'o1',
    status: 'final',
    subject,
    effectiveDateTime: daysAgo(0),
    code,
    ...changes,
  };
}

const inside = {
  resourceType: 'Observation',
  id: 'in',
  status: 'final',
  code: { text: 'Anal tone' },
  valueString: 'absent',
};
const medicine: JsonObject = {
  resourceType: 'MedicationRequest',
  id: 'm1',
  status: 'active',
  intent: 'order',
  subject,
  authoredOn: daysAgo(20),
};

describe('a red flag in an unusual shape', () => {
  it('is what these records lack', async () => {
    expect(await ratingWith({})).toBe('not-indicated');
  });

  it.each<[string, JsonObject]>([
    [
      'a question and an answer in words',
      observation({ text: 'Perianal sensation' }, { valueString: 'reduced on the left' }),
    ],
    ['a function that is absent', observation({ text: 'Anal tone' }, { valueString: 'absent' })],
    ['a coded answer in words', observation({ text: 'Anal tone' }, { valueCodeableConcept: { text: 'Absent' } })],
    [
      'a grade in words of a component',
      observation({ text: 'Neuro exam' }, { component: [{ code: { text: 'Left EHL power' }, valueString: '3/5' }] }),
    ],
    [
      'a result inside a panel',
      observation({ text: 'Exam panel' }, { contained: [inside], hasMember: [{ reference: '#in' }] }),
    ],
    [
      'the evidence of a problem',
      condition({ text: 'Low back pain' }, { evidence: [{ code: [{ text: 'saddle numbness' }] }] }),
    ],
    [
      'the stage of a problem',
      condition({ text: 'Disease' }, { stage: [{ summary: { text: 'stage IV lung cancer' } }] }),
    ],
    ['a note that is only words', condition({ text: 'Low back pain' }, { note: 'cannot pass urine since yesterday' })],
    [
      'a medicine as version 5 writes it',
      { ...medicine, medication: { concept: { text: 'Methotrexate 15 mg weekly' } } },
    ],
    ['a code that is a number', condition({ coding: [{ system: 'http://snomed.info/sct', code: 363406005 }] })],
    ['a code that is one object', condition({ coding: { system: icd10, code: 'C79.51' } })],
    ['a code that is only words', condition('Colon cancer')],
    [
      'a local code with words',
      condition({ coding: [{ system: 'urn:oid:1.2.3', code: '9', display: 'Metastatic breast cancer (HCC)' }] }),
    ],
    ['a code in small letters without its point', condition(coded(icd10, 'c795'))],
    ['a subject that is a string', condition({ text: 'Cauda equina syndrome' }, { subject: 'Patient/p1' })],
  ])('such as %s is never "not indicated"', async (_, entry) => {
    expect(await ratingWith({ entries: [entry] })).not.toBe('not-indicated');
  });

  it.each<[string, JsonObject]>([
    ['a note that is only words', { note: 'cannot pass urine' }],
    ['a list of notes that are only words', { note: ['cannot pass urine'] }],
    ['a reason that is one object', { reasonCode: { text: 'r/o cauda equina' } }],
    ['a document that it rests on', { supportingInfo: [{ reference: 'DocumentReference/d1', display: 'ED note' }] }],
    [
      'a document that it contains',
      {
        contained: [{ resourceType: 'DocumentReference', id: 'd' }],
        supportingInfo: [{ reference: '#d', display: 'ED note' }],
      },
    ],
  ])('of the order, such as %s, is never "not indicated"', async (_, changes) => {
    expect(await ratingWith({ draft: order(undefined, changes) })).not.toBe('not-indicated');
  });

  it.each<[string, JsonObject]>([
    ['a finding that is answered with none', observation({ text: 'Saddle anesthesia' }, { valueString: 'none' })],
    ['a function that is normal', observation({ text: 'Anal tone' }, { valueString: 'normal' })],
    ['a family history', condition(coded(icd10, 'Z80.3', 'Family history of malignant neoplasm of breast'))],
    ['a screening', condition(coded(icd10, 'Z12.11', 'Encounter for screening for malignant neoplasm of colon'))],
    [
      'a denial as evidence',
      condition({ text: 'Low back pain' }, { evidence: [{ code: [{ text: 'no saddle numbness' }] }] }),
    ],
  ])('that is none, such as %s, changes nothing', async (_, entry) => {
    expect(await ratingWith({ entries: [entry] })).toBe('not-indicated');
  });
});
