import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/core/decide/decision.js';
import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, no, quantity, yes } from '../../resources.js';
import { asOf, factOf, factsOf, type Known, make } from './read-facts.js';

const { observation, condition, procedure, medication, day } = make;
const adult = { resourceType: 'Patient', id: 'lbp-1', birthDate: '1976-03-01' };
const screen = ['bladder-dysfunction', 'bowel-dysfunction', 'saddle-anesthesia', 'motor-weakness'].map((item) =>
  observation(`own:${item}`, no)(0),
);
const treated = [
  observation('own:conservative-care-days', quantity(42, 'd'))(0),
  observation('own:care-physical-component', yes)(0),
  observation('own:care-medical-component', yes)(0),
  observation('own:care-outcome', answer('own:not-improved'))(0),
];

/** The row that answers an order of a lumbar MRI for an adult with a clear screen and these resources. */
function rowFor(resources: readonly JsonObject[]): string {
  return decide(factsOf([...screen, ...resources], { patient: adult })).criterion.definition.id;
}

describe('the days that an answer turns on', () => {
  const pain = (daysAgo: number) => condition('sct:279039007')(daysAgo);
  const numbLeg = (daysAgo: number) => condition('sct:309537005')(daysAgo);
  const untreated = observation('own:care-physical-component', no)(0);
  it.each<readonly [string, readonly JsonObject[], string]>([
    ['41 days of pain', [pain(41), untreated], 'acute-no-red-flags'],
    ['42 days of pain', [pain(42), untreated], 'no-adequate-conservative-care'],
    ['41 days of a deficit', [pain(41), numbLeg(41)], 'acute-no-red-flags'],
    ['42 days of a deficit', [pain(42), numbLeg(42), untreated], 'persistent-deficit-6-to-8-weeks'],
    ['42 days of a deficit and of care', [pain(42), numbLeg(42), ...treated], 'persistent-deficit-after-care'],
    ['55 days of a deficit', [pain(55), numbLeg(55), untreated], 'persistent-deficit-6-to-8-weeks'],
    ['56 days of a deficit', [pain(56), numbLeg(56), untreated], 'persistent-deficit-8-weeks'],
    ['83 days after an operation', [pain(83), procedure('sct:50172003')(3000)], 'prior-lumbar-surgery-changed'],
    ['84 days after an operation', [pain(84), procedure('sct:50172003')(3000)], 'prior-lumbar-surgery-trend-unknown'],
    ['a study of 365 days ago', [pain(20), procedure('cpt:72148')(365)], 'recent-imaging-review-first'],
    ['a study of 366 days ago', [pain(20), procedure('cpt:72148')(366)], 'acute-no-red-flags'],
    ['a sign of 14 days ago, denied today', [pain(20), observation('sct:449813001', yes)(14)], 'red-flag-unresolved'],
    ['a sign of 15 days ago, denied today', [pain(20), observation('sct:449813001', yes)(15)], 'acute-no-red-flags'],
    ['a recorded day 41 days ago', [{ ...pain(41), onsetDateTime: undefined }], 'duration-missing'],
    [
      'a recorded day 42 days ago',
      [{ ...pain(42), onsetDateTime: undefined }, untreated],
      'no-adequate-conservative-care',
    ],
  ])('%s', (_, resources, expected) => {
    expect(rowFor(resources)).toBe(expected);
  });

  it.each([
    [90, 'acute-no-red-flags'],
    [91, 'red-flag-screen-missing'],
  ])('a screen of %d days ago', (daysAgo, expected) => {
    const old = ['bladder-dysfunction', 'bowel-dysfunction', 'saddle-anesthesia', 'motor-weakness'];
    const resources = [pain(20), ...old.map((item) => observation(`own:${item}`, no)(daysAgo))];
    expect(decide(factsOf(resources, { patient: adult })).criterion.definition.id).toBe(expected);
  });
});

describe('a date that is only a month or a year', () => {
  const numb = (effectiveDateTime: string) => [{ ...observation('sct:449813001', yes)(0), effectiveDateTime }];
  const denied = (effectiveDateTime: string) => [{ ...observation('sct:449813001', no)(0), effectiveDateTime }];
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['a positive surely within its window', numb('2026-04'), true],
    ['a positive perhaps within it', numb('2026-03'), 'suspected'],
    ['a positive of this year', numb('2026'), 'suspected'],
    ['a denial surely within its window', denied('2026-04'), false],
    ['a denial perhaps within it', denied('2026-03'), 'unknown'],
    ['a positive of the month of a denial', [...numb('2026-05'), observation('sct:449813001', no)(20)], 'suspected'],
    ['a positive of the month before a denial', [...numb('2026-04'), observation('sct:449813001', no)(20)], false],
    ['a denial of the month after a positive', [...denied('2026-06'), observation('sct:449813001', yes)(30)], false],
  ])('%s', (_, resources, expected) => {
    expect(factOf('saddleAnesthesia', resources)).toBe(expected);
  });

  it('is never a date that the record does not hold', () => {
    for (const written of ['2026-13', '2026-02-30', '06/10/2026', '20261310', 'yesterday', 20260610, null])
      expect(
        factOf('saddleAnesthesia', [{ ...observation('sct:449813001', yes)(0), effectiveDateTime: written }]),
      ).toBe('suspected');
  });
});

describe('a time of day', () => {
  const at = (effectiveDateTime: string) =>
    factOf('saddleAnesthesia', [{ ...observation('sct:449813001', no)(0), effectiveDateTime }]);
  const ninety = day(90);
  const ninetyOne = day(91);
  it.each([
    [`${ninety}T00:00:00Z`, false],
    [`${ninetyOne}T23:59:59Z`, 'unknown'],
    [`${ninetyOne}T23:30:00-01:00`, false],
    [`${ninety}T00:30:00+01:00`, 'unknown'],
    [`${ninety}T00:30:00`, false],
    [`${ninety}T12:00:00.123+05:30`, false],
    [`${day(-1)}T01:00:00+02:00`, false],
    [`${day(-1)}T23:00:00Z`, false],
    [`${day(-2)}T00:00:00Z`, 'unknown'],
    [`${ninetyOne}T23:30:00-0100`, false],
    [`${ninetyOne}T23:30:00-01`, false],
    [`${ninety}T00:30:00+01`, 'unknown'],
    [`${ninety}T00:30:00+00`, false],
    [ninety.replaceAll('-', ''), false],
    [ninetyOne.replaceAll('-', ''), 'unknown'],
    [`${ninetyOne.replaceAll('-', '')}T233000-0100`, false],
    [`${ninety.replaceAll('-', '')}003000+0100`, 'unknown'],
    [`${ninety.replaceAll('-', '')}T0030`, false],
  ])('counts on its day in UTC: %s', (written, expected) => {
    expect(at(written)).toBe(expected);
  });

  it('moves the day of the evaluation, not the dates of the record', () => {
    const exam = [observation('sct:449813001', no)(90)];
    expect([factOf('saddleAnesthesia', exam), factOf('saddleAnesthesia', exam, { asOf: asOf + 1 })]).toEqual([
      false,
      'unknown',
    ]);
  });
});

describe('where a date may stand', () => {
  const bare = { ...observation('sct:449813001', yes)(3), effectiveDateTime: undefined };
  it.each([
    ['effectiveInstant', { effectiveInstant: `${day(3)}T10:00:00Z` }],
    ['the end of effectivePeriod', { effectivePeriod: { start: day(200), end: day(3) } }],
    ['the start of an open effectivePeriod', { effectivePeriod: { start: day(3) } }],
    ['issued', { issued: `${day(3)}T10:00:00Z` }],
  ])('of an Observation: %s', (_, date) => {
    expect(factOf('saddleAnesthesia', [{ ...bare, ...date }])).toBe(true);
  });

  it.each([
    ['onsetPeriod', { onsetPeriod: { start: day(3) } }],
    ['recordedDate', { recordedDate: day(3) }],
  ])('of a Condition: %s', (_, date) => {
    const undated = { ...condition('sct:449813001')(3), onsetDateTime: undefined, recordedDate: undefined };
    expect(factOf('saddleAnesthesia', [{ ...undated, ...date }])).toBe(true);
  });

  it('of a medicine: the bounds of its dosage', () => {
    const request = medication('rx:5640', undefined)(0);
    const dosed = {
      ...request,
      status: 'completed',
      authoredOn: undefined,
      dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: day(60), end: day(18) } } } }],
    };
    expect(factOf('conservativeCareDays', [dosed])).toEqual({ atLeast: 42 });
  });

  it('of a delivery: within a pregnancy from now', () => {
    const due = (daysAhead: number) =>
      factOf('pregnant', [observation('loinc:11778-8', { valueDateTime: day(-daysAhead) })(1)]);
    expect([due(0), due(300), due(301), due(-1)]).toEqual([true, true, false, false]);
  });
});

it('needs no date for what never ends', () => {
  const cancer = { ...condition('icd:C50.911')(0), onsetDateTime: undefined, recordedDate: undefined };
  expect([factOf('activeCancer', [cancer]), factOf('diabetes', [{ ...cancer, code: concept('icd:E11.9') }])]).toEqual([
    true,
    true,
  ]);
});
