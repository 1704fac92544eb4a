import type { StudyRating } from '../contract/vocabulary.js';
import type { RatingsDocument } from '../guideline/ratings-documents.js';

/** How a group rates one kind of study. */
export interface GroupRating {
  readonly study: string;
  readonly label: string;
  /** as the cards write it: A, M, N, or - for unrated */
  readonly letter: string;
  readonly rating: StudyRating;
}

const ratings: { readonly [letter: string]: StudyRating } = {
  A: 'appropriate',
  M: 'may-be-appropriate',
  N: 'not-appropriate',
};

/** The ratings of a group for every kind of study, in the order of the cards; empty for a group that is not there. */
export function groupRatings({ studies, groups }: RatingsDocument, group: string): readonly GroupRating[] {
  return rowRatings(studies, groups[group] ?? '');
}

/** The same for the letters of a group as the cards write them: "A M N -". */
export function rowRatings(studies: RatingsDocument['studies'], row: string): readonly GroupRating[] {
  const letters = row.trim().split(/\s+/);
  if (row.trim() === '') return [];
  return Object.entries(studies).map(([study, { label }], index) => {
    const letter = letters[index] ?? '-';
    return { study, label, letter, rating: ratings[letter] ?? 'unrated' };
  });
}
