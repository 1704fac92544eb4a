import type { StatedFact } from '../core/contract/consult-record.js';
import type { RatedOrder } from '../core/decide/rated-order.js';
import { readFormAnswers } from '../core/form/form-answers.js';
import { reviewCode, reviewState } from '../core/guideline/finding-code.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { reviewStates } from '../core/suggest/review-observation.js';
import type { JsonObject } from '../core/values/json.js';

/** An order as it stands; `rated` is undefined where there is none. */
interface Examined {
  readonly guideline: Guideline;
  readonly rated: RatedOrder | undefined;
}

/**
 * What the answers of a form state, as the clicks of a card would: a finding that is absent answers the words that point
 * to it as well, and entries that nobody could judge are reviewed as they were shown.
 * @param blank the order as it stands without these answers
 * @returns the code of the first answer that is none, where there is one
 */
export function statesOf(blank: Examined, answers: JsonObject): readonly StatedFact[] | { readonly wrong: string } {
  const { [reviewCode]: reviewed = '', ...given } = answers;
  if (typeof reviewed !== 'string') return { wrong: reviewCode };
  const states = readFormAnswers(blank.guideline, given);
  if ('wrong' in states) return states;
  const words = states.flatMap(({ fact, value }) =>
    value === false ? (blank.rated?.facts.openWords.get(fact) ?? []) : [],
  );
  const shown = new Set(reviewed.split(' '));
  return [...states, ...reviewStates([...words, ...openReviews(blank).filter((review) => shown.has(review))])];
}

/** What a review of the entries that nobody could judge is bound to. */
export function openReviews({ rated }: Pick<Examined, 'rated'>): readonly string[] {
  return (rated?.facts.openEntries ?? []).map(({ review }) => review);
}

/** The facts among what is stated: those of which a record holds one answer a day. */
export function factsIn(states: readonly StatedFact[]): readonly StatedFact[] {
  return states.filter(({ fact }) => fact !== reviewState);
}

/** What is reviewed by what is stated. */
export function reviewsIn(states: readonly StatedFact[]): readonly string[] {
  return states.flatMap(({ fact, value }) => (fact === reviewState ? String(value).split(' ') : []));
}
