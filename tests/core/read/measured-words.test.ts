import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { factOf, make } from '../facts/read-facts.js';

/** A result that is known by its words alone, or by a code of the laboratory. */
function result(words: string, value: JsonObject, members: JsonObject = {}): JsonObject {
  const code = { coding: [{ system: 'urn:example:laboratory', code: 'X1', display: words }] };
  return {
    resourceType: 'Observation',
    id: 'result',
    status: 'final',
    effectiveDateTime: make.day(0),
    code,
    ...value,
    ...members,
  };
}

const quantity = (value: number, unit: string): JsonObject => ({ valueQuantity: { value, unit } });

describe('a number under a code that nobody knows', () => {
  // the name of a measurement is its code in words
  it.each<[string, JsonObject, string, unknown]>([
    ['Post void residual', quantity(350, 'mL'), 'bladderDysfunction', true],
    ['Bladder scan volume', quantity(410, 'ml'), 'bladderDysfunction', true],
    ['Restharn', quantity(300, 'mL'), 'bladderDysfunction', true],
    ['C-reactive protein', quantity(145, 'mg/L'), 'inflammatoryMarkersRaised', true],
    ['C reactive protein [Mass/volume] in Serum or Plasma', quantity(145, 'mg/L'), 'inflammatoryMarkersRaised', true],
    ['Sed rate', quantity(88, 'mm/h'), 'inflammatoryMarkersRaised', true],
    ['White blood cell count', quantity(19, '10*3/uL'), 'inflammatoryMarkersRaised', true],
    ['Temperature', quantity(39.2, 'Cel'), 'fever', true],
    ['Body temp', quantity(102.6, '[degF]'), 'fever', true],
  ])('named "%s" is measured as what it names', (words, value, fact, expected) => {
    expect(factOf(fact, [result(words, value)])).toBe(expected);
    expect(factOf(fact, [result('x', value, { code: { text: words } })])).toBe(expected);
  });

  it.each<[string, JsonObject, string]>([
    ['PVR (bladder scan)', quantity(420, 'mL'), 'bladderDysfunction'],
    ['PVR after voiding', quantity(250, 'mL'), 'bladderDysfunction'],
    ['CRP, point of care', quantity(120, 'mg/L'), 'inflammatoryMarkersRaised'],
    ['Temp axillary', quantity(38.9, 'Cel'), 'fever'],
    ['Muscle strength left leg', quantity(2, '/5'), 'motorWeakness'],
  ])('in other words, "%s", points to what both say together', (words, value, fact) => {
    expect(factOf(fact, [result(words, value)])).toBe('suspected');
    const panel = result('Bedside measurements', { component: [{ code: { text: words }, ...value }] });
    expect(factOf(fact, [panel])).toBe('suspected');
  });

  it.each<[string, JsonObject, string]>([
    ['PVR (bladder scan)', quantity(30, 'mL'), 'bladderDysfunction'],
    ['Glucose', quantity(420, 'mg/dL'), 'bladderDysfunction'],
    ['Temp axillary', quantity(36.8, 'Cel'), 'fever'],
    ['Heart rate', quantity(39, '/min'), 'fever'],
    ['PROMIS Physical Function T-score', quantity(45, '{score}'), 'osteoporosis'],
    ['DXA lumbar spine T-score', { valueQuantity: { value: 0.1 } }, 'osteoporosis'],
    ['Target weight loss', quantity(10, 'kg'), 'unexplainedWeightLoss'],
    ['Falls in last 12 months', { valueInteger: 1 }, 'recentTrauma'],
    ['CA 19-9', quantity(12, 'U/mL'), 'activeCancer'],
    ['Muscle strength left leg', quantity(5, '/5'), 'motorWeakness'],
    [
      'CRP, point of care',
      { valueQuantity: { value: 120, unit: 'mg/L', comparator: '<' } },
      'inflammatoryMarkersRaised',
    ],
  ])('of "%s" that is harmless points to nothing', (words, value, fact) => {
    expect(factOf(fact, [result(words, value)])).not.toBe('suspected');
    expect(factOf(fact, [result(words, value)])).not.toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['CRP', quantity(2, 'mg/L')],
    ['White blood cell count', quantity(7.2, '10*3/uL')],
    ['Temp', { valueQuantity: { value: 37 } }],
    ['ESR', { valueQuantity: { value: 8 } }],
  ])('of %s that cannot be judged without a range leaves nothing open', (words, value) => {
    const without = factOf('inflammatoryMarkersRaised', []);
    expect(factOf('inflammatoryMarkersRaised', [result(words, value)])).toBe(without);
    expect(factOf('fever', [result(words, value)])).toBe(factOf('fever', []));
  });

  it('which a finding has as its name leaves the finding open', () => {
    const numb = (value: number): JsonObject => result('Saddle numbness', { valueInteger: value });
    expect(factOf('saddleAnesthesia', [numb(3)])).toBe('unknown');
  });
});
