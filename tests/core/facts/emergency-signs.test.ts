import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, no, quantity, status, withStatus, yes } from '../../resources.js';
import { describeFlag, type FlagCase } from './flag-cases.js';
import { asOf, factOf, type Known, make, type RecordOptions } from './read-facts.js';

const { observation, condition, encounter, day } = make;
const perineum = { bodySite: concept('sct:38864007') };
const interpreted = (code: string) => ({ interpretation: [{ coding: [{ code }] }] });
const panel = (code: string, value: object) =>
  observation('Neurological examination', { component: [{ code: concept(code), ...value }] });
const abated = (code: string) => (daysAgo: number) =>
  condition(code, { ...withStatus('resolved'), onsetDateTime: day(daysAgo + 300), abatementDateTime: day(daysAgo) })(
    daysAgo,
  );

const flags: readonly FlagCase[] = [
  {
    fact: 'saddleAnesthesia',
    yes: {
      'a Condition': condition('sct:449813001'),
      'an Observation without a value': observation('sct:449813001'),
      'an Observation answered with present': observation('sct:449813001', answer('sct:52101004')),
      'an abnormal interpretation': observation('sct:449813001', interpreted('A')),
      'a component': panel('sct:449813001', yes),
      'numbness with the perineum as its site': observation('sct:44077006', { ...yes, ...perineum }),
      'our own code': observation('own:saddle-anesthesia', yes),
      'a term of a list in words': condition('Numbness of saddle area (finding)'),
      'an Observation whose words are a term': observation('Saddle anaesthesia', yes),
      'a code of the EHR whose words are a term': observation(['local:7712', 'Saddle numbness'], yes),
      'the reason of a visit': encounter({ reasonCode: [concept('sct:449813001')] }),
      'a preliminary Observation': observation('own:saddle-anesthesia', { ...yes, status: 'preliminary' }),
    },
    no: {
      'a boolean': observation('sct:449813001', no),
      'a coded absent': observation('sct:449813001', answer('sct:2667000')),
      'a normal interpretation': observation('sct:449813001', interpreted('N')),
      'a component': panel('sct:449813001', no),
      'a Condition that is refuted': condition('sct:449813001', { verificationStatus: status('refuted') }),
      'a screen without components': observation('own:red-flag-screen', no),
      'a screen that lists it': observation('own:red-flag-screen', {
        ...no,
        component: [{ code: concept('own:saddle-anesthesia') }],
      }),
      'a Condition that is over': abated('sct:449813001'),
    },
    hints: {
      'a Condition in words': condition('New saddle numbness'),
      'an Observation in words': observation('Saddle area feels numb', yes),
      'a note': observation('sct:279039007', { note: [{ text: 'Since Friday also perianal numbness.' }] }),
      'a code of the EHR with telling words': observation(['local:7712', 'New saddle numbness'], yes),
      'an answer of suspected': observation('sct:449813001', answer('sct:415684004')),
      'a screen that is positive as a whole': observation('own:red-flag-screen', yes),
    },
    nothing: {
      'untouched by a preliminary denial': observation('own:saddle-anesthesia', { ...no, status: 'preliminary' }),
      'untouched by a cancelled Observation': observation('own:saddle-anesthesia', { ...yes, status: 'cancelled' }),
      'untouched by words that deny it': observation('Saddle numbness: denied'),
      'untouched by numbness of another site': observation('sct:44077006', {
        ...yes,
        bodySite: concept('sct:16982005'),
      }),
      'untouched by a family history': (daysAgo) => ({
        ...condition('sct:449813001')(daysAgo),
        resourceType: 'FamilyMemberHistory',
      }),
      'untouched by a value that cannot be read': observation('own:saddle-anesthesia', { valueBoolean: 'false' }),
    },
    ageless: ['a preliminary Observation'],
  },
  {
    fact: 'innerThighSensoryChange',
    yes: {
      'our own code': observation('own:inner-thigh-sensory-change', yes),
      'a Condition of our own code': condition('own:inner-thigh-sensory-change'),
    },
    no: { 'our own code': observation('own:inner-thigh-sensory-change', no) },
    hints: {
      'numbness of the thigh': observation('sct:44077006', { ...yes, bodySite: concept('sct:68367000') }),
      words: condition('Inner thigh numbness'),
    },
  },
  {
    fact: 'bladderDysfunction',
    yes: {
      'retention as a Condition': condition('sct:267064002'),
      'retention in ICD-10-CM': condition('icd:R33.9'),
      'incontinence as an Observation': observation('sct:165232002', yes),
      'a finding of our own': observation('own:bladder-dysfunction', yes),
    },
    no: {
      'our own code': observation('own:bladder-dysfunction', no),
      'the code for the whole bladder': observation('sct:40492006', no),
      'a screen without components': observation('own:red-flag-screen', no),
    },
    hints: { 'chronic retention': condition('sct:236650000'), words: observation('Unable to pass urine') },
    nothing: {
      'not denied by one symptom that is absent': observation('sct:267064002', no),
      'not denied by one symptom that is over': abated('sct:267064002'),
    },
    windows: {
      'retention as a Condition': 14,
      'retention in ICD-10-CM': 14,
      'incontinence as an Observation': 14,
      'a finding of our own': 14,
    }, // what is older is not new
  },
  {
    fact: 'bowelDysfunction',
    yes: {
      'incontinence as a Condition': condition('sct:72042002'),
      'incontinence in ICD-10-CM': condition('icd:R15.9'),
      'a finding of our own': observation('own:bowel-dysfunction', yes),
    },
    no: {
      'our own code': observation('own:bowel-dysfunction', no),
      'no incontinence': observation('sct:72042002', no),
    },
    hints: { words: observation('New bowel incontinence', yes), 'an unspecific code': condition('sct:235594008') },
    nothing: { 'untouched by constipation': condition('sct:14760008') },
    windows: { 'incontinence as a Condition': 14, 'incontinence in ICD-10-CM': 14, 'a finding of our own': 14 }, // what is older is not new
  },
  {
    fact: 'analToneReduced',
    yes: {
      'our own code': observation('own:anal-tone-reduced', yes),
      'a Condition': condition('own:anal-tone-reduced'),
    },
    no: { 'our own code': observation('own:anal-tone-reduced', no) },
    hints: { words: observation('Rectal examination', { valueString: 'reduced anal tone' }) },
  },
  {
    fact: 'caudaEquinaSuspected',
    yes: {
      'a Condition': condition('sct:192970008'),
      'a Condition in ICD-10-CM': condition('icd:G83.4'),
      'our own code': observation('own:cauda-equina-suspected', yes),
    },
    no: { 'a Condition that is refuted': condition('sct:192970008', { verificationStatus: status('refuted') }) },
    hints: { words: condition('?cauda equina'), 'sexual dysfunction': observation('own:new-sexual-dysfunction', yes) },
    nothing: { 'untouched by words that deny it': condition('No signs of cauda equina syndrome') },
  },
  {
    fact: 'newSexualDysfunction',
    yes: { 'our own code': observation('own:new-sexual-dysfunction', yes) },
    no: { 'our own code': observation('own:new-sexual-dysfunction', no) },
  },
  {
    fact: 'pregnant',
    yes: {
      'the pregnancy status': observation('loinc:82810-3', answer('loinc:LA15173-0')),
      'a Condition': condition('sct:77386006'),
      'a delivery date ahead': (daysAgo) => observation('loinc:11778-8', { valueDateTime: day(-120) })(daysAgo),
    },
    no: {
      'the pregnancy status': observation('loinc:82810-3', answer('loinc:LA26683-5')),
      'a finding': observation('sct:60001007'),
    },
    hints: { 'a possible pregnancy': observation('loinc:82810-3', answer('sct:102874004')) },
    nothing: {
      'untouched by a delivery date in the past': (daysAgo) =>
        observation('loinc:11778-8', { valueDateTime: day(40) })(daysAgo),
    },
    windows: { 'the pregnancy status': 300, 'a Condition': 300, 'a finding': 300 },
    ageless: ['a delivery date ahead'],
  },
];

for (const flag of flags) describeFlag(flag);

describe('bladderDysfunction', () => {
  it.each([
    [199, false],
    [200, true],
    [850, true],
  ])('by a residual of %d mL is there: %s', (value, isThere) => {
    const residual = observation('loinc:69388-7', quantity(value, 'mL'));
    expect(factOf('bladderDysfunction', [residual(1)])).toBe(isThere ? true : 'unknown');
  });

  it('that has lasted for more than a year unchanged is not new', () => {
    const onset = (daysAgo: number) => factOf('bladderDysfunction', [condition('sct:165232002')(daysAgo)]);
    expect([onset(14), onset(15), onset(365), onset(366), onset(3000)]).toEqual([
      true,
      'suspected',
      'suspected',
      'unknown',
      'unknown',
    ]);
  });

  it('that has lasted for years and is said to be there today counts', () => {
    expect(factOf('bladderDysfunction', [condition('sct:165232002')(3000), observation('sct:165232002', yes)(0)])).toBe(
      true,
    );
  });
});

describe('a bladder symptom that is not shown to be new', () => {
  const recorded = (daysAgo: number) => ({ ...condition('icd:R32')(daysAgo), onsetDateTime: undefined });
  const denied = observation('own:bladder-dysfunction', no);
  const prostate = condition('icd:N40.1')(1500);
  const visit = encounter({ id: 'visit-1' })(30);
  const ofVisit = { ...recorded(20), encounter: { reference: 'Encounter/visit-1' } };
  const order = { encounter: { reference: 'Encounter/visit-1' } };
  const reason = { reasonCode: [concept('icd:R32')] };
  it.each<readonly [string, readonly JsonObject[], Known, RecordOptions]>([
    ['recorded yesterday', [recorded(1)], true, {}],
    ['recorded two days ago', [recorded(2)], 'suspected', {}],
    ['recorded today beside an enlarged prostate', [recorded(0), prostate], 'suspected', {}],
    ['with an onset of 3 days beside an enlarged prostate', [condition('icd:R33.8')(3), prostate], true, {}],
    ['found 14 days ago beside an enlarged prostate', [observation('sct:165232002', yes)(14), prostate], true, {}],
    ['with an onset in this year', [{ ...recorded(60), onsetDateTime: day(60).slice(0, 4) }], 'suspected', {}],
    ['recorded in the encounter of the order', [ofVisit, visit], true, { order }],
    ['recorded in another encounter', [ofVisit, visit], 'suspected', {}],
    ['the reason of the order, beside an enlarged prostate', [prostate], true, { order: reason }],
    ['denied on the same day', [recorded(5), denied(5)], false, {}],
    ['denied the day before', [recorded(5), denied(6)], 'suspected', {}],
    ['found 14 days ago and denied today', [observation('sct:165232002', yes)(14), denied(0)], 'suspected', {}],
    ['found 15 days ago and denied on that day', [observation('sct:165232002', yes)(15), denied(15)], false, {}],
  ])('%s', (_, resources, expected, options) => {
    expect(factOf('bladderDysfunction', resources, options)).toBe(expected);
  });
});

describe('cauda equina syndrome', () => {
  it('is suspected again by a new sexual dysfunction, even beside a denial', () => {
    const denied = condition('sct:192970008', { verificationStatus: status('refuted') })(2);
    expect(factOf('caudaEquinaSuspected', [denied, observation('own:new-sexual-dysfunction', yes)(1)])).toBe(
      'suspected',
    );
  });
});

describe('ageYears', () => {
  const bornOn = (birthDate: unknown) =>
    factOf('ageYears', [], { patient: { resourceType: 'Patient', id: 'p', birthDate } });
  it.each([
    ['2008-06-15', 18],
    ['2008-06-16', 17],
    ['1956-06-14', 70],
    ['2008', 17],
    ['2008-06', 17],
    ['1976', 50],
    ['1976-06', 50],
    ['2027-01-01', 'unknown'],
    ['not a date', 'unknown'],
    [undefined, 'unknown'],
  ])('of somebody born on %s is %s', (birthDate, age) => {
    expect(bornOn(birthDate)).toBe(age);
  });

  it('is unknown without a Patient', () => {
    expect(factOf('ageYears', [])).toBe('unknown');
  });
});

describe('a pregnancy', () => {
  it('of years ago that ended is no hint, whatever its visits say', () => {
    const visits = [1300, 1400].map((daysAgo) => encounter({ reasonCode: [concept('sct:72892002')] })(daysAgo));
    expect([factOf('pregnant', visits), factOf('pregnant', [...visits, abated('sct:72892002')(1290)])]).toEqual([
      'suspected',
      false,
    ]);
  });

  it('is over when it is denied after the delivery date was stated', () => {
    const due = observation('loinc:11778-8', { valueDateTime: day(-120) })(60);
    const denied = observation('loinc:82810-3', answer('loinc:LA26683-5'))(10);
    expect([
      factOf('pregnant', [due, denied]),
      factOf('pregnant', [{ ...due, status: 'entered-in-error' }]),
      asOf,
    ]).toEqual([false, false, asOf]);
  });
});
