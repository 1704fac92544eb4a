import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { criterionOf } from './answers.js';
import {
  type ChartParts,
  chart,
  medicine,
  observation,
  problem,
  procedure,
  report,
  therapy,
  visit,
} from './everyday-charts.js';
import { type RealApp, startRealApp } from './real-app.js';
import { daysAgo, stated } from './requests.js';

/** One chart and the row that must answer it. */
interface Question {
  readonly chart: Omit<ChartParts, 'reasons'> & { readonly reasons?: readonly string[] };
  readonly row: string;
}

const screen = (ago: number): readonly JsonObject[] =>
  ['bladder-dysfunction', 'bowel-dysfunction', 'saddle-anesthesia', 'motor-weakness'].map((fact) =>
    stated(fact, false, ago),
  );
const normal = screen(0);
const pain = (days: number): JsonObject => problem('M54.50', days);
const acute = [...visit(), pain(20), ...normal];
const man = { gender: 'male', age: 45 } as const;
const woman = { gender: 'female', age: 45 } as const;

/** Recorded so many days ago, with no word about its beginning. */
const recorded = (code: string, ago: number): JsonObject => problem(code, undefined, { recordedDate: daysAgo(ago) });

const crp = (value: number, limit?: number): JsonObject =>
  observation('1988-5', 2, {
    valueQuantity: { value, unit: 'mg/L', system: 'http://unitsofmeasure.org', code: 'mg/L' },
    ...(limit === undefined ? {} : { referenceRange: [{ high: { value: limit, unit: 'mg/L' } }] }),
  });
const fever = observation('8310-5', 1, {
  valueQuantity: { value: 38.7, unit: 'Cel', system: 'http://unitsofmeasure.org', code: 'Cel' },
});
const apixaban = medicine('1364445', 'apixaban 5 MG Oral Tablet', 400);
const twoWeeks: JsonObject = {
  ...medicine('197807', 'ibuprofen 800 MG Oral Tablet', 160),
  status: 'completed',
  dispenseRequest: {
    expectedSupplyDuration: { value: 14, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' },
  },
};
const naproxen = medicine('198014', 'naproxen 500 MG Oral Tablet', 110);

const bladder: Readonly<Record<string, Question>> = {
  'incontinence that began 14 days ago': {
    chart: { ...woman, record: [problem('R32', 14)] },
    row: 'cauda-equina-red-flags',
  },
  'incontinence that began 15 days ago': {
    chart: { ...woman, record: [problem('R32', 15)] },
    row: 'red-flag-unresolved',
  },
  'incontinence recorded yesterday': {
    chart: { ...woman, record: [recorded('R32', 1)] },
    row: 'cauda-equina-red-flags',
  },
  'incontinence recorded two days ago': {
    chart: { ...woman, record: [recorded('R32', 2)] },
    row: 'red-flag-unresolved',
  },
  'retention recorded today beside an enlarged prostate': {
    chart: { ...man, record: [recorded('R33.9', 0), problem('N40.1', 900)] },
    row: 'red-flag-unresolved',
  },
  'retention as the reason beside an enlarged prostate': {
    chart: { ...man, reasons: ['M54.50', 'R33.9'], record: [problem('N40.1', 900)] },
    row: 'cauda-equina-red-flags',
  },
  'stress incontinence of years': {
    chart: { ...woman, record: [problem('N39.3', 900), ...acute] },
    row: 'acute-no-red-flags',
  },
  'an old neurogenic bladder denied today': {
    chart: { ...woman, record: [problem('N31.9', 60), ...acute] },
    row: 'acute-no-red-flags',
  },
  'an old neurogenic bladder with multiple sclerosis and a foot drop': {
    chart: { ...woman, record: [problem('G35', 3000), problem('N31.9', 60), problem('M21.371', 5), pain(20)] },
    row: 'foot-drop',
  },
  'an old neurogenic bladder with a foot drop': {
    chart: { ...woman, record: [problem('N31.9', 60), problem('M21.371', 5), pain(20)] },
    row: 'cauda-equina-red-flags',
  },
  'faecal incontinence of three days': {
    chart: { ...man, record: [problem('R15.9', 3)] },
    row: 'cauda-equina-red-flags',
  },
  constipation: { chart: { ...man, record: [problem('K59.00', 3), ...acute] }, row: 'acute-no-red-flags' },
};

const legs: Readonly<Record<string, Question>> = {
  'paraparesis of three days': {
    chart: { ...man, record: [problem('G82.20', 3), pain(20)] },
    row: 'acute-both-leg-weakness',
  },
  'paraparesis of 14 days': {
    chart: { ...man, record: [problem('G82.20', 14), pain(20)] },
    row: 'acute-both-leg-weakness',
  },
  'paraparesis of 15 days': {
    chart: { ...man, record: [problem('G82.20', 15), pain(20)] },
    row: 'severe-or-multilevel-deficit',
  },
  'root pain in both legs of five days, examined': {
    chart: { ...man, reasons: ['M54.41', 'M54.42'], record: [problem('M54.41', 5), problem('M54.42', 5), ...normal] },
    row: 'bilateral-root-pain-new',
  },
  'root pain in both legs of 20 days, examined': {
    chart: { ...man, record: [problem('M54.41', 20), problem('M54.42', 20), ...normal] },
    row: 'bilateral-root-pain',
  },
  'root pain in both legs of 20 days, not examined': {
    chart: { ...man, record: [problem('M54.41', 20), problem('M54.42', 20)] },
    row: 'bilateral-root-pain-screen',
  },
};

const care: Readonly<Record<string, Question>> = {
  'a course of therapy that is over, result not told': {
    chart: { ...man, record: [...visit(), pain(120), naproxen, ...therapy(100, 30), ...normal] },
    row: 'conservative-care-missing',
  },
  'a course that began before the 180 days and went on': {
    chart: {
      ...man,
      record: [
        ...visit(),
        pain(300),
        naproxen,
        ...[220, 190, 165, 140].map((ago) => procedure('97110', ago)),
        ...normal,
      ],
    },
    row: 'conservative-care-missing',
  },
  'sessions 50 days apart, the last one 170 days ago': {
    chart: {
      ...man,
      record: [...visit(), pain(300), twoWeeks, ...[220, 170].map((ago) => procedure('97110', ago)), ...normal],
    },
    row: 'no-adequate-conservative-care',
  },
  'sessions 50 days apart, with nothing on record of medicines': {
    chart: {
      ...man,
      record: [...visit(), pain(300), ...[220, 170].map((ago) => procedure('97110', ago)), ...normal],
    },
    row: 'conservative-care-missing',
  },
  'a refill of three weeks ago, with nothing on record of therapy': {
    chart: {
      ...man,
      record: [...visit(), pain(2000), medicine('197807', 'ibuprofen 800 MG Oral Tablet', 20), ...normal],
    },
    row: 'conservative-care-missing',
  },
};

const elsewhere: Readonly<Record<string, Question>> = {
  'an aneurysm with pain of 41 days': {
    chart: { ...man, age: 66, record: [...visit(), problem('I71.43', 700), pain(41), ...normal] },
    row: 'outside-cause-first',
  },
  'an aneurysm with pain of 42 days': {
    chart: { ...man, age: 66, record: [...visit(), problem('I71.43', 700), pain(42), ...normal] },
    row: 'outside-cause-question',
  },
  'an anticoagulant and pain of 13 days': {
    chart: { ...man, age: 66, record: [...visit(), problem('I48.91', 700), apixaban, pain(13), ...normal] },
    row: 'outside-cause-question',
  },
  'an anticoagulant and pain of 13 days that did not begin suddenly': {
    chart: {
      ...man,
      age: 66,
      record: [...visit(), apixaban, pain(13), ...normal, stated('sudden-severe-back-pain', false, 0)],
    },
    row: 'acute-no-red-flags',
  },
  'an anticoagulant and pain of 14 days': {
    chart: { ...man, age: 66, record: [...visit(), apixaban, pain(14), ...normal] },
    row: 'acute-no-red-flags',
  },
  'CRP 10 mg/L without a range': { chart: { ...man, record: [...acute, crp(10)] }, row: 'systemic-sign-open' },
  'CRP 11 mg/L without a range': { chart: { ...man, record: [...acute, crp(11)] }, row: 'systemic-flag-isolated' },
  'CRP 4 mg/L below its limit': { chart: { ...man, record: [...acute, crp(4, 5)] }, row: 'acute-no-red-flags' },
  'arthrosis of the hip beside back pain': {
    chart: { ...man, reasons: ['M54.50', 'M16.11'], record: acute },
    row: 'acute-no-red-flags',
  },
  'claudication of the arteries beside root pain': {
    chart: { ...man, reasons: ['M54.16', 'I70.211'], record: [...visit(), problem('M54.16', 20), ...normal] },
    row: 'red-flag-screen-missing',
  },
};

const risks: Readonly<Record<string, Question>> = {
  'fever three weeks after a discectomy': {
    chart: { ...man, record: [procedure('63030', 21), fever, pain(10), ...normal] },
    row: 'spinal-infection-suspected',
  },
  'breast cancer eight years ago': {
    chart: { ...woman, record: [...acute, problem('Z85.3', 2900)] },
    row: 'malignancy-suspected',
  },
  'skin cancer in the past': {
    chart: { ...woman, record: [...acute, problem('Z85.828', 2900)] },
    row: 'acute-no-red-flags',
  },
  'a fall with osteoporosis': {
    chart: { ...woman, age: 68, reasons: ['M54.50', 'W01.0XXA'], record: [...visit(), problem('M81.0', 900), pain(3)] },
    row: 'fracture-risk',
  },
  'pregnancy with pain of 20 days': {
    chart: { ...woman, age: 31, record: [...acute, problem('Z34.82', 100)] },
    row: 'acute-no-red-flags',
  },
  'a fall four years ago': {
    chart: { ...man, record: [...acute, problem('W19.XXXA', 1500)] },
    row: 'acute-no-red-flags',
  },
  'an epidural injection two years ago, pain of five days': {
    chart: { ...man, record: [...visit(), pain(5), procedure('62323', 700), ...normal] },
    row: 'acute-no-red-flags',
  },
  'a patient of 17': { chart: { ...man, age: 17, record: acute }, row: 'child' },
  'a patient of 18': { chart: { ...man, age: 18, record: acute }, row: 'acute-no-red-flags' },
  'a patient of 69': { chart: { ...man, age: 69, record: acute }, row: 'acute-no-red-flags' },
  'a patient of 70': { chart: { ...man, age: 70, record: acute }, row: 'older-age' },
  'an MRI 365 days ago': {
    chart: { ...man, record: [...acute, report('72148', 365, 'Disc bulge L5-S1.')] },
    row: 'recent-imaging-review-first',
  },
  'an MRI 366 days ago': {
    chart: { ...man, record: [...acute, report('72148', 366, 'Disc bulge L5-S1.')] },
    row: 'acute-no-red-flags',
  },
  'a screen of 90 days ago': { chart: { ...man, record: [pain(41), ...screen(90)] }, row: 'acute-no-red-flags' },
  'a screen of 91 days ago': { chart: { ...man, record: [pain(41), ...screen(91)] }, row: 'red-flag-screen-missing' },
};

describe('an everyday chart gets its answer', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  it.each(Object.entries({ ...bladder, ...legs, ...care, ...elsewhere, ...risks }))(
    '%s',
    async (_, { chart: parts, row }) => {
      const answer = await app.ask(chart({ reasons: ['M54.50'], ...parts }));
      expect(criterionOf(answer)).toBe(row);
    },
  );
});
