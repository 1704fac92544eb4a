import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { phrase } from '../guideline/phrase.js';
import { reviewObservation, reviewStates } from './review-observation.js';
import type { SuggestionDraft } from './suggestion-draft.js';

/**
 * A click that says a finding is absent answers the words that point to it as well: it carries what the answer is bound
 * to, so that the same words are not asked about again, and others are.
 */
export function answeringWords(
  { guideline, facts }: RatedOrder,
  session: RequestContext,
  draft: SuggestionDraft,
): SuggestionDraft {
  const { states = [], actions } = draft;
  const reviews = states.flatMap(({ fact, value }) => (value === false ? (facts.openWords.get(fact) ?? []) : []));
  if (reviews.length === 0) return draft;
  const text = phrase(guideline, 'reviewWords');
  const resource = reviewObservation(session, text, reviews);
  const description = phrase(guideline, 'action.document', { label: text });
  return {
    ...draft,
    actions: [...actions, { type: 'create', description, resource }],
    states: [...states, ...reviewStates(reviews)],
  };
}
