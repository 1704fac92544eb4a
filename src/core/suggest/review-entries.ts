import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { phrase } from '../guideline/phrase.js';
import { reviewObservation, reviewStates } from './review-observation.js';
import type { SuggestionDraft } from './suggestion-draft.js';

/**
 * The click that settles entries nobody could judge, on a card that cannot rate. It is bound to those entries: another
 * one, or a change of one of them, asks again.
 */
export function reviewOfEntries(
  { guideline, facts, decision }: RatedOrder,
  session: RequestContext,
): readonly SuggestionDraft[] {
  const { openEntries } = facts;
  if (openEntries.length === 0 || decision.criterion.definition.rating !== 'insufficient-information') return [];
  const label = phrase(guideline, 'reviewEntries');
  const reviews = openEntries.map(({ review }) => review);
  const resource = reviewObservation(session, label, reviews);
  const description = phrase(guideline, 'action.document', { label });
  return [
    {
      id: 'review-entries',
      label,
      actions: [{ type: 'create', description, resource }],
      states: reviewStates(reviews),
    },
  ];
}
