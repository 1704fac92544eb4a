import { describe, expect, it } from 'vitest';
import { fillThresholds, thresholdsOf } from '../../src/library/thresholds.js';

const derived = {
  long: { label: 'Long', when: 'symptomDays >= 42' },
  odd: { label: 'Odd', when: 'symptomDays > 44' },
  week: { label: 'Week', when: 'symptomDays < 7 and footDrop' },
  two: { label: 'Two', when: 'symptomDays >= 42 or careDays >= 28' },
};

describe('what a text takes from a rule', () => {
  it.each([
    ['pain for {{period.long}} or more', 'pain for 6 weeks or more'],
    ['pain for {{periodInWords.long}} or more', 'pain for six weeks or more'],
    ['{{weeks.long}} to {{weeksInWords.long}}', '6 to six'],
    ['{{periodInWords.long}} of care. {{periodInWords.long}} of rest', 'Six weeks of care. Six weeks of rest'],
    ['- {{periodInWords.long}} of care', '- Six weeks of care'],
    ['{{daysBefore.long}} and {{days.long}} days', '41 and 42 days'],
    ['{{period.odd}}, {{periodInWords.odd}}', '45 days, 45 days'],
    ['{{period.week}}', '1 week'],
    ['after {{period.careDays}} of care', 'after 4 weeks of care'],
    // no whole weeks, two thresholds, no threshold, no such fact: left for check to find
    ['{{weeks.odd}}', '{{weeks.odd}}'],
    ['{{period.two}}', '{{period.two}}'],
    ['{{period.symptomDays}}', '{{period.symptomDays}}'],
    ['{{study}}', '{{study}}'],
  ])('"%s" becomes "%s"', (text, filled) => {
    expect(fillThresholds(text, derived, 'careDays >= 28 and worsening')).toBe(filled);
  });
});

describe('a threshold', () => {
  it.each([
    ['symptomDays >= 42', [42]],
    ['symptomDays < 42', [42]],
    ['symptomDays > 41', [42]],
    ['symptomDays <= 41', [42]],
    ['symptomDays = 41', [41, 42]],
    ["painTrend = 'worsening'", []],
    ['symptomDays.exists()', []],
    ['not a rule', []],
  ])('of "%s" is where its numbers are cut', (rule, from) => {
    expect(thresholdsOf(rule).map((threshold) => threshold.from)).toEqual(from);
  });
});
