import type { Rating } from '../../../src/core/contract/vocabulary.js';
import type { CriterionDefinition, FactDefinition, GuidelineDocuments } from '../../../src/core/guideline/documents.js';
import { noRecordForms } from '../../../src/core/guideline/record-forms.js';

const flag: FactDefinition = { label: 'Flag', ask: 'flag', type: 'flag', silence: 'A', definition: 'A flag.' };
const days: FactDefinition = { label: 'Days', ask: 'days', type: 'days', silence: 'N', definition: 'Days.' };
const word: FactDefinition = {
  label: 'Word',
  ask: 'word',
  type: 'enum',
  values: ['red', 'green'],
  silence: 'N',
  definition: 'A word.',
};

/** A row of a small table: what it answers and when. */
export interface SmallRow {
  readonly rating: Rating;
  readonly when: string;
}

/** A guideline of a few facts (`a` to `d` flags, `n` days, `w` a word) for tests of the proofs. */
export function smallGuideline(
  rows: readonly SmallRow[],
  more: Partial<Pick<GuidelineDocuments, 'derived' | 'proofs'>> & { readonly redFlag?: string } = {},
): GuidelineDocuments {
  const { derived = { flagged: { label: 'Flagged', when: 'a' } }, redFlag = 'flagged' } = more;
  return {
    guideline: {
      id: 'small',
      title: 'Small',
      version: '1.0.0',
      reviewedOn: '2026-11-23',
      scope: 'Tests',
      source: { label: 'Tests' },
      sources: {},
      guidance: {},
      guidanceElsewhere: {},
      changes: [],
      openQuestions: [],
      safety: { redFlag, emergency: redFlag, screen: [], freshDays: 14, visitDays: 365, adultFrom: 18, screens: {} },
    },
    codeSystems: [],
    interpretation: { abnormal: [], positive: [], high: [], low: [], negative: [], suspected: [] },
    text: { languages: [], findings: [] },
    recordForms: noRecordForms,
    answers: { positive: '', negative: '', suspected: '' },
    linkIdSystems: [],
    ofOthers: '',
    mrSafety: { conditional: '', unsafe: '' },
    hl7Reasons: {},
    sides: { left: '', right: '', both: '' },
    facts: { a: flag, b: flag, c: flag, d: flag, n: days, w: word },
    derived,
    criteria: rows.map(
      ({ rating, when }, index): CriterionDefinition => ({
        id: `row-${index + 1}`,
        when,
        rating,
        group: 'none',
        prefer: [],
        indicator: 'info',
        summary: '',
        suggest: [],
        override: [],
        guidance: [],
        source: '',
        sources: [],
      }),
    ),
    ratings: { studies: {}, groups: {}, modifiers: [], pama: { byStudyRating: {}, byRating: {}, unlessModality: [] } },
    studies: { studies: [], bodySites: [], newOrders: {} },
    series: {},
    overlays: [],
    suggestions: {},
    overrideReasons: {},
    phrases: {},
    proofs: more.proofs ?? { usual: {}, impossible: [], properties: [], exceptions: [] },
    words: {},
    valueSets: {},
  };
}
