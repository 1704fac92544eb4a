import type { Action } from '../contract/hook-response.js';
import type { RatedOrder, Session } from '../decide/rated-order.js';
import type { SuggestionDefinition } from '../guideline/advice-documents.js';
import { phrase } from '../guideline/phrase.js';
import { createOrder, type Proposal } from './new-order.js';
import { isAlreadyOrdered } from './ordered-already.js';
import type { Proposed } from './suggestion-draft.js';

/** New draft orders of one suggestion: those of them that are not drafted, active or done already (§3.8). */
export function newOrders(
  rated: RatedOrder,
  session: Session,
  id: string,
  definition: SuggestionDefinition,
  proposals: readonly Proposal[],
): readonly Proposed[] {
  const { guideline } = rated;
  const { label = id, unlessOrdered = true } = definition;
  const wanted = proposals.filter((proposal) => !unlessOrdered || !isAlreadyOrdered(guideline, session, proposal));
  if (wanted.length === 0) return [];
  const timed = delayed(rated, definition);
  const actions = wanted.map(
    (proposal): Action => ({
      type: 'create',
      description: phrase(guideline, 'action.create', { text: proposal.text }),
      resource: createOrder(session, rated.order, proposal, timed),
    }),
  );
  if (wanted.length === proposals.length) return [{ id, label, actions }];
  const texts = wanted.map(({ text }) => text).join(', ');
  return [{ id, label: phrase(guideline, 'orderRest', { texts }), actions }];
}

/** A test that only tells something some days after onset is proposed for the first day on which it does. */
function delayed({ facts, guideline }: RatedOrder, definition: SuggestionDefinition): SuggestionDefinition {
  const { notBeforeSymptomDays } = definition;
  if (notBeforeSymptomDays === undefined) return definition;
  const days = facts.values[guideline.indexOf('symptomDays') ?? -1];
  if (typeof days !== 'number' || days >= notBeforeSymptomDays) return definition;
  return { ...definition, inDays: notBeforeSymptomDays - days };
}
