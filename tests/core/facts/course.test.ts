import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, type Form, no, quantity, status, withStatus, yes } from '../../resources.js';
import { describeFlag, type FlagCase } from './flag-cases.js';
import { factOf, type Known, make } from './read-facts.js';

const { observation, condition, encounter, resource, day } = make;
const days = (fact: string, value: number, more: JsonObject = {}): Form =>
  observation(`own:${fact}`, quantity(value, 'd', more));
const word = (fact: string, value: string): Form => observation(`own:${fact}`, answer(`own:${value}`));
const recordedOnly =
  (form: Form): Form =>
  (daysAgo) => ({ ...form(daysAgo), onsetDateTime: undefined });

describe('symptomDays', () => {
  const lowBackPain = condition('sct:279039007');
  const ended = (from: number, to: number): JsonObject => ({
    ...lowBackPain(from),
    ...withStatus('resolved'),
    abatementDateTime: day(to),
  });
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['an onset', [lowBackPain(41)], 41],
    ['an onset in ICD-10-CM', [condition('icd:M54.50')(42)], 42],
    ['the onset of sciatica', [condition('sct:23056005')(60)], 60],
    ['the earliest of two onsets', [lowBackPain(30), condition('sct:23056005')(20)], 30],
    ['a record date: at least', [recordedOnly(lowBackPain)(41)], { atLeast: 41 }],
    ['a month: at least', [{ ...lowBackPain(0), onsetDateTime: '2026-04' }], { atLeast: 46 }],
    ['a visit: at least', [encounter({ reasonCode: [concept('sct:279039007')] })(50)], { atLeast: 50 }],
    ['a duration', [days('symptom-days', 20)(0)], 20],
    ['a duration of ten days ago', [days('symptom-days', 20)(10)], 30],
    ['a duration in weeks', [observation('own:symptom-days', quantity(6, 'wk'))(0)], 42],
    ['a lower bound', [days('symptom-days', 42, { comparator: '>=' })(0)], { atLeast: 42 }],
    ['the duration of the pain', [observation('loinc:38207-7', quantity(3, 'wk'))(1)], 22],
    ['the onset of the pain', [observation('loinc:38201-0', { valueDateTime: day(45) })(5)], 45],
    ['a newer duration beside an older onset', [lowBackPain(100), days('symptom-days', 10)(2)], 12],
    [
      'two durations of one day: the least is certain',
      [days('symptom-days', 20)(0), days('symptom-days', 60)(0)],
      { atLeast: 20 },
    ],
    ['an earlier episode within 180 days', [lowBackPain(30), ended(400, 210)], 400],
    ['an earlier episode more than 180 days before', [lowBackPain(30), ended(400, 211)], 30],
    ['an episode that ended 180 days ago', [ended(400, 180)], 400],
    ['an episode that ended 181 days ago', [ended(400, 181)], 'unknown'],
    ['a visit 181 days ago and nothing since', [encounter({ reasonCode: [concept('sct:279039007')] })(181)], 'unknown'],
    ['nothing', [], 'unknown'],
    [
      'a duration without a unit and not in our codes',
      [observation('loinc:38207-7', { valueInteger: 3 })(1)],
      'unknown',
    ],
    ['an upper bound', [days('symptom-days', 20, { comparator: '<' })(0)], 'unknown'],
    ['a duration in error', [{ ...days('symptom-days', 20)(0), status: 'entered-in-error' }], 'unknown'],
    ['a preliminary duration', [{ ...days('symptom-days', 20)(0), status: 'preliminary' }], 'unknown'],
    ['a duration without a date', [{ ...days('symptom-days', 20)(0), effectiveDateTime: undefined }], 'unknown'],
    ['an onset that lies ahead', [lowBackPain(-10)], 'unknown'],
    ['pain of the neck', [condition('icd:M54.2')(60)], 'unknown'],
    ['a refuted diagnosis', [{ ...lowBackPain(60), verificationStatus: status('refuted') }], 'unknown'],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('symptomDays', resources)).toEqual(expected);
  });
});

describe('painTrend', () => {
  const score = (value: number): Form => observation('loinc:72514-3', quantity(value, '{score}'));
  const visual = (value: number, unit?: string): Form => observation('loinc:38214-3', quantity(value, unit));
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['our word', [word('pain-trend', 'stable')(1)], 'stable'],
    ['a coded course', [observation('own:pain-trend', answer('sct:230993007'))(1)], 'worsening'],
    ['the newest of two words', [word('pain-trend', 'stable')(20), word('pain-trend', 'improving')(1)], 'improving'],
    ['two words of one day', [word('pain-trend', 'stable')(1), word('pain-trend', 'improving')(1)], 'unknown'],
    ['a word of 90 days ago', [word('pain-trend', 'stable')(90)], 'stable'],
    ['a word of 91 days ago', [word('pain-trend', 'stable')(91)], 'unknown'],
    ['two points more', [score(4)(20), score(6)(1)], 'worsening'],
    ['two points less', [score(6)(20), score(4)(1)], 'improving'],
    ['one point more', [score(4)(20), score(5)(1)], 'unknown'],
    ['one score', [score(9)(1)], 'unknown'],
    ['15 of 100 more', [visual(40, 'mm')(20), visual(55, 'mm')(1)], 'worsening'],
    ['14 of 100 more', [visual(40, 'mm')(20), visual(54, 'mm')(1)], 'unknown'],
    ['a visual scale of 0 to 10', [visual(4)(20), visual(7)(1)], 'worsening'],
    ['scores newer than a word', [word('pain-trend', 'improving')(30), score(3)(20), score(8)(1)], 'worsening'],
    ['a word newer than the scores', [score(3)(20), score(8)(10), word('pain-trend', 'improving')(1)], 'improving'],
    ['scores of one day', [score(3)(1), score(8)(1)], 'unknown'],
    ['an entry in error', [{ ...word('pain-trend', 'stable')(1), status: 'entered-in-error' }], 'unknown'],
    ['nothing', [], 'unknown'],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('painTrend', resources)).toBe(expected);
  });
});

const flags: readonly FlagCase[] = [
  {
    fact: 'functionalImpairment',
    yes: {
      'ODI above 40': observation('own:odi', quantity(41, '%')),
      'RMDQ of 14': observation('own:rmdq', { valueInteger: 14 }),
      'our own code': observation('own:functional-impairment', yes),
    },
    no: {
      'ODI of 40': observation('own:odi', quantity(40, '%')),
      'RMDQ of 13': observation('own:rmdq', { valueInteger: 13 }),
    },
    graded: ['ODI above 40', 'RMDQ of 14'],
    ageless: ['ODI above 40', 'RMDQ of 14'],
  },
  {
    fact: 'functionalDecline',
    yes: { 'our own code': observation('own:functional-decline', yes) },
    no: { 'our own code': observation('own:functional-decline', no) },
  },
  {
    fact: 'psychosocialRisk',
    yes: {
      depression: condition('sct:35489007'),
      'a PHQ-9 of 10': observation('loinc:44261-6', { valueInteger: 10 }),
      'our own code': observation('own:psychosocial-risk', yes),
    },
    no: { 'our own code': observation('own:psychosocial-risk', no) },
    nothing: { 'untouched by a PHQ-9 of 9': observation('loinc:44261-6', quantity(9, '{score}')) },
  },
  {
    fact: 'surgicalCandidate',
    yes: {
      'our own code': observation('own:surgical-candidate', yes),
      'a referral to a spine surgeon': (daysAgo) =>
        resource('ServiceRequest', {
          status: 'active',
          intent: 'order',
          code: concept('sct:770695002'),
          authoredOn: day(daysAgo),
        }),
      'an appointment there': (daysAgo) =>
        resource('Appointment', { status: 'booked', serviceType: [concept('sct:308482002')], start: day(daysAgo) }),
    },
    no: { 'our own code': observation('own:surgical-candidate', no) },
    ageless: ['a referral to a spine surgeon', 'an appointment there'],
    nothing: {
      'untouched by a referral that was revoked': (daysAgo) =>
        resource('ServiceRequest', {
          status: 'revoked',
          intent: 'order',
          code: concept('sct:770695002'),
          authoredOn: day(daysAgo),
        }),
    },
  },
];

for (const flag of flags) describeFlag(flag);

describe('functionalDecline', () => {
  const odi = (value: number): Form => observation('own:odi', quantity(value, '%'));
  const rmdq = (value: number): Form => observation('own:rmdq', { valueInteger: value });
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['ODI up by 10', [odi(40)(40), odi(50)(2)], true],
    ['ODI up by 9', [odi(40)(40), odi(49)(2)], false],
    ['ODI up by 30 %', [odi(10)(40), odi(13)(2)], true],
    ['RMDQ up by 5', [rmdq(12)(40), rmdq(17)(2)], true],
    ['RMDQ up by 4', [rmdq(14)(40), rmdq(18)(2)], false],
    ['one score', [odi(80)(2)], false],
    ['a first score 91 days ago', [odi(40)(91), odi(60)(2)], false],
  ])('by %s is %s', (_, resources, expected) => {
    expect(factOf('functionalDecline', resources)).toBe(expected);
  });
});

describe('surgicalCandidate', () => {
  it.each([
    [180, true],
    [181, 'unknown'],
  ])('by a referral of %d days ago is %s', (daysAgo, expected) => {
    const referral = resource('ServiceRequest', {
      status: 'active',
      intent: 'order',
      code: concept('sct:308482002'),
      authoredOn: day(daysAgo),
    });
    expect(factOf('surgicalCandidate', [referral])).toBe(expected);
  });
});

describe('goals and demands of the job', () => {
  it.each(['patient-goals', 'occupational-demands'])('%s are taken as they are written', (code) => {
    const name = code === 'patient-goals' ? 'patientGoals' : 'occupationalDemands';
    expect(factOf(name, [observation(`own:${code}`, { valueString: 'back to bricklaying' })(3)])).toBe(
      'back to bricklaying',
    );
    expect(factOf(name, [])).toBe('unknown');
  });
});
