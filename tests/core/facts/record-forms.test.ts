import { describe, expect, it } from 'vitest';
import { everyRecordPart } from '../../../src/core/contract/patient-record.js';
import { readRecord } from '../../../src/core/read/read-record.js';
import type { JsonObject } from '../../../src/core/values/json.js';
import { guideline } from '../../guideline.js';
import { answer, concept, no, quantity, yes } from '../../resources.js';
import { asOf, factOf, type Known, make } from './read-facts.js';

const { day, observation, condition, procedure, medication, allergy, encounter, resource } = make;
const sudden = 'sct:192970008'; // cauda equina syndrome
const saddle = 'sct:449813001';
const retention = 'sct:267064002';
const cancer = 'sct:363406005';
const terminology = 'http://terminology.hl7.org/CodeSystem';
const coded = (system: string, code: string, display?: string): JsonObject => ({
  coding: [{ system, code, ...(display === undefined ? {} : { display }) }],
});
/** A Condition with nothing but its code and what is given. */
const bare = (code: string, members: JsonObject): JsonObject =>
  resource('Condition', { code: concept(code), ...members });
const ces = (resources: readonly JsonObject[], patient?: JsonObject): Known =>
  factOf('caudaEquinaSuspected', resources, patient === undefined ? {} : { patient });
const born = (birthDate: string): JsonObject => ({ resourceType: 'Patient', id: 'p1', birthDate });

describe('a clinical status', () => {
  it.each<[unknown]>([
    ['resolved'],
    ['RESOLVED'],
    [' Resolved '],
    [coded(`${terminology}/condition-clinical`, 'Resolved')],
    [coded(`${terminology}/condition-clinical`, 'completed')],
    [coded('http://terminology.hl7.org/CodeSystem/v3-ActStatus', 'completed')],
    [coded('http://snomed.info/sct', '413322009')],
    [coded('http://snomed.info/sct', '73425007', 'Inactive')],
    [coded('urn:oid:1.2.3', '17', 'Resolved (qualifier value)')],
    [{ text: 'Problem resolved' }],
    [{ text: 'IN REMISSION' }],
    [[{ coding: [{ code: 'inactive' }] }]],
  ])('that says that it is over is read in any form: %j', (clinicalStatus) => {
    expect(ces([condition(sudden, { clinicalStatus })(1)])).toBe(false);
  });
  it.each<[unknown]>([
    ['ACTIVE'],
    [coded('http://snomed.info/sct', '55561003')],
    [{ text: 'Active' }],
    ['Recurrence'],
    ['relapse'],
  ])('that says that it goes on is read in any form: %j', (clinicalStatus) => {
    expect(ces([condition(sudden, { clinicalStatus, abatementString: 'soon' })(1)])).toBe(true);
  });
  it('that nobody knows makes its entry suspected, and names it', () => {
    const entry = condition(sudden, { clinicalStatus: { text: 'zeta' } })(1);
    expect(ces([entry])).toBe('suspected');
    expect(notesOf([entry])).toEqual([{ reference: `Condition/${String(entry['id'])}`, reason: 'status' }]);
  });
  it.each<[unknown]>([[undefined], [null], ['unknown'], [coded(`${terminology}/v3-NullFlavor`, 'UNK')]])(
    'that is not there takes nothing away: %j',
    (clinicalStatus) => {
      expect(ces([condition(sudden, { clinicalStatus })(1)])).toBe(true);
    },
  );
});

describe('a verification status', () => {
  it.each<[unknown]>([
    ['Entered in Error'],
    [{ text: 'Entered in Error' }],
    [{ text: 'ENTERED_IN_ERROR' }],
    [coded(`${terminology}/condition-ver-status`, 'EnteredInError')],
    [coded('http://snomed.info/sct', '723510000')],
  ])('of an error takes its entry out: %j', (verificationStatus) => {
    expect(ces([condition(sudden, { verificationStatus })(1)])).toBe(false); // silent
    expect(factOf('saddleAnesthesia', [condition(saddle, { verificationStatus })(1)])).toBe('unknown');
  });
  it.each<[unknown]>([
    ['Refuted'],
    [{ text: 'ruled out' }],
    [coded('http://snomed.info/sct', '410516002')],
    [coded('x', 'y', 'Refuted')],
  ])('of a refutal denies: %j', (verificationStatus) => {
    expect(factOf('saddleAnesthesia', [condition(saddle, { verificationStatus })(1)])).toBe(false);
  });
  it.each<[unknown]>([['Provisional'], [{ text: 'Suspected' }], [coded('http://snomed.info/sct', '415684004')]])(
    'of a suspicion is a red flag all the same: %j',
    (verificationStatus) => {
      expect(ces([condition(sudden, { verificationStatus })(1)])).toBe(true);
      expect(factOf('osteoporosis', [condition('icd:M81.0', { verificationStatus })(1)])).toBe('suspected');
    },
  );
});

describe('an end without a status', () => {
  const ended = (members: JsonObject, recorded = 20): JsonObject =>
    bare(saddle, { onsetDateTime: day(recorded), recordedDate: day(recorded), ...members });
  it.each<[string, JsonObject, Known]>([
    ['a later day is an end', { abatementDateTime: day(5) }, false],
    ['a day in words is an end', { abatementString: day(5) }, false],
    ['words may say anything', { abatementString: 'resolved last week' }, 'suspected'],
    ['words may say that it goes on', { abatementString: 'ongoing' }, 'suspected'],
    ['a range of ages has no day', { abatementRange: { low: { value: 40 }, high: { value: 50 } } }, 'suspected'],
    ['an age without a birth date has no day', { abatementAge: { value: 40, code: 'a' } }, 'suspected'],
    ['a date that cannot be read has no day', { abatementDateTime: 'last week' }, 'suspected'],
    ['an end ahead is none', { abatementDateTime: day(-30) }, true],
    ['not having ended is none', { abatementBoolean: false }, true],
    [
      'the end of the period of onset is none',
      { onsetDateTime: undefined, onsetPeriod: { start: day(20), end: day(10) } },
      true,
    ],
  ])('%s', (_, members, expected) => {
    expect(factOf('saddleAnesthesia', [ended(members)])).toBe(expected);
  });
});

describe('the stamp of a visit: one day from beginning to end, and no status', () => {
  const stamp = (code: string, daysAgo: number): JsonObject =>
    bare(code, {
      onsetDateTime: `${day(daysAgo)}T20:00:00Z`,
      abatementDateTime: day(daysAgo),
      recordedDate: day(daysAgo),
    });
  it('is suspected within the window, and says nothing after it', () => {
    expect(ces([stamp(sudden, 1)])).toBe('suspected');
    expect(factOf('saddleAnesthesia', [stamp(saddle, 91)])).toBe('unknown');
  });
  it('makes a cancer of today suspected, and a cancer of the past', () => {
    expect([factOf('activeCancer', [stamp(cancer, 30)]), factOf('cancerHistory', [stamp(cancer, 30)])]).toEqual([
      'suspected',
      true,
    ]);
    expect([factOf('activeCancer', [stamp(cancer, 400)]), factOf('cancerHistory', [stamp(cancer, 400)])]).toEqual([
      false,
      true,
    ]);
  });
  it('is no stamp with a status or a later end', () => {
    expect(ces([{ ...stamp(sudden, 1), clinicalStatus: 'active' }])).toBe(true);
    expect(factOf('saddleAnesthesia', [{ ...stamp(saddle, 9), abatementDateTime: day(8) }])).toBe(false);
  });
});

describe('the date of a statement', () => {
  const denied = (daysAgo: number): JsonObject => observation(saddle, no)(daysAgo);
  it.each<[string, JsonObject]>([
    ['recordedDate', { recordedDate: day(1) }],
    [
      'the US Core extension',
      { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate', valueDateTime: day(1) }] },
    ],
    ['assertedDate of STU3', { assertedDate: day(1) }],
    ['dateRecorded of DSTU2', { dateRecorded: day(1) }],
    ['the visit', { encounter: { reference: 'Encounter/e1' } }],
    ['the context of STU3', { context: { reference: 'Encounter/e1' } }],
  ])('is not the onset but %s', (_, members) => {
    const visit = { ...encounter({})(1), id: 'e1' };
    const entry = bare(saddle, { onsetDateTime: day(60), ...members });
    expect(factOf('saddleAnesthesia', [visit, entry, denied(20)])).toBe(true);
  });
  it('is the onset where there is nothing else, and never before it', () => {
    expect(factOf('saddleAnesthesia', [bare(saddle, { onsetDateTime: day(60) }), denied(20)])).toBe(false);
    expect(
      factOf('saddleAnesthesia', [bare(saddle, { onsetDateTime: day(10), recordedDate: day(60) }), denied(20)]),
    ).toBe(true);
  });
  it('of an Observation is when it was so, then when it was issued, then its visit', () => {
    const found = (members: JsonObject): JsonObject => ({
      ...observation(saddle, yes)(0),
      effectiveDateTime: undefined,
      ...members,
    });
    const visit = { ...encounter({})(5), id: 'e1' };
    const at = (members: JsonObject): Known => factOf('saddleAnesthesia', [visit, found(members), denied(20)]);
    expect(at({ effectiveDateTime: day(40), issued: day(1) })).toBe(false);
    expect(at({ issued: `${day(1)}T10:00:00Z` })).toBe(true);
    expect(at({ encounter: { reference: 'Encounter/e1' } })).toBe(true);
  });
  it('that only meta.lastUpdated has is a hint, and never that of a denial', () => {
    const meta = { lastUpdated: `${day(1)}T10:00:00Z` };
    expect(factOf('saddleAnesthesia', [bare(saddle, { meta })])).toBe('suspected');
    expect(factOf('saddleAnesthesia', [bare(saddle, { meta }), denied(0)])).toBe(false);
    expect(factOf('saddleAnesthesia', [{ ...denied(0), effectiveDateTime: undefined, meta }])).toBe('unknown');
  });
  it('dates staleness; the onset dates the long-standing and events', () => {
    expect(factOf('saddleAnesthesia', [bare(saddle, { onsetDateTime: day(200), recordedDate: day(3) })])).toBe(true);
    expect(factOf('bladderDysfunction', [bare(retention, { onsetDateTime: day(800), recordedDate: day(3) })])).toBe(
      'unknown',
    );
    expect(factOf('bacteraemiaRecent', [bare('icd:A41.9', { onsetDateTime: day(200), recordedDate: day(3) })])).toBe(
      'suspected',
    );
  });
});

describe('an onset that is none', () => {
  const began = (onset: JsonObject): JsonObject => bare(retention, { ...onset, recordedDate: day(1) });
  const denied = observation('own:bladder-dysfunction', no)(40);
  it.each([
    '0001-01-01T00:00:00Z',
    '0001-01-01',
    '1753-01-01',
    '1800-01-01',
    '1899-12-30',
    '1899-12-30T00:00:00',
    '1900',
    '1900-01',
    '1900-01-01',
    '1901-01-01',
    '1970-01-01T00:00:00+01:00',
    '19700101',
    '9999-12-31',
  ])('is a placeholder: %s', (onsetDateTime) => {
    expect(factOf('bladderDysfunction', [began({ onsetDateTime }), denied])).toBe(true);
    expect(factOf('symptomDays', [bare('sct:279039007', { onsetDateTime, recordedDate: day(50) })])).toEqual({
      atLeast: 50,
    });
  });
  it('is the birth date, for a symptom that was not there at birth', () => {
    const patient = born('1982-05-17');
    const at = (text: string, onset: string): Known =>
      factOf('bladderDysfunction', [{ ...began({ onsetDateTime: onset }), code: concept(retention, text) }, denied], {
        patient,
      });
    expect(at('Retention of urine', '1982-05-17')).toBe(true);
    expect(at('Retention of urine', '1979-01-01')).toBe(true);
    expect(at('Congenital retention of urine', '1982-05-17')).toBe(false);
    expect(at('Retention of urine', '1990-05-17')).toBe(false);
  });
  it('is read from ISO words and from the basic format', () => {
    for (const onset of [
      { onsetString: day(60) },
      { onsetDateTime: day(60).replaceAll('-', '') },
      { onsetString: `${day(60)}T10:15:00-0500` },
    ])
      expect(factOf('symptomDays', [bare('sct:279039007', { ...onset, recordedDate: day(1) })])).toBe(60);
    expect(
      factOf('symptomDays', [bare('sct:279039007', { onsetString: 'a while ago', recordedDate: day(1) })]),
    ).toEqual({ atLeast: 1 });
  });
  it('is a period: it began somewhere in it', () => {
    const onsetPeriod = { start: day(60), end: day(50) };
    expect(factOf('symptomDays', [bare('sct:279039007', { onsetPeriod, recordedDate: day(1) })])).toEqual({
      atLeast: 50,
    });
  });
});

describe('a visit', () => {
  const seen = (daysAgo: number, status = 'finished'): JsonObject =>
    encounter({ status, reasonCode: [concept(cancer)] })(daysAgo);
  const both = (resources: readonly JsonObject[]): readonly Known[] =>
    ['activeCancer', 'cancerHistory'].map((name) => factOf(name, resources));
  it('states what is current for 365 days, and then suggests a history', () => {
    expect(both([seen(365)])).toEqual([true, false]);
    expect(both([seen(366)])).toEqual([false, 'suspected']);
    expect(both([seen(15_842)])).toEqual([false, 'suspected']);
  });
  it('of an unknown status only suggests, and one that did not happen says nothing', () => {
    expect(both([seen(3, 'unknown')])[0]).toBe('suspected');
    expect(both([seen(3, 'FINISHED')])[0]).toBe(true);
    expect(both([seen(3, 'Entered in Error')])).toEqual([false, false]);
  });
  it('and an Observation never make one cancer both current and past', () => {
    const diagnosis = (daysAgo: number): JsonObject => observation('loinc:29308-4', answer(cancer))(daysAgo);
    expect(both([diagnosis(30)])).toEqual([true, false]);
    expect(both([diagnosis(400)])).toEqual([false, 'suspected']);
  });
});

describe('a coded value', () => {
  const at = (question: JsonObject): Known => ces([{ ...observation(sudden, answer(sudden))(1), code: question }]);
  it.each<[string, JsonObject, Known]>([
    ['a symptom', coded('http://loinc.org', '75325-1'), true],
    ['a diagnosis', coded('http://loinc.org', '29308-4'), true],
    ['a clinical finding', coded('http://snomed.info/sct', '404684003'), true],
    ['the reason for the visit', coded('http://loinc.org', '29299-5', 'Reason for visit'), 'suspected'],
    ['a question that nobody knows', coded('urn:oid:1.2.3', 'q17'), 'suspected'],
    ['the family history', coded('http://loinc.org', '10157-6'), false],
    ['the family history by SNOMED CT', coded('http://snomed.info/sct', '57177007'), false],
    ['the family history in words', { text: 'Illnesses of the mother' }, false],
    ['what is known to be absent', coded('http://snomed.info/sct', '410516002'), false],
    ['the cause of death', coded('http://loinc.org', '69453-9'), false],
    ['a phenotype that goes with a gene', coded('http://loinc.org', '81259-4'), false],
    ['a genetic finding', coded('http://loinc.org', '0000-0', 'Genetic variation clinical significance'), false],
    ['why somebody was left out', { text: 'Reason for exclusion' }, false],
  ])('states a finding only where the question asks for one: %s', (_, question, expected) => {
    expect(at(question)).toBe(expected);
  });
  it('in a component of a family history says nothing', () => {
    const family = coded('http://loinc.org', '10157-6');
    const component = [{ code: { text: 'Disease' }, valueCodeableConcept: concept(sudden) }];
    expect(
      ces([resource('Observation', { status: 'final', code: family, effectiveDateTime: day(1), component })]),
    ).toBe(false);
  });
});

describe('an answer', () => {
  const said = (value: JsonObject): Known => factOf('saddleAnesthesia', [observation(saddle, value)(1)]);
  it.each([
    'No',
    'NO',
    'n',
    'N.',
    'Denies',
    'denied',
    'Not present',
    'absent',
    'None',
    'Negative',
    'normal',
    'Patient denies',
  ])('denies: "%s"', (text) => {
    expect(said({ valueString: text })).toBe(false);
    expect(said({ valueCodeableConcept: { text } })).toBe(false);
    expect(said({ valueCodeableConcept: coded('urn:oid:1.2.3', '7', text) })).toBe(false);
  });
  it.each(['Yes', 'Y', 'y', 'Present', 'positive', 'True', '++'])('affirms: "%s"', (text) => {
    expect(said({ valueString: text })).toBe(true);
    expect(said({ valueCodeableConcept: { text } })).toBe(true);
  });
  it.each(['possible', 'Equivocal', '?', 'No longer than usual', 'not asked', 'nothing new, but numb since Monday'])(
    'suspects: "%s"',
    (text) => {
      expect(said({ valueString: text })).toBe('suspected');
    },
  );
  it.each<[string, string, Known]>([
    ['v2-0532', 'N', false],
    ['v2-0532', 'Y', true],
    ['v2-0136', 'N', false],
    ['v2-0136', 'Y', true],
  ])('of HL7 table %s is read: %s', (table, code, expected) => {
    expect(said({ valueCodeableConcept: coded(`${terminology}/${table}`, code) })).toBe(expected);
  });
  it.each<[JsonObject, Known]>([
    [{ coding: [{ code: 'E' }] }, 'suspected'],
    [{ coding: [{ code: 'IND' }] }, 'suspected'],
    [{ text: 'Equivocal' }, 'suspected'],
    [{ coding: [{ code: 'pos' }] }, true],
    [{ text: 'Negative' }, false],
  ])('by interpretation is read: %j', (interpretation, expected) => {
    expect(said({ interpretation: [interpretation] })).toBe(expected);
    expect(said({ interpretation })).toBe(expected);
  });
});

describe('the status of a result', () => {
  const at = (status: unknown, value: JsonObject = {}): Known =>
    factOf('caudaEquinaSuspected', [{ ...observation(sudden, value)(1), status }]);
  it('that is ordered and has no value leaves its fact unknown', () => {
    for (const status of ['registered', 'REGISTERED', 'I', 'pending']) expect(at(status)).toBe('unknown');
    expect(at('registered', yes)).toBe(true);
  });
  it.each<[unknown, Known, Known]>([
    ['Final', true, false],
    ['F', true, false],
    ['P', true, false],
    ['X', false, false],
    ['cancelled', false, false],
    ['Entered in Error', false, false],
    ['hovering', true, false],
  ])('is read in any form: %s', (status, affirmed, denied) => {
    expect(at(status, yes)).toBe(affirmed);
    expect(at(status, no)).toBe(denied);
    const isDenial = status === 'Final' || status === 'F';
    expect(factOf('saddleAnesthesia', [{ ...observation(saddle, no)(1), status }])).toBe(isDenial ? false : 'unknown');
  });
});

describe('what was done or taken', () => {
  const fusion = (members: JsonObject): Known =>
    factOf('priorLumbarSurgery', [procedure('sct:34238000', members)(400)]);
  const therapy = (members: JsonObject): Known =>
    factOf('carePhysicalComponent', [procedure('cpt:97110', members)(20)]);
  it('happened, did not, or may have', () => {
    const surgery = 'sct:50172003';
    const at = (members: JsonObject): Known => factOf('priorLumbarSurgery', [procedure(surgery, members)(400)]);
    for (const status of ['completed', 'COMPLETED', 'Done', 'aborted']) expect(at({ status })).toBe(true);
    for (const members of [
      { notDone: true },
      { notPerformed: true },
      { status: 'Not Done' },
      { status: 'entered in error' },
    ])
      expect(at(members)).toBe(false);
    for (const status of ['unknown', 'on-hold', 'suspended', 'whirling']) expect(at({ status })).toBe('suspected');
    expect(fusion({ status: 'not-done' })).toBe(false);
    expect(therapy({ status: 'completed', notPerformed: true })).toBe(therapy({ status: 'not-done' }));
  });
  it('and a medicine by DSTU2 and STU3', () => {
    const at = (members: JsonObject, type = 'MedicationStatement'): Known =>
      factOf('immunosuppression', [medication('rx:6851', undefined, type, members)(20)]);
    expect(at({ status: 'ACTIVE' })).toBe(at({ status: 'active' }));
    expect(at({ status: 'active', wasNotTaken: true })).toBe(false);
    expect(at({ status: 'active', taken: 'n' })).toBe(false);
    expect(at({ status: 'spinning' })).toBe(at({ status: 'active' }) === true ? 'suspected' : false);
  });
  it('and an allergy, which has one status in DSTU2', () => {
    const at = (members: JsonObject): Known => factOf('careMedicalComponent', [allergy('rx:5640', members)(20)]);
    const old = { clinicalStatus: undefined, verificationStatus: undefined };
    expect(at({ ...old, status: 'active' })).toBe(at({}));
    expect(at({ ...old, status: 'refuted' })).toBe(at({ verificationStatus: 'refuted' }));
    expect(at({ clinicalStatus: { text: 'Resolved' } })).toBe(at({ clinicalStatus: 'resolved' }));
  });
});

describe('an unknown modifierExtension', () => {
  const modifierExtension = [{ url: 'urn:example:not', valueBoolean: true }];
  it('makes a denial unknown and an affirmation suspected, and names the resource', () => {
    const denial = { ...observation(saddle, no)(0), id: 'x1', modifierExtension };
    expect(factOf('saddleAnesthesia', [denial])).toBe('unknown');
    expect(ces([{ ...condition(sudden)(1), modifierExtension }])).toBe('suspected');
    expect(notesOf([denial])).toEqual([{ reference: 'Observation/x1', reason: 'modifier' }]);
  });
  it('counts in a component, and in a measurement', () => {
    const component = [{ code: concept(saddle), valueBoolean: false, modifierExtension }];
    const whole = resource('Observation', {
      status: 'final',
      code: { text: 'Exam' },
      effectiveDateTime: day(0),
      component,
    });
    expect(factOf('saddleAnesthesia', [whole])).toBe('unknown');
    const residual = { ...observation('loinc:9187-6', quantity(20, 'mL'))(0), modifierExtension };
    expect(factOf('bladderDysfunction', [residual])).toBe('unknown');
    const esr = { ...observation('loinc:4537-7', quantity(5, 'mm/h'))(0), modifierExtension };
    expect(factOf('inflammatoryMarkersRaised', [esr])).toBe('unknown');
  });
  it('on a resource that no fact asks about is not named', () => {
    expect(notesOf([{ ...condition('sct:38341003')(1), modifierExtension }])).toEqual([]);
  });
});

function notesOf(resources: readonly JsonObject[]): unknown {
  const record = { parts: everyRecordPart('read'), patient: undefined, resources };
  return readRecord(guideline, record, [], asOf).notes;
}
