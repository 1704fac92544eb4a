import { describe, expect, it } from 'vitest';
import { pamaCodeOf, rateStudies } from '../../../src/core/decide/rating.js';
import type { FactValue } from '../../../src/core/values/fact.js';
import { guideline } from '../../guideline.js';

// Written from the prose of the guidance, independent of ratings.yaml: the table, then the modifiers in their order.
const studies = ['mri-wo', 'mri-wwo', 'mri-w', 'ct-wo', 'ct-w', 'ct-wwo', 'ct-myelo', 'xr', 'bone-scan'];
const table: { readonly [group: string]: string } = {
  ces: 'AANMNNMNN',
  v3: 'AMNMNNMMM',
  v5: 'AANMNNMAN',
  v6: 'AMNANNMAN',
  v7: 'AANMMNMMN',
  infection: 'AANMMNMMM',
  cord: 'AANMMNMNN',
  repeat: 'MMNMNNMNN',
  soft: 'MNNNNNNMN',
  'soft-systemic': 'MMNNNNNMN',
  'soft-age': 'MNNMNNNAN',
  inflammatory: 'MMNNNNNAN',
  'all-n': 'NNNNNNNNN',
  unrated: '---------',
  none: '---------',
};

/** Every row of the decision table that gets a card: its rating, its group, and whether it stands above the region row. */
const rows: readonly (readonly [id: string, rating: string, group: string, isAboveRegion: boolean])[] = [
  ['child-red-flag', 'no-criteria-apply', 'none', true],
  ['child', 'no-criteria-apply', 'none', true],
  ['other-indication', 'no-criteria-apply', 'none', true],
  ['already-imaged-for-this-finding', 'may-be-appropriate', 'repeat', true],
  ['cauda-equina-red-flags', 'indicated-emergency', 'ces', true],
  ['cancer-with-neurologic-signs', 'indicated-emergency', 'v7', true],
  ['spinal-infection-with-deficit', 'indicated-emergency', 'infection', true],
  ['acute-both-leg-weakness', 'indicated-emergency', 'cord', true],
  ['progressive-motor-deficit', 'indicated-urgent', 'ces', true],
  ['abrupt-severe-sensory-change', 'indicated-urgent', 'ces', true],
  ['foot-drop', 'indicated-urgent', 'ces', true],
  ['severe-or-multilevel-deficit', 'indicated-urgent', 'ces', true],
  ['cord-signs', 'indicated-urgent', 'cord', true],
  ['reflex-loss', 'indicated-urgent', 'ces', true],
  ['spinal-infection-suspected', 'indicated-urgent', 'infection', true],
  ['malignancy-suspected', 'indicated-urgent', 'v7', true],
  ['bilateral-root-pain-new', 'indicated-urgent', 'ces', true],
  ['other-region', 'no-criteria-apply', 'none', true],
  ['order-region-unclear', 'insufficient-information', 'unrated', true],
  ['unchanged-since-recent-imaging', 'not-indicated', 'all-n', false],
  ['recent-imaging-review-first', 'insufficient-information', 'unrated', false],
  ['fracture-risk', 'indicated', 'v6', false],
  ['immunosuppression-or-injection-drug-use', 'indicated', 'v7', false],
  ['prior-lumbar-surgery-changed', 'indicated', 'v5', false],
  ['persistent-deficit-8-weeks', 'indicated', 'v3', false],
  ['persistent-deficit-after-care', 'indicated', 'v3', false],
  ['failed-care-neurologic', 'indicated', 'v3', false],
  ['failed-care-axial-candidate', 'indicated', 'v3', false],
  ['red-flag-unresolved', 'insufficient-information', 'unrated', false],
  ['bilateral-root-pain-screen', 'insufficient-information', 'unrated', false],
  ['motor-trend-unknown', 'insufficient-information', 'unrated', false],
  ['outside-cause-first', 'insufficient-information', 'unrated', false],
  ['persistent-deficit-6-to-8-weeks', 'may-be-appropriate', 'soft', false],
  ['focal-motor-deficit-early', 'may-be-appropriate', 'soft', false],
  ['weakness-duration-missing', 'insufficient-information', 'unrated', false],
  ['bilateral-root-pain', 'may-be-appropriate', 'soft', false],
  ['symmetric-areflexia', 'may-be-appropriate', 'soft', false],
  ['gait-or-stenosis-concern', 'may-be-appropriate', 'soft', false],
  ['systemic-flag-isolated', 'may-be-appropriate', 'soft-systemic', false],
  ['inflammatory-known', 'may-be-appropriate', 'inflammatory', false],
  ['inflammatory-suspected', 'may-be-appropriate', 'inflammatory', false],
  ['escalating-pain-during-care', 'may-be-appropriate', 'soft', false],
  ['failed-care-neurologic-not-candidate', 'may-be-appropriate', 'soft', false],
  ['failed-care-axial-candidate-unknown', 'may-be-appropriate', 'soft', false],
  ['metabolic-mimic', 'may-be-appropriate', 'soft', false],
  ['prior-lumbar-surgery-trend-unknown', 'may-be-appropriate', 'repeat', false],
  ['outside-cause-question', 'insufficient-information', 'unrated', false],
  ['older-age', 'may-be-appropriate', 'soft-age', false],
  ['improving-course', 'not-indicated', 'all-n', false],
  ['would-not-change-management', 'not-indicated', 'all-n', false],
  ['acute-no-red-flags', 'not-indicated', 'all-n', false],
  ['no-adequate-conservative-care', 'not-indicated', 'all-n', false],
  ['study-not-supported', 'not-indicated', 'all-n', false],
  ['deficit-duration-missing', 'insufficient-information', 'unrated', false],
  ['red-flag-screen-missing', 'insufficient-information', 'unrated', false],
  ['duration-missing', 'insufficient-information', 'unrated', false],
  ['conservative-care-missing', 'insufficient-information', 'unrated', false],
  ['systemic-sign-open', 'insufficient-information', 'unrated', false],
  ['insufficient-information', 'insufficient-information', 'unrated', false],
];
const seenAtEveryLevel = new Set([
  'cancer-with-neurologic-signs',
  'spinal-infection-with-deficit',
  'acute-both-leg-weakness',
  'cord-signs',
  'spinal-infection-suspected',
  'malignancy-suspected',
]);

interface Situation {
  readonly region: string;
  readonly contraindicated: 'yes' | 'no' | 'suspected';
  readonly gadolinium: 'none' | 'renal' | 'allergy';
  readonly iodinated: boolean;
  readonly pregnant: 'yes' | 'no' | 'suspected';
}

describe('the rating of a study', () => {
  it('knows every row of the table', () => {
    const shipped = guideline.criteria.map(({ definition }) => definition);
    expect(rows.map(([id, rating, group]) => [id, rating, group])).toEqual(
      shipped.filter(({ indicator }) => indicator !== 'none').map(({ id, rating, group }) => [id, rating, group]),
    );
  });

  it.each(['lumbar', 'whole-spine', 'cervical', 'thoracic'])(
    'is that of the guidance for every row, study, contraindication and caution: %s',
    (region) => {
      const wrong: string[] = [];
      for (const situation of situationsIn(region))
        for (const [id, rating, group, isAboveRegion] of rows) {
          if (!isAboveRegion && (region === 'cervical' || region === 'thoracic')) continue;
          const expected = expectedRatings(id, rating, group, situation);
          const actual = ratedLetters(id, situation);
          if (actual !== expected) wrong.push(`${id} ${JSON.stringify(situation)}: ${actual}, not ${expected}`);
        }
      expect(wrong).toEqual([]);
    },
  );

  it('names the modifiers that changed a study', () => {
    const { changedBy } = rate('cauda-equina-red-flags', { ...plain, contraindicated: 'yes' });
    expect(Object.entries(changedBy).map(([study, by]) => [study, by.map(({ id }) => id)])).toEqual([
      ['mri-wo', ['mri-contraindicated']],
      ['mri-wwo', ['mri-contraindicated']],
      ['ct-wo', ['mri-contraindicated']],
      ['ct-myelo', ['mri-contraindicated']],
    ]);
  });
});

describe('the PAMA code', () => {
  const codeOf = (rating: string, studyRating: string, modality: string): unknown => {
    const row = guideline.criteria.find(({ definition }) => definition.rating === rating)?.definition;
    const known = ['appropriate', 'may-be-appropriate', 'not-appropriate', 'unrated'] as const;
    const study = known.find((one) => one === studyRating) ?? 'unrated';
    return row === undefined ? 'no such rating' : pamaCodeOf(guideline, row.rating, study, modality);
  };

  it.each(['mri', 'ct', 'ct-myelography', 'bone-scan'])('follows the study rating: %s', (modality) => {
    for (const rating of [
      'indicated-emergency',
      'indicated-urgent',
      'indicated',
      'may-be-appropriate',
      'not-indicated',
    ]) {
      expect(codeOf(rating, 'appropriate', modality)).toEqual({ code: 'appropriate', display: 'Appropriate' });
      expect(codeOf(rating, 'may-be-appropriate', modality)).toEqual({
        code: 'appropriate',
        display: 'Appropriate',
        finer: { system: 'urn:spine-imaging-cds:ratings', code: 'may-be-appropriate', display: 'May be appropriate' },
      });
      expect(codeOf(rating, 'not-appropriate', modality)).toMatchObject({ code: 'not-appropriate' });
      expect(codeOf(rating, 'unrated', modality)).toBeUndefined();
    }
    expect(codeOf('no-criteria-apply', 'unrated', modality)).toMatchObject({ code: 'no-criteria-apply' });
    expect(codeOf('insufficient-information', 'unrated', modality)).toBeUndefined();
    expect(codeOf('out-of-scope', 'unrated', modality)).toBeUndefined();
  });

  it('is given to no radiograph', () => {
    for (const rating of ['indicated', 'not-indicated', 'no-criteria-apply'])
      for (const studyRating of ['appropriate', 'may-be-appropriate', 'not-appropriate', 'unrated'])
        expect(codeOf(rating, studyRating, 'radiograph')).toBeUndefined();
  });
});

const plain: Situation = {
  region: 'lumbar',
  contraindicated: 'no',
  gadolinium: 'none',
  iodinated: false,
  pregnant: 'no',
};

function situationsIn(region: string): readonly Situation[] {
  const threeWays = ['no', 'suspected', 'yes'] as const;
  return threeWays.flatMap((contraindicated) =>
    threeWays.flatMap((pregnant) =>
      (['none', 'renal', 'allergy'] as const).flatMap((gadolinium) =>
        [false, true].map((iodinated) => ({ region, contraindicated, gadolinium, iodinated, pregnant })),
      ),
    ),
  );
}

function rate(id: string, { region, contraindicated, gadolinium, iodinated, pregnant }: Situation) {
  const criterion = guideline.criteria.find(({ definition }) => definition.id === id);
  if (criterion === undefined) throw new Error(`no row ${id}`);
  const values: (FactValue | undefined)[] = new Array(guideline.size).fill(undefined);
  const suspected: boolean[] = new Array(guideline.size).fill(false);
  const set = (fact: string, value: FactValue | 'suspected' | undefined): void => {
    const index = guideline.indexOf(fact);
    if (index === undefined) throw new Error(`no fact ${fact}`);
    if (value === 'suspected') suspected[index] = true;
    else values[index] = value;
  };
  const flag = { yes: true, no: false, suspected: 'suspected' } as const;
  set('orderRegion', region);
  set('mriContraindicated', flag[contraindicated]);
  set('gadoliniumCaution', gadolinium);
  set('iodinatedCaution', iodinated);
  set('pregnant', flag[pregnant]);
  return rateStudies(guideline, criterion, { values, suspected });
}

function ratedLetters(id: string, situation: Situation): string {
  const { byStudy } = rate(id, situation);
  const letters: { readonly [rating: string]: string } = {
    appropriate: 'A',
    'may-be-appropriate': 'M',
    'not-appropriate': 'N',
    unrated: '-',
  };
  return studies.map((study) => letters[byStudy[study] ?? ''] ?? '?').join('');
}

/** §3.4 and §3.5, step by step. */
function expectedRatings(id: string, rating: string, ownGroup: string, situation: Situation): string {
  const { region, contraindicated, gadolinium, iodinated, pregnant } = situation;
  const isElsewhere = region === 'cervical' || region === 'thoracic';
  const group = isElsewhere && seenAtEveryLevel.has(id) ? 'cord' : ownGroup;
  const isRated = group !== 'none' && group !== 'unrated' && group !== 'all-n';
  let letters = [...(table[group] ?? '')];
  const isMri = (study: number): boolean => study < 3;
  const down = (letter: string): string => (letter === 'A' ? 'M' : letter === 'M' ? 'N' : letter);
  const change = (kinds: readonly string[], to: (letter: string) => string): void => {
    letters = letters.map((letter, study) => (kinds.includes(studies[study] ?? '') ? to(letter) : letter));
  };
  if (!isRated) return letters.join('');
  if (isElsewhere && !seenAtEveryLevel.has(id)) letters = letters.map((_, study) => (isMri(study) ? 'M' : 'N'));
  if (region === 'whole-spine' && rating === 'indicated') letters = letters.map(down);
  if (region === 'whole-spine' && rating === 'may-be-appropriate') letters = letters.map(() => 'N');
  if (contraindicated === 'yes') {
    const [mriBefore] = letters;
    change(['mri-wo', 'mri-wwo', 'mri-w'], () => 'N');
    if (mriBefore === 'A') {
      change(['ct-wo'], () => 'A');
      if (group !== 'v6') change(['ct-myelo'], () => 'A');
      if (['v7', 'infection', 'cord'].includes(group)) change(['ct-w'], () => 'A');
    }
    if (mriBefore === 'M') change(['ct-wo'], () => 'M');
  }
  if (gadolinium === 'allergy') change(['mri-wwo', 'mri-w'], () => 'N');
  if (iodinated) {
    change(['ct-w'], () => 'N');
    change(['ct-myelo'], down);
  }
  if (pregnant !== 'no') {
    change(['mri-wwo', 'mri-w'], down);
    if (contraindicated !== 'yes') change(['ct-wo', 'ct-w', 'ct-wwo', 'ct-myelo', 'xr', 'bone-scan'], down);
  }
  return letters.join('');
}
