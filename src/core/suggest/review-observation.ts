import type { StatedFact } from '../contract/consult-record.js';
import { findingsSystem, reviewCode, reviewState } from '../guideline/finding-code.js';
import type { JsonObject } from '../values/json.js';
import { type Moment, observationOfToday } from './stated-observation.js';

/** An Observation of today by which entries or words that nobody could judge are reviewed, as they are now. */
export function reviewObservation(session: Moment, text: string, reviews: readonly string[]): JsonObject {
  const code = { coding: [{ system: findingsSystem, code: reviewCode, display: text }], text };
  return observationOfToday(session, code, { component: reviews.map((review) => ({ code, valueString: review })) });
}

/** What is remembered of it: one answer, however much it reviews, because an answer holds one value for each name. */
export function reviewStates(reviews: readonly string[]): readonly StatedFact[] {
  return reviews.length === 0 ? [] : [{ fact: reviewState, value: reviews.join(' ') }];
}
