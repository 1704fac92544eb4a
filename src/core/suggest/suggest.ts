/** In: a rated order. Out: the suggestions of its row that change something, with their actions. */

import type { SuggestionRecord } from '../contract/consult-record.js';
import type { Suggestion } from '../contract/hook-response.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type { SuggestionDefinition } from '../guideline/advice-documents.js';
import { type FactValue, isAtLeast } from '../values/fact.js';
import { answeringWords } from './answered-words.js';
import { documentation } from './document-findings.js';
import { newOrders } from './new-orders.js';
import { reviewOfEntries } from './review-entries.js';
import { suggestionsOf } from './row-suggestions.js';
import { settlementOfWords } from './settle-words.js';
import type { SuggestionDraft } from './suggestion-draft.js';
import { changeOfOrder, removalOfOrder } from './update-order.js';

/** A suggestion as sent, with what is remembered of it. */
export interface OfferedSuggestion {
  readonly suggestion: Suggestion;
  readonly record: SuggestionRecord;
}

/** What a card offers: clickable suggestions, and advice that is text only. */
export interface Offer {
  readonly suggestions: readonly OfferedSuggestion[];
  readonly texts: readonly string[];
}

/** The suggestions of the row that fired: only those that change something and are not ordered already (§3.8). */
export function suggestFor(rated: RatedOrder, session: RequestContext): Offer {
  const proposed: SuggestionDraft[] = [];
  for (const { id, definition, condition } of suggestionsOf(rated.guideline, rated.decision.criterion).all) {
    if (condition !== undefined && condition(rated.facts) !== true) continue;
    for (const one of propose(rated, session, id, definition)) if (!isRepeated(one, proposed)) proposed.push(one);
  }
  if (rated.decision.criterion.definition.rating !== 'no-criteria-apply')
    for (const one of settlementOfWords(
      rated,
      session,
      proposed.some(({ states }) => states !== undefined),
    ))
      if (!isRepeated(one, proposed)) proposed.push(one);
  proposed.push(...reviewOfEntries(rated, session));
  const suggestions: OfferedSuggestion[] = [];
  const texts: string[] = [];
  for (const one of proposed.map((draft) => answeringWords(rated, session, draft)))
    if (one.actions.length > 0) suggestions.push(toSuggestion(one, session));
    else texts.push(one.label);
  return { suggestions, texts };
}

function propose(
  rated: RatedOrder,
  session: RequestContext,
  id: string,
  definition: SuggestionDefinition,
): readonly SuggestionDraft[] {
  switch (definition.kind) {
    case 'switch':
    case 'priority':
      return changeOfOrder(rated, session, id, definition);
    case 'remove':
      return removalOfOrder(rated, id, definition);
    case 'order':
      return newOrders(rated, session, id, definition, definition.orders);
    case 'referral':
    case 'followUp': {
      const { code, text = definition.label } = definition;
      return newOrders(rated, session, id, definition, [{ code, text }]);
    }
    case 'document':
      return documentation(rated, session, id, definition);
    case 'text':
      return [{ id, label: definition.text, actions: [] }];
  }
}

/** Two entries of the catalogue may attest the same findings: one click for them is enough. */
function isRepeated({ states }: SuggestionDraft, earlier: readonly SuggestionDraft[]): boolean {
  if (states === undefined) return false;
  return earlier.some(
    (one) =>
      one.states?.length === states.length &&
      one.states.every(({ fact, value }, index) => fact === states[index]?.fact && isSame(value, states[index]?.value)),
  );
}

function isSame(left: FactValue, right: FactValue | undefined): boolean {
  return isAtLeast(left) && isAtLeast(right) ? left.atLeast === right.atLeast : left === right;
}

function toSuggestion(
  { id, label, actions, isRecommended, states }: SuggestionDraft,
  session: RequestContext,
): OfferedSuggestion {
  const uuid = session.newId();
  const suggestion = isRecommended === true ? { label, uuid, isRecommended, actions } : { label, uuid, actions };
  return { suggestion, record: states === undefined ? { uuid, id } : { uuid, id, states } };
}
