import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReadable, isUnasked, meaningOf, meaningOfThing } from '../../../src/core/read/meaning.js';
import { guideline } from '../../guideline.js';

const text = fc.constantFrom(
  'Saddle anesthesia',
  'Knee pain',
  'metastatic breast cancer',
  'pacemaker removed 2019',
  ' ',
  7,
);
const coding = fc.record(
  {
    system: fc.constantFrom('http://snomed.info/sct', 'http://hl7.org/fhir/sid/icd-10-cm', 'urn:local', 3),
    code: fc.constantFrom('R20.0', '92546004', 'C50.9', 'Z80.3', 'X1', 12),
    display: text,
  },
  { requiredKeys: [] },
);
const concept = fc.record({ coding: fc.oneof(fc.array(coding, { maxLength: 3 }), coding), text }, { requiredKeys: [] });

describe('a concept', () => {
  it('says the same however many others with its code have been read before', () => {
    fc.assert(
      fc.property(fc.array(concept, { minLength: 1, maxLength: 40 }), (concepts) => {
        for (const one of concepts) {
          // beside another one nothing is remembered of it
          const alone = [one, {}];
          expect(meaningOf(guideline, one)).toEqual(meaningOf(guideline, alone));
          expect(meaningOfThing(guideline, one)).toEqual(meaningOfThing(guideline, alone));
          expect(isUnasked(guideline, one)).toBe(isUnasked(guideline, alone));
          expect(isReadable(guideline, one)).toBe(isReadable(guideline, alone));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is told from one that differs in a single word, however many words its code comes with', () => {
    const named = (words: string) => ({ coding: [{ system: 'urn:local', code: 'X1' }], text: words });
    const meanings = Array.from({ length: 40 }, (_, at) => meaningOf(guideline, named(`growth number ${at}`)).words);
    expect(meanings).toEqual(Array.from({ length: 40 }, (_, at) => [`growth number ${at}`]));
    expect(meaningOf(guideline, named('growth number 3')).words).toEqual(['growth number 3']);
  });

  it('holds nothing of the record that it was first met in', () => {
    const first = { coding: [{ system: 'urn:local', code: 'X2', display: 'Growth' }], text: 'Growth' };
    meaningOf(guideline, first);
    for (const part of first.coding) part.display = 'Cancer of the lung';
    const same = { coding: [{ system: 'urn:local', code: 'X2', display: 'Growth' }], text: 'Growth' };
    expect(meaningOf(guideline, same).words).toEqual(['Growth']);
  });
});
