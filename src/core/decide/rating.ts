import type { Rating, StudyRating } from '../contract/vocabulary.js';
import type { Criterion, Guideline } from '../guideline/guideline.js';
import type { ModifierDefinition } from '../guideline/ratings-documents.js';
import type { FactFrame } from '../values/fact.js';
import { memoByObject } from '../values/memo.js';

/** The rating of every study kind in one situation, with the modifiers that changed it. */
export interface StudyRatings {
  readonly byStudy: { readonly [study: string]: StudyRating };
  /** modifiers that applied, in order */
  readonly modifiers: readonly ModifierDefinition[];
  /** study → the modifiers that changed its rating */
  readonly changedBy: { readonly [study: string]: readonly ModifierDefinition[] };
}

const letters: { readonly [letter: string]: StudyRating } = {
  A: 'appropriate',
  M: 'may-be-appropriate',
  N: 'not-appropriate',
  '-': 'unrated',
};
const ladder: readonly StudyRating[] = ['not-appropriate', 'may-be-appropriate', 'appropriate'];

/** Rates every study kind for the row that fired: its group, then the modifiers in order (criteria.md §3.4, §3.5). */
export function rateStudies(guideline: Guideline, criterion: Criterion, facts: FactFrame): StudyRatings {
  let { group } = criterion.definition;
  let byStudy = groupRatings(guideline, group);
  const applied: ModifierDefinition[] = [];
  const changedBy: { [study: string]: readonly ModifierDefinition[] } = {};
  for (const { definition, rule } of guideline.modifiers) {
    // the rule first: it is the cheaper question, and mostly answers no
    if (rule(facts) !== true) continue;
    if (!isMeant(definition, criterion.definition.id, criterion.definition.rating, group)) continue;
    applied.push(definition);
    const before = byStudy;
    if (definition.useGroup !== undefined) {
      group = definition.useGroup;
      byStudy = groupRatings(guideline, group);
    }
    byStudy = modified(definition, byStudy, group);
    for (const [study, rating] of Object.entries(byStudy))
      if (rating !== before[study]) changedBy[study] = [...(changedBy[study] ?? []), definition];
  }
  return { byStudy, modifiers: applied, changedBy };
}

/** The rating of one study; a study kind that the table does not know is unrated. */
export function ratingOf({ byStudy }: StudyRatings, study: string | undefined): StudyRating {
  return byStudy[study ?? ''] ?? 'unrated';
}

function groupRatings(guideline: Guideline, group: string): StudyRatings['byStudy'] {
  return groupsOf(guideline).get(group) ?? readGroup(guideline, group);
}

const groupsOf = memoByObject((guideline: Guideline): ReadonlyMap<string, StudyRatings['byStudy']> => {
  const groups = Object.keys(guideline.documents.ratings.groups);
  return new Map(groups.map((group) => [group, readGroup(guideline, group)]));
});

function readGroup({ documents }: Guideline, group: string): StudyRatings['byStudy'] {
  const row = documents.ratings.groups[group]?.trim().split(/\s+/) ?? [];
  const studies = Object.keys(documents.ratings.studies);
  return Object.fromEntries(studies.map((study, index) => [study, letters[row[index] ?? '-'] ?? 'unrated']));
}

function isMeant(modifier: ModifierDefinition, criterion: string, rating: Rating, group: string): boolean {
  if (modifier.criteria?.includes(criterion) === false) return false;
  if (modifier.notCriteria?.includes(criterion) === true) return false;
  if (modifier.groups?.includes(group) === false) return false;
  if (modifier.notGroups?.includes(group) === true) return false;
  return modifier.ratings?.includes(rating) !== false;
}

function modified(
  { raise = [], set = {} }: ModifierDefinition,
  ratings: { readonly [study: string]: StudyRating },
  group: string,
): { readonly [study: string]: StudyRating } {
  const result: { [study: string]: StudyRating } = { ...ratings };
  for (const rule of raise) {
    if (rule.groups?.includes(group) === false || rule.notGroups?.includes(group) === true) continue;
    if (ratings[rule.ifStudy] === rule.ifRating) Object.assign(result, rule.set);
  }
  for (const study of Object.keys(ratings)) {
    const change = set[study] ?? set.every;
    if (change !== undefined) result[study] = changed(result[study] ?? 'unrated', change);
  }
  return result;
}

function changed(rating: StudyRating, change: StudyRating | number): StudyRating {
  if (typeof change !== 'number') return change;
  const step = ladder.indexOf(rating);
  return step < 0 ? rating : (ladder[Math.max(0, step + change)] ?? rating);
}

/** The PAMA rating code of a rated study; undefined = the order is left out (criteria.md §3.6). */
export function pamaCodeOf(
  guideline: Guideline,
  rating: Rating,
  studyRating: StudyRating,
  modality: string,
): Guideline['documents']['ratings']['pama']['byStudyRating'][string] | undefined {
  const { byRating, byStudyRating, unlessModality } = guideline.documents.ratings.pama;
  if (unlessModality.includes(modality)) return undefined;
  return byRating[rating] ?? byStudyRating[studyRating];
}
