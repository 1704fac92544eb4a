import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { answer, concept, type Form, no, quantity, yes } from '../../resources.js';
import { diseaseFlags } from './disease-flags.js';
import { describeFlag } from './flag-cases.js';
import { factOf, type Known, make } from './read-facts.js';
import { riskFlags } from './risk-flags.js';

const { observation, condition, medication } = make;
const flagged = (code: string): JsonObject => ({ interpretation: [{ coding: [{ code }] }] });
const range = (low: number | undefined, high: number | undefined): JsonObject => ({
  referenceRange: [
    { ...(low === undefined ? {} : { low: { value: low } }), ...(high === undefined ? {} : { high: { value: high } }) },
  ],
});

for (const flag of [...diseaseFlags, ...riskFlags]) describeFlag(flag);

describe('inflammatoryMarkersRaised', () => {
  const esr = (value: number, unit?: string): Form => observation('loinc:4537-7', quantity(value, unit));
  const crp = (value: number, more: JsonObject): Form =>
    observation('loinc:1988-5', { ...quantity(value, 'mg/L'), ...more });
  const white = (value: number, unit: string, more: JsonObject): Form =>
    observation('loinc:6690-2', { ...quantity(value, unit), ...more });
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['ESR 21', [esr(21, 'mm/h')(3)], true],
    ['ESR 20', [esr(20, 'mm/h')(3)], false],
    ['ESR 40 mm/hr', [esr(40, 'mm/hr')(3)], true],
    ['CRP above the limit of the laboratory', [crp(12, range(undefined, 5))(3)], true],
    ['CRP below it', [crp(4, range(undefined, 5))(3)], false],
    ['CRP flagged high', [crp(12, flagged('H'))(3)], true],
    ['CRP flagged normal', [crp(4, flagged('N'))(3)], false],
    ['CRP of 10.1 mg/L without a limit', [crp(10.1, {})(3)], true],
    ['CRP of 10 mg/L without a limit', [crp(10, {})(3)], 'unknown'],
    ['white cells of 12.1 without a limit', [white(12.1, '10*3/uL', {})(3)], true],
    ['white cells of 12 without a limit', [white(12, '10*3/uL', {})(3)], 'unknown'],
    [
      'white cells above the limit, in another unit',
      [white(12_000, '/uL', { referenceRange: [{ high: { value: 10.5, code: '10*3/uL' } }] })(3)],
      true,
    ],
    ['a normal CRP beside a raised ESR', [esr(60, 'mm/h')(3), crp(2, range(undefined, 5))(1)], true],
    ['a newer ESR that is normal', [esr(60, 'mm/h')(5), esr(10, 'mm/h')(1)], false],
    [
      'ESR without a unit, flagged high',
      [observation('loinc:4537-7', { valueQuantity: { value: 60 }, ...flagged('H') })(3)],
      true,
    ],
    ['ESR without a unit', [observation('loinc:4537-7', { valueQuantity: { value: 60 } })(3)], 'unknown'],
    ['ESR as text', [observation('loinc:4537-7', { valueString: '60 mm/h' })(3)], 'unknown'],
    ['ESR of 30 days ago', [esr(60, 'mm/h')(30)], true],
    ['ESR of 31 days ago', [esr(60, 'mm/h')(31)], 'suspected'],
    ['ESR in error', [{ ...esr(60, 'mm/h')(3), status: 'entered-in-error' }], false],
    ['nothing', [], false],
  ])('by %s', (_, resources, expected) => {
    expect(factOf('inflammatoryMarkersRaised', resources)).toBe(expected);
  });
});

describe('chronicSteroidUse by what was supplied', () => {
  const prednisone = 'rx:312615';
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['90 days', [medication(prednisone, 90)(90)], true],
    ['89 days', [medication(prednisone, 89)(90)], false],
    ['90 days ordered, 89 days ago', [medication(prednisone, 90)(89)], false],
    ['three times 30 days', [30, 60, 90].map((daysAgo) => medication(prednisone, 30)(daysAgo)), true],
    [
      '60 days ordered and the same dispensed',
      [medication(prednisone, 60)(100), medication(prednisone, 60, 'MedicationDispense')(100)],
      false,
    ],
    [
      'refills',
      [
        medication(prednisone, undefined, 'MedicationRequest', {
          dispenseRequest: { expectedSupplyDuration: { value: 30, code: 'd' }, numberOfRepeatsAllowed: 2 },
        })(100),
      ],
      true,
    ],
    ['90 days that ended more than a year ago', [medication(prednisone, 90)(500)], false],
    ['a prescription that names no days', [medication(prednisone, undefined)(100)], 'suspected'],
    ['one dose', [medication(prednisone, undefined, 'MedicationAdministration')(20)], false],
    ['an ingredient whose route is not stated', [medication('rx:8638', 120)(130)], 'suspected'],
    [
      'a prescription in error',
      [medication(prednisone, 120, 'MedicationRequest', { status: 'entered-in-error' })(130)],
      false,
    ],
  ])('%s', (_, resources, expected) => {
    expect(factOf('chronicSteroidUse', resources)).toBe(expected);
  });
});

describe('unexplainedWeightLoss by weight', () => {
  const weight = (value: number, unit = 'kg'): Form => observation('loinc:29463-7', quantity(value, unit));
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['5 % in six months', [weight(100)(170), weight(95)(2)], false],
    ['5.1 % in six months', [weight(100)(170), weight(94.9)(2)], true],
    ['in pounds', [weight(220, '[lb_av]')(170), weight(90)(2)], true],
    ['on purpose', [weight(100)(170), weight(80)(2), observation('own:weight-loss-intended', yes)(30)], false],
    ['180 days apart', [weight(100)(180), weight(90)(0)], true],
    ['from a weight of 181 days ago', [weight(100)(181), weight(90)(0)], false],
    ['that came back', [weight(100)(170), weight(90)(90), weight(99)(2)], false],
    [
      'beside a denial of the same day',
      [weight(100)(170), weight(80)(2), observation('own:unexplained-weight-loss', no)(2)],
      'suspected',
    ],
    ['explained later', [weight(100)(170), weight(80)(9), observation('own:unexplained-weight-loss', no)(2)], false],
    ['one weight', [weight(50)(2)], false],
  ])('%s', (_, resources, expected) => {
    expect(factOf('unexplainedWeightLoss', resources)).toBe(expected);
  });
});

describe('inflammatoryBackPain by its signs', () => {
  const signs = [
    'onset-before-40',
    'insidious-onset',
    'better-with-exercise',
    'not-better-with-rest',
    'night-pain-easing-on-rising',
  ];
  const sign = (name: string | undefined, value: JsonObject) => ({
    code: concept(`own:inflammatory-sign.${name}`),
    ...value,
  });
  const asked = (answers: readonly JsonObject[]): Form =>
    observation('Questions about the pain', { component: answers.map((value, index) => sign(signs[index], value)) });
  const long = condition('sct:279039007')(91);
  it.each<readonly [string, readonly JsonObject[], Known]>([
    ['four of five', [long, asked([yes, yes, yes, yes, no])(1)], true],
    ['four answered', [long, asked([yes, yes, yes, yes])(1)], true],
    ['three of five', [long, asked([yes, yes, yes, no, no])(1)], false],
    ['three answered', [long, asked([yes, yes, yes])(1)], 'unknown'],
    ['four of five, for 90 days', [condition('sct:279039007')(90), asked([yes, yes, yes, yes, no])(1)], false],
    ['four of five, since when is not known', [asked([yes, yes, yes, yes, no])(1)], 'unknown'],
    [
      'each in an Observation of its own',
      [long, ...signs.map((name) => observation(`own:inflammatory-sign.${name}`, yes)(1))],
      true,
    ],
    ['366 days ago', [long, asked([yes, yes, yes, yes, yes])(366)], false],
    ['our own code', [observation('own:inflammatory-back-pain', yes)(1)], true],
    ['in error', [long, { ...asked([yes, yes, yes, yes, yes])(1), status: 'entered-in-error' }], false],
    ['nothing', [], false],
  ])('%s', (_, resources, expected) => {
    expect(factOf('inflammatoryBackPain', resources)).toBe(expected);
  });
});

describe('axspaCoded', () => {
  it('is suspected by HLA-B27 beside a raised CRP', () => {
    const antigen = observation('loinc:26028-1', answer('sct:10828004'))(100);
    const raised = observation('loinc:1988-5', { ...quantity(20, 'mg/L'), ...flagged('H') })(5);
    expect([factOf('axspaCoded', [antigen]), factOf('axspaCoded', [antigen, raised])]).toEqual([false, 'suspected']);
  });
});
