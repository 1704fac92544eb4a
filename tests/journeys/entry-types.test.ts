import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { decisionOf, onlyCard } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { bundleOf, coded, daysAgo, icd10, order, ordinaryPain, request, snomed } from './requests.js';

const subject = { reference: 'Patient/p1' };

let app: RealApp;

beforeAll(async () => {
  app = await startRealApp();
});
afterAll(() => app.close());

/** The rating with entries in the part of the prefetch that they are sent in, whatever their type. */
async function ratingIn(part: string, ...entries: readonly JsonObject[]): Promise<unknown> {
  const whole = request({ resources: ordinaryPain });
  const sent = { [part]: bundleOf([...(part === 'observations' ? ordinaryPain : []), ...entries]) };
  const answer = await app.ask({ ...whole, prefetch: { ...Object(whole.prefetch), ...sent } });
  return decisionOf(onlyCard(answer)).rating;
}

async function ratingWith(entries: readonly JsonObject[], draft: JsonObject = order()): Promise<unknown> {
  return decisionOf(onlyCard(await app.ask(request({ drafts: [draft], resources: [...ordinaryPain, ...entries] }))))
    .rating;
}

const cauda = coded(snomed, '192970008', 'Cauda equina syndrome');

describe('an entry of a type that is not read', () => {
  it.each<[string, JsonObject]>([
    ['an older one', { resourceType: 'Problem', id: 'x', subject, code: cauda }],
    ['in small letters', { resourceType: 'condition', id: 'x', subject, code: cauda }],
    [
      'parameters',
      { resourceType: 'Parameters', parameter: [{ resource: { resourceType: 'Condition', code: cauda } }] },
    ],
    ['a list', { resourceType: 'List', id: 'x', subject, entry: [{ item: { display: 'Metastatic breast cancer' } }] }],
    ['an impression', { resourceType: 'ClinicalImpression', id: 'x', subject, summary: 'Cauda equina syndrome' }],
    ['a warning', { resourceType: 'Flag', id: 'x', subject, status: 'active', code: { text: 'Metastatic cancer' } }],
    ['one that nobody knows', { resourceType: 'XThing', id: 'x', subject }],
  ])('such as %s is not passed over', async (_, entry) => {
    expect(await ratingIn('conditions', entry)).not.toBe('not-indicated');
  });

  it.each<[string, JsonObject]>([
    ['a place', { resourceType: 'Location', id: 'x' }],
    ['whoever wrote it', { resourceType: 'Practitioner', id: 'x' }],
    ['a relative', { resourceType: 'FamilyMemberHistory', id: 'x', condition: [{ code: cauda }] }],
    ['a harmless warning', { resourceType: 'Flag', id: 'x', subject, status: 'active', code: { text: 'Fall risk' } }],
    ['a warning that is over', { resourceType: 'Flag', id: 'x', subject, status: 'inactive', code: cauda }],
  ])('changes nothing where it is %s', async (_, entry) => {
    expect(await ratingIn('conditions', entry)).toBe('not-indicated');
  });
});

it('which a server has added beside what was asked for changes nothing', async () => {
  const whole = request({ resources: ordinaryPain });
  const resource = { resourceType: 'XThing', id: 'x', subject };
  const conditions = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource, search: { mode: 'include' } }] };
  const answer = await app.ask({ ...whole, prefetch: { ...Object(whole.prefetch), conditions } });
  expect(decisionOf(onlyCard(answer)).rating).toBe('not-indicated');
});

describe('a medicine', () => {
  const text = 'Azathioprine 50 mg';
  const named = { id: 'm', subject, medicationCodeableConcept: { text } };
  it.each<[string, JsonObject]>([
    ['as DSTU2 writes it', { resourceType: 'MedicationOrder', status: 'active', dateWritten: daysAgo(9), ...named }],
    [
      'as R5 writes it',
      { resourceType: 'MedicationUsage', status: 'recorded', id: 'm', subject, medication: { concept: { text } } },
    ],
    [
      'that was given',
      { resourceType: 'MedicationAdministration', status: 'active', effectiveDateTime: daysAgo(9), ...named },
    ],
    [
      'that was handed out',
      { resourceType: 'MedicationDispense', status: 'active', whenHandedOver: daysAgo(9), ...named },
    ],
    ['without a name', { resourceType: 'MedicationRequest', id: 'm', subject, status: 'active' }],
    ['without a name in DSTU2', { resourceType: 'MedicationOrder', id: 'm', subject, status: 'active' }],
    [
      'whose name is a string',
      { resourceType: 'MedicationStatement', id: 'm', subject, medicationCodeableConcept: text },
    ],
  ])('%s is not passed over', async (_, entry) => {
    expect(await ratingIn('medicationRequests', entry)).not.toBe('not-indicated');
  });

  it.each<[string, JsonObject]>([
    [
      'that is harmless',
      {
        resourceType: 'MedicationOrder',
        status: 'active',
        id: 'm',
        subject,
        medicationCodeableConcept: { text: 'Ibuprofen 400 mg' },
      },
    ],
    ['that was never given', { resourceType: 'MedicationAdministration', status: 'not-done', ...named }],
    ['that was cancelled', { resourceType: 'MedicationOrder', status: 'cancelled', ...named }],
  ])('%s changes nothing', async (_, entry) => {
    expect(await ratingIn('medicationRequests', entry)).toBe('not-indicated');
  });
});

describe('the coded conclusion of a report', () => {
  const report = { resourceType: 'DiagnosticReport', id: 'd', status: 'final', subject, effectiveDateTime: daysAgo(9) };
  const ofAbdomen = { ...report, code: { text: 'CT abdomen' } };
  it.each<[string, JsonObject]>([
    ...['C79.51', 'M46.26', 'G06.1', 'C83.30', 'S32.010A'].map((code): [string, JsonObject] => [
      code,
      { conclusionCode: [coded(icd10, code)] },
    ]),
    ['a code that nobody can judge', { conclusionCode: [coded(snomed, '94222008')] }],
    ['as R5 writes it', { conclusionCode: [{ concept: coded(icd10, 'C79.51') }] }],
    ['as DSTU2 writes it', { codedDiagnosis: [coded(icd10, 'C79.51')] }],
    ['one object', { conclusionCode: coded(icd10, 'C79.51') }],
  ])('(%s) is not passed over', async (_, changes) => {
    expect(await ratingWith([{ ...ofAbdomen, ...changes }])).not.toBe('not-indicated');
  });

  it.each<[string, JsonObject]>([
    ['a harmless one', { conclusionCode: [coded(icd10, 'K80.20')] }],
    ['one that nobody may rely on', { status: 'entered-in-error', conclusionCode: [coded(icd10, 'C79.51')] }],
  ])('(%s) changes nothing', async (_, changes) => {
    expect(await ratingWith([{ ...ofAbdomen, ...changes }])).toBe('not-indicated');
  });
});

function condition(code: unknown, changes: JsonObject = {}): JsonObject {
  return { resourceType: 'Condition', id: 'c1', subject, recordedDate: daysAgo(1), code, ...changes };
}

describe('an end that cannot be one', () => {
  it.each<[string, JsonObject]>([
    ...['1900-01-01', '0001-01-01', '1970-01-01', '1950-05-05'].map((day): [string, JsonObject] => [
      day,
      { abatementDateTime: day },
    ]),
    ['a placeholder in a period', { abatementPeriod: { end: '1900-01-01' } }],
    ['before the onset', { onsetDateTime: daysAgo(3), abatementDateTime: daysAgo(9) }],
    ['before it was recorded', { abatementDateTime: daysAgo(9) }],
  ])('(%s) ends nothing', async (_, changes) => {
    expect(await ratingWith([condition(cauda, changes)])).not.toBe('not-indicated');
  });

  it('ends what began before it, whenever that was recorded', async () => {
    const changes = { onsetDateTime: daysAgo(900), abatementDateTime: daysAgo(800) };
    expect(await ratingWith([condition(cauda, changes)])).toBe('not-indicated');
    expect(
      await ratingWith([condition(cauda, { ...changes, clinicalStatus: { coding: [{ code: 'resolved' }] } })]),
    ).toBe('not-indicated');
  });
});

describe('what counts at any time', () => {
  it.each([
    ['B20', coded(icd10, 'B20'), 'resolved'],
    ['HIV', coded(snomed, '86406008'), 'inactive'],
    ['a transplant', coded(icd10, 'Z94.0'), 'inactive'],
    ['a transplant in remission', coded(icd10, 'Z94.0'), 'remission'],
  ])('(%s) counts when its entry is over', async (_, code, status) => {
    const changes = { clinicalStatus: { coding: [{ code: status }] }, recordedDate: daysAgo(400) };
    expect(await ratingWith([condition(code, changes)])).not.toBe('not-indicated');
  });
});

describe('a note', () => {
  const old = { recordedDate: daysAgo(200), clinicalStatus: { coding: [{ code: 'active' }] } };
  const text = 'Cauda equina syndrome suspected';
  const hypertension = coded(icd10, 'I10', 'Essential (primary) hypertension');

  it.each<[string, unknown]>([
    ['today', [{ time: daysAgo(0), text }]],
    ['by the minute', [{ time: `${daysAgo(1)}T10:00:00Z`, text }]],
    ['beside an older one', [{ text: 'stable' }, { time: daysAgo(1), text }]],
  ])('that was added %s counts from its own day', async (_, note) => {
    expect(await ratingWith([condition(hypertension, { ...old, note })])).not.toBe('not-indicated');
  });

  it('that names no day, or an older one, is of the day of its entry', async () => {
    expect(await ratingWith([condition(hypertension, { ...old, note: [{ text }] })])).toBe('not-indicated');
    const dated = condition(hypertension, { note: [{ time: daysAgo(300), text }] });
    expect(await ratingWith([dated])).not.toBe('not-indicated');
  });
});

describe('an Observation with a focus', () => {
  const codeOfScreen = { coding: [{ system: 'urn:spine-imaging-cds:findings', code: 'saddle-anesthesia' }] };
  const others = ordinaryPain.filter(({ code }) => JSON.stringify(code).includes('saddle-anesthesia') === false);
  const about = (focus: unknown, valueBoolean: boolean): JsonObject => ({
    resourceType: 'Observation',
    id: 'o1',
    status: 'final',
    subject,
    effectiveDateTime: daysAgo(0),
    code: codeOfScreen,
    focus,
    valueBoolean,
  });
  const rating = async (entry: JsonObject): Promise<unknown> =>
    decisionOf(onlyCard(await app.ask(request({ resources: [...others, entry] })))).rating;

  it.each<[string, unknown]>([
    ['another patient', [{ reference: 'Patient/zz' }]],
    ['a relative', [{ reference: 'RelatedPerson/r1' }]],
    ['a group', { reference: 'Group/g1' }],
    ['somebody by a name', [{ display: 'Fetus' }]],
    ['somebody by a type', [{ type: 'RelatedPerson', display: 'Jo' }]],
    ['somebody who cannot be told', [{ reference: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' }]],
    ['words', 'Fetus'],
  ])('on %s denies nothing, and is no emergency', async (_, focus) => {
    expect(await rating(about(focus, false))).not.toBe('not-indicated');
    expect(await rating(about(focus, true))).not.toBe('indicated-emergency');
  });

  it.each<[string, unknown]>([
    ['the patient', [{ reference: 'Patient/p1' }]],
    ['a version of the patient', [{ reference: 'Patient/p1/_history/2' }]],
    ['a part of the body', [{ reference: 'BodyStructure/b1' }]],
    ['nothing', []],
  ])('on %s is of this patient', async (_, focus) => {
    expect(await rating(about(focus, false))).toBe('not-indicated');
    expect(await rating(about(focus, true))).toBe('indicated-emergency');
  });
});

describe('the reasons of a visit', () => {
  const visit = { resourceType: 'Encounter', id: 'e1', status: 'finished', subject, period: { start: daysAgo(1) } };
  const words = { text: 'Cauda equina syndrome' };
  it.each<[string, JsonObject]>([
    ['of R5', { period: undefined, actualPeriod: { start: daysAgo(1) }, reason: [{ value: [{ concept: cauda }] }] }],
    ['of R5 in words', { reason: [{ value: [{ concept: words }] }] }],
    ['of R5, elsewhere', { reason: [{ value: [{ reference: { display: words.text } }] }] }],
    ['of STU3', { reason: [words] }],
    ['that are a string', { reasonCode: words.text }],
    ['found in R5', { diagnosis: [{ condition: [{ concept: cauda }] }] }],
    ['found in R4', { diagnosis: [{ condition: { display: words.text } }] }],
    ['in its type', { type: [{ text: 'Chemotherapy' }] }],
  ])('%s are read', async (_, changes) => {
    expect(await ratingWith([{ ...visit, ...changes }])).not.toBe('not-indicated');
  });

  it.each(['Office visit', 'Follow-up', 'Emergency department visit', 'Physical examination', 'Orthopedics'])(
    'of a visit called "%s" are none',
    async (text) => {
      expect(await ratingWith([{ ...visit, type: [{ text }], serviceType: { text } }])).toBe('not-indicated');
    },
  );
});

describe('the reasons of an order', () => {
  it.each<[string, JsonObject]>([
    ['a string', { reasonCode: 'cauda equina' }],
    ['a string in a list', { reasonCode: ['cauda equina'] }],
    ['a concept without its list', { reasonCode: { text: 'cauda equina' } }],
    ['a coding without its concept', { reasonCode: [{ code: 'x', display: 'cauda equina' }] }],
    ['a number', { reasonCode: 7 }],
    ['as DSTU2 writes them', { reason: [{ text: 'cauda equina' }] }],
    ['as DSTU2 writes one', { reasonCodeableConcept: { text: 'cauda equina' } }],
    ['a string in an older member', { reason: 'cauda equina' }],
    ['a string as R5 writes it', { reason: [{ concept: 'cauda equina' }] }],
  ])('(%s) are not passed over', async (_, changes) => {
    expect(await ratingWith([], order(undefined, changes))).not.toBe('not-indicated');
  });

  it('cannot be relied on where the order has an unknown modifier', async () => {
    const modified = { modifierExtension: [{ url: 'urn:example:turned-round', valueBoolean: true }] };
    expect(await ratingWith([], order(undefined, modified))).not.toBe('not-indicated');
    expect(await ratingWith([], order(undefined, { modifierExtension: [] }))).toBe('not-indicated');
  });
});

describe('words of an order in another place', () => {
  const mri = { system: 'http://www.ama-assn.org/go/cpt', code: '72148' };
  it.each<[string, JsonObject]>([
    ['the text of its code', { code: { coding: [mri], text: 'MRI L-spine, r/o cord compression from mets' } }],
    ['the name of its code', { code: { coding: [{ ...mri, display: 'MRI lumbar spine, r/o cauda equina' }] } }],
    ['a coded detail', { orderDetail: [coded(icd10, 'C79.51')] }],
    ['a detail as R5 writes it', { orderDetail: [{ parameter: [{ valueString: 'r/o cauda equina' }] }] }],
    [
      'its narrative',
      { text: { status: 'additional', div: '<div><p>Suspected <b>cauda equina</b> syndrome</p></div>' } },
    ],
  ])('such as %s is read', async (_, changes) => {
    expect(await ratingWith([], order(undefined, changes))).not.toBe('not-indicated');
  });

  it.each<[string, JsonObject]>([
    ['an ordinary name', { code: { coding: [mri], text: 'MRI LUMBAR SPINE WO CONTRAST' } }],
    ['what a study is for', { code: { coding: [mri], text: 'MRI lumbar spine - trauma, pain or radiculopathy' } }],
    ['where it is done', { code: { coding: [{ ...mri, display: 'MRI lumbar spine, trauma protocol' }] } }],
    ['how it is done', { code: { coding: [mri], text: 'MRI L-spine (cancer or infection suspected: use W WO)' } }],
    [
      'an ordinary narrative',
      { text: { status: 'generated', div: '<div>Fever<br/>No<br/>Performer: Trauma Hospital</div>' } },
    ],
    ['an ordinary detail', { orderDetail: [{ coding: [{ system: 'urn:local', code: 'PORT', display: 'Portable' }] }] }],
  ])('such as %s changes nothing', async (_, changes) => {
    expect(await ratingWith([], order(undefined, changes))).toBe('not-indicated');
  });
});
