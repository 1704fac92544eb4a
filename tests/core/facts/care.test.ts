import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, type Form, no, quantity, yes } from '../../resources.js';
import { factOf, type Known, make } from './read-facts.js';

const { observation, condition, procedure, medication, allergy, encounter, resource, day } = make;
const days = (fact: string, value: number): Form => observation(`own:${fact}`, quantity(value, 'd'));
const word = (fact: string, value: string): Form => observation(`own:${fact}`, answer(`own:${value}`));
const visit = (code: string, members: JsonObject = {}): Form => encounter({ type: [concept(code)], ...members });

describe('the physical part of care', () => {
  const plan =
    (activity: string, code = 'sct:229065009'): Form =>
    (daysAgo) =>
      resource('CarePlan', {
        status: 'active',
        intent: 'plan',
        period: { start: day(daysAgo) },
        activity: [{ detail: { code: concept(code), status: activity } }],
      });
  const appointment =
    (state: string): Form =>
    (daysAgo) =>
      resource('Appointment', {
        status: state,
        serviceType: [concept('sct:183326003')],
        start: `${day(daysAgo)}T10:00:00Z`,
        created: day(daysAgo),
      });
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['a course of therapy', [procedure('sct:183326003')(20)], true],
    ['a visit', [visit('sct:229065009')(20)], true],
    ['an appointment that was kept', [appointment('fulfilled')(20)], true],
    ['a care plan in progress', [plan('in-progress')(20)], true],
    ['our own code', [observation('own:care-physical-component', yes)(20)], true],
    ['our own code: no', [observation('own:care-physical-component', no)(20)], false],
    ['a course that was not done', [procedure('sct:183326003', { status: 'not-done' })(20)], false],
    ['a missed appointment only', [appointment('noshow')(20)], false],
    ['a missed appointment and a kept one', [appointment('noshow')(20), appointment('fulfilled')(10)], true],
    ['a care plan that was cancelled', [plan('cancelled')(20)], false],
    ['a contact that is no course', [procedure('sct:91251008')(20)], 'suspected'],
    [
      'a referral',
      [
        resource('ServiceRequest', {
          status: 'active',
          intent: 'order',
          code: concept('sct:183583007'),
          authoredOn: day(20),
        }),
      ],
      'unknown',
    ],
    ['a booked appointment', [appointment('booked')(-5)], 'unknown'],
    ['a care plan that has not started', [plan('not-started')(20)], 'unknown'],
    [
      'a denial newer than a session',
      [procedure('sct:183326003')(40), observation('own:care-physical-component', no)(5)],
      false,
    ],
    [
      'a session newer than a denial',
      [observation('own:care-physical-component', no)(40), procedure('sct:183326003')(5)],
      true,
    ],
    [
      'a session and a denial of one day',
      [observation('own:care-physical-component', no)(5), procedure('sct:183326003')(5)],
      'unknown',
    ],
    ['a session of 180 days ago', [procedure('sct:183326003')(180)], true],
    ['a session of 181 days ago', [procedure('sct:183326003')(181)], 'unknown'],
    ['a session in error', [{ ...procedure('sct:183326003')(5), status: 'entered-in-error' }], 'unknown'],
    ['a session that is prepared', [{ ...procedure('sct:183326003')(5), status: 'preparation' }], 'unknown'],
    ['words', [condition('Home exercise program')(5)], 'suspected'],
    ['nothing', [], 'unknown'],
  ])('is as expected by %s', (_, resources, expected) => {
    expect(factOf('carePhysicalComponent', resources)).toBe(expected);
  });
});

describe('the medical part of care', () => {
  const ibuprofen = 'rx:5640';
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['a prescription', [medication(ibuprofen, 14)(20)], true],
    ['a statement', [medication(ibuprofen, undefined, 'MedicationStatement')(20)], true],
    ['a dispense', [medication(ibuprofen, 14, 'MedicationDispense')(20)], true],
    [
      'a medicine by reference',
      [
        {
          ...medication(ibuprofen, 14)(20),
          medicationCodeableConcept: undefined,
          medicationReference: { reference: '#m' },
          contained: [{ resourceType: 'Medication', id: 'm', code: concept(ibuprofen) }],
        },
      ],
      true,
    ],
    [
      'its ingredient',
      [
        {
          ...medication(ibuprofen, 14)(20),
          medicationCodeableConcept: undefined,
          medicationReference: { reference: '#m' },
          contained: [
            { resourceType: 'Medication', id: 'm', ingredient: [{ itemCodeableConcept: concept(ibuprofen) }] },
          ],
        },
      ],
      true,
    ],
    ['an intolerance of it', [allergy('rx:5640')(2000)], true],
    ['our own code: no', [observation('own:care-medical-component', no)(20)], false],
    [
      'a statement of not taken',
      [medication(ibuprofen, undefined, 'MedicationStatement', { status: 'not-taken' })(20)],
      false,
    ],
    ['a proposal', [medication(ibuprofen, 14, 'MedicationRequest', { intent: 'proposal' })(20)], 'unknown'],
    ['a draft', [medication(ibuprofen, 14, 'MedicationRequest', { status: 'draft' })(20)], 'unknown'],
    [
      'a prescription in error',
      [medication(ibuprofen, 14, 'MedicationRequest', { status: 'entered-in-error' })(20)],
      'unknown',
    ],
    ['a supply that ended 180 days ago', [medication(ibuprofen, 14)(194)], true],
    ['a supply that ended 181 days ago', [medication(ibuprofen, 14)(195)], 'unknown'],
    ['an active prescription without an end', [medication(ibuprofen, undefined)(900)], true],
    ['a medicine for something else', [medication('rx:1191', 14)(20)], 'unknown'],
    ['nothing', [], 'unknown'],
  ])('is as expected by %s', (_, resources, expected) => {
    expect(factOf('careMedicalComponent', resources)).toBe(expected);
  });
});

describe('conservativeCareDays', () => {
  const therapy = (start: number, end: number | undefined): JsonObject => ({
    ...procedure('sct:183326003')(start),
    status: end === undefined ? 'in-progress' : 'completed',
    performedDateTime: undefined,
    performedPeriod: { start: day(start), ...(end === undefined ? {} : { end: day(end) }) },
  });
  const noMedicine = observation('own:care-medical-component', no)(1);
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['a course that goes on', [therapy(42, undefined), noMedicine], 42],
    ['a course that has gone on for long', [therapy(300, undefined), noMedicine], 300],
    [
      'a plan of long ago without an end',
      [
        resource('CarePlan', {
          status: 'active',
          intent: 'plan',
          period: { start: day(300) },
          activity: [{ detail: { code: concept('sct:229065009'), status: 'in-progress' } }],
        }),
      ],
      'unknown',
    ],
    ['a course that ended', [therapy(100, 58), noMedicine], 42],
    ['the first part to the last', [therapy(50, 20), medication('rx:5640', 14)(63)], 43],
    ['two sessions', [procedure('sct:183326003')(60), procedure('sct:183326003')(18), noMedicine], 42],
    ['one session', [procedure('sct:183326003')(60), noMedicine], 0],
    [
      'a completed course with a start only',
      [{ ...therapy(60, 60), performedPeriod: { start: day(60) } }, noMedicine],
      0,
    ],
    ['a course that ended 180 days ago', [therapy(222, 180), noMedicine], 42],
    ['a course that ended 181 days ago', [therapy(223, 181)], 'unknown'],
    ['a course, with nothing on record of medicines: at least', [therapy(42, undefined)], { atLeast: 42 }],
    ['a medicine, with nothing on record of therapy: at least', [medication('rx:5640', 30)(20)], { atLeast: 20 }],
    [
      'a medicine, with a referral to therapy: at least',
      [medication('rx:5640', 30)(20), procedure('sct:91251008')(40)],
      { atLeast: 20 },
    ],
    ['a statement of today', [days('conservative-care-days', 63)(0)], 63],
    ['a statement of last week: at least', [days('conservative-care-days', 63)(7)], { atLeast: 63 }],
    ['a course that was not done', [{ ...therapy(60, 18), status: 'not-done' }], 'unknown'],
    [
      'a period written the wrong way round',
      [{ ...therapy(60, 18), performedPeriod: { start: day(18), end: day(60) } }, noMedicine],
      42,
    ],
    ['nothing', [], 'unknown'],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('conservativeCareDays', resources)).toEqual(expected);
  });
});

describe('careOutcome', () => {
  const therapy = procedure('sct:183326003', { outcome: concept('sct:385671000') });
  const goal =
    (members: JsonObject): Form =>
    (daysAgo) =>
      resource('Goal', {
        lifecycleStatus: 'active',
        description: concept('sct:279039007'),
        statusDate: day(daysAgo),
        ...members,
      });
  const odi = (value: number): Form => observation('own:odi', quantity(value, '%'));
  const treated = medication('rx:5640', 60)(60);
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['our word', [word('care-outcome', 'not-improved')(1)], 'not-improved'],
    ['the outcome of the therapy', [therapy(10)], 'not-improved'],
    [
      'the status of a goal about the pain',
      [goal({ achievementStatus: concept('http://terminology.hl7.org/CodeSystem/goal-achievement:x') })(5)],
      'unknown',
    ],
    [
      'a goal that is achieved',
      [
        {
          ...goal({})(5),
          achievementStatus: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/goal-achievement', code: 'achieved' }],
          },
        },
      ],
      'improved',
    ],
    [
      'a goal about something else',
      [
        {
          ...goal({ description: concept('Lose weight') })(5),
          achievementStatus: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/goal-achievement', code: 'achieved' }],
          },
        },
      ],
      'unknown',
    ],
    ['the newest of word and outcome', [word('care-outcome', 'improved')(30), therapy(10)], 'not-improved'],
    ['ODI 10 points better', [treated, odi(50)(40), odi(40)(2)], 'improved'],
    ['ODI 30 % better', [treated, odi(20)(40), odi(14)(2)], 'improved'],
    ['ODI unchanged', [treated, odi(50)(40), odi(46)(2)], 'not-improved'],
    ['ODI 10 points worse', [treated, odi(40)(40), odi(50)(2)], 'worsened'],
    ['ODI without care', [odi(50)(40), odi(40)(2)], 'unknown'],
    ['a word of 91 days ago', [word('care-outcome', 'not-improved')(91)], 'unknown'],
    ['two words of one day', [word('care-outcome', 'improved')(1), word('care-outcome', 'worsened')(1)], 'unknown'],
    ['an entry in error', [{ ...word('care-outcome', 'improved')(1), status: 'entered-in-error' }], 'unknown'],
    ['nothing', [], 'unknown'],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('careOutcome', resources)).toBe(expected);
  });
});
