import type { EvidenceDefinition } from '../../core/guideline/documents.js';
import type { Guideline } from '../../core/guideline/guideline.js';
import { normaliseTerm } from '../../core/values/term.js';

/** The value set whose terms are most like some words, and the facts that it speaks to. */
export interface NearValueSet {
  readonly valueSet: string;
  readonly facts: readonly string[];
  /** the words of the term, in the order of the alphabet */
  readonly term: string;
  /** share of the words that both have, rare words weighing more; 0 to 1 */
  readonly likeness: number;
}

export type FindNearest = (texts: readonly string[]) => NearValueSet | undefined;

interface Term {
  readonly valueSet: string;
  readonly words: ReadonlySet<string>;
  readonly weight: number;
  /** its rarest word, without which the rest may be anything: the substance of a tablet */
  readonly rarest: string;
}

/** So much of a term must stand in the words: "hypertension" is not hypertension in pregnancy. */
const leastOfTerm = 0.66;
/** So much of the words must be the term: what else is said is a place, a stage, a form. */
const leastOfWords = 0.25;
/** A word of so many terms finds nothing by itself. */
const mostTermsOfWord = 4_000;

/**
 * Finds the value set nearest to words: the set with the term that shares the most with them (Dice, each word weighed by how
 * rare it is). A hint for a person to judge, never an answer.
 */
export function createFindNearest(
  guidelines: readonly Guideline[],
  factsBySet: ReadonlyMap<string, readonly string[]>,
): FindNearest {
  const index = indexTerms(termsOf(guidelines, new Set(factsBySet.keys())));
  const find = (text: string): NearValueSet | undefined => {
    const words = wordsIn(text);
    const own = index.weightOfAll(words);
    let best: NearValueSet | undefined;
    for (const [term, weight] of index.sharing(words)) {
      if (!words.has(term.rarest)) continue;
      if (weight < leastOfTerm * term.weight || weight < leastOfWords * own) continue;
      const likeness = (2 * weight) / (own + term.weight);
      const { valueSet } = term;
      if (best !== undefined && !isNearer(likeness, valueSet, best)) continue;
      best = { valueSet, facts: factsBySet.get(valueSet) ?? [], term: [...term.words].sort().join(' '), likeness };
    }
    return best;
  };
  return (given) => {
    let best: NearValueSet | undefined;
    for (const text of given) {
      const near = find(text);
      if (near !== undefined && (best === undefined || isNearer(near.likeness, near.valueSet, best))) best = near;
    }
    return best;
  };
}

/** Terms by their words, each word weighed by how rare it is. */
function indexTerms(texts: readonly Pick<Term, 'valueSet' | 'words'>[]) {
  const byWord = new Map<string, number[]>();
  texts.forEach(({ words }, index) => {
    for (const word of words) {
      const list = byWord.get(word);
      if (list === undefined) byWord.set(word, [index]);
      else list.push(index);
    }
  });
  const weightOf = (word: string): number => Math.log(1 + texts.length / ((byWord.get(word)?.length ?? 0) + 0.5));
  const weightOfAll = (words: ReadonlySet<string>): number => [...words].reduce((sum, word) => sum + weightOf(word), 0);
  const terms: readonly Term[] = texts.map((each) => ({
    ...each,
    weight: weightOfAll(each.words),
    rarest: [...each.words].reduce((rarest, word) => (weightOf(word) > weightOf(rarest) ? word : rarest)),
  }));
  return {
    weightOfAll,
    /** the terms that share words with others, and what these words weigh */
    sharing: (words: ReadonlySet<string>): ReadonlyMap<Term, number> => {
      const shared = new Map<Term, number>();
      for (const word of words) {
        const list = byWord.get(word) ?? [];
        if (list.length > mostTermsOfWord) continue;
        const weight = weightOf(word);
        for (const index of list) {
          const term = terms[index];
          if (term !== undefined) shared.set(term, (shared.get(term) ?? 0) + weight);
        }
      }
      return shared;
    },
  };
}

function isNearer(likeness: number, valueSet: string, best: NearValueSet): boolean {
  return likeness > best.likeness || (likeness === best.likeness && valueSet < best.valueSet);
}

const roles = [
  'finding',
  'history',
  'absence',
  'medication',
  'procedure',
  'device',
  'allergy',
] as const satisfies readonly (keyof EvidenceDefinition)[];

/** The value sets that say which study an order asks for. */
export function studyValueSets(guidelines: readonly Guideline[]): ReadonlyMap<string, readonly string[]> {
  const sets = guidelines.flatMap(({ documents }) => documents.studies.studies.map(({ valueSet }) => valueSet));
  return new Map(sets.map((set) => [set, []]));
}

/** Value set → the facts that it speaks to by what it names; names of measurements are too much alike to be near. */
export function factValueSets(guidelines: readonly Guideline[]): ReadonlyMap<string, readonly string[]> {
  const facts = new Map<string, string[]>();
  for (const { documents } of guidelines)
    for (const [fact, { evidence = [] }] of Object.entries(documents.facts))
      for (const definition of evidence)
        for (const role of roles) {
          const set = definition[role];
          if (set === undefined) continue;
          const known = facts.get(set) ?? [];
          if (!known.includes(fact)) facts.set(set, [...known, fact]);
        }
  return facts;
}

/** Whether a row of studies.yaml names a region or a contrast, in the words that people use too. */
function saysWhich(name: string): boolean {
  return name !== 'unspecified' && name !== 'other' && name !== 'any';
}

function termsOf(guidelines: readonly Guideline[], sets: ReadonlySet<string>) {
  const terms = new Map<string, { readonly valueSet: string; readonly words: ReadonlySet<string> }>();
  const add = (valueSet: string, text: string): void => {
    const words = wordsIn(text);
    if (words.size > 0) terms.set(`${valueSet} ${[...words].sort().join(' ')}`, { valueSet, words });
  };
  for (const { documents } of guidelines) {
    for (const { valueSet, modality, region, contrast } of documents.studies.studies)
      if (sets.has(valueSet) && saysWhich(region))
        add(valueSet, [modality, region, contrast].filter(saysWhich).join(' '));
    for (const set of sets) {
      const content = documents.valueSets[set];
      for (const { display } of [...(content?.codes ?? []), ...(content?.synonyms ?? [])]) add(set, display);
    }
  }
  return [...terms.values()];
}

/** The words of a term, without what it says in brackets about its kind and without single letters. */
function wordsIn(text: string): ReadonlySet<string> {
  const bare = text.replace(/ \([a-z/ ]+\)$/, '');
  return new Set(
    normaliseTerm(bare)
      .split(' ')
      .filter((word) => word.length > 1 && /\p{L}/u.test(word)),
  );
}
