/** In: a rated order. Out: the suggestions of its row that change something, with their actions. */

import type { StatedFact, SuggestionRecord } from '../contract/consult-record.js';
import type { Action, Suggestion } from '../contract/hook-response.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type { SuggestionDefinition } from '../guideline/advice-documents.js';
import { answerIdentifier } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { isSameValue } from '../values/fact.js';
import { answeringWords } from './answered-words.js';
import { areAlternatives, arranged } from './arrange.js';
import { documentation } from './document-findings.js';
import { newOrders } from './new-orders.js';
import { reviewOfEntries } from './review-entries.js';
import { suggestionsOf } from './row-suggestions.js';
import { settlementOfWords } from './settle-words.js';
import { type Attests, attestingAction } from './stated-observation.js';
import { isButton, type SuggestionDraft } from './suggestion-draft.js';
import { changeOfOrder, removalOfOrder } from './update-order.js';
import { withdrawals } from './withdraw-answers.js';

/** A suggestion as sent, with what is remembered of it. */
export interface OfferedSuggestion {
  readonly suggestion: Suggestion;
  readonly record: SuggestionRecord;
}

/** What a card offers: clickable suggestions, and advice that is text only. */
export interface Offer {
  readonly suggestions: readonly OfferedSuggestion[];
  readonly texts: readonly string[];
  /** whether any two of them exclude each other */
  readonly areAlternatives: boolean;
}

/** The suggestions of the row that fired: only those that change something and are not ordered already (§3.8). */
export function suggestFor(rated: RatedOrder, session: RequestContext): Offer {
  const proposed: SuggestionDraft[] = [];
  const add = (drafts: readonly SuggestionDraft[]): void => {
    for (const one of drafts) if (!isRepeated(one, proposed)) proposed.push(one);
  };
  const ofRow = ownSuggestions(rated, session);
  const settled = settlements(rated, session, ofRow);
  // on a brief card the two clicks for a fact stay together
  if (session.detail === 'brief') add(settled);
  add(ofRow);
  add(settled);
  proposed.push(...reviewOfEntries(rated, session), ...withdrawals(rated, session));
  const buttons = proposed.filter(isButton);
  const shown = session.detail === 'full' ? buttons : arranged(rated, session, buttons);
  return {
    suggestions: shown.map((one) => toSuggestion(answeringWords(rated, session, one), rated.guideline, session)),
    texts: proposed.filter((one) => !isButton(one)).map(({ label }) => label),
    areAlternatives: areAlternatives(shown),
  };
}

function ownSuggestions(rated: RatedOrder, session: RequestContext): readonly SuggestionDraft[] {
  const { guideline, decision, facts } = rated;
  return suggestionsOf(guideline, decision.criterion).all.flatMap(({ id, definition, condition }) =>
    condition !== undefined && condition(facts) !== true ? [] : propose(rated, session, id, definition),
  );
}

function settlements(
  rated: RatedOrder,
  session: RequestContext,
  others: readonly SuggestionDraft[],
): readonly SuggestionDraft[] {
  if (rated.decision.criterion.definition.rating === 'no-criteria-apply') return [];
  return settlementOfWords(
    rated,
    session,
    others.some(({ states }) => states !== undefined),
  );
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
      one.states.every(
        ({ fact, value }, index) => fact === states[index]?.fact && isSameValue(value, states[index]?.value),
      ),
  );
}

function toSuggestion(
  { id, label, actions: drafted, attests, isRecommended, states, withdraws }: SuggestionDraft,
  guideline: Guideline,
  session: RequestContext,
): OfferedSuggestion {
  const uuid = session.newId();
  const actions = attests === undefined ? [] : attestations(attests, uuid, guideline, session);
  for (const action of drafted) actions.push(identified(action, uuid, states?.[actions.length]));
  const suggestion = isRecommended === true ? { label, uuid, isRecommended, actions } : { label, uuid, actions };
  const record = states === undefined ? { uuid, id } : { uuid, id, states };
  return { suggestion, record: withdraws === undefined ? record : { ...record, withdraws } };
}

/** An Observation for each finding, which carries the name of the answer: what becomes of it in the EHR is known again. */
function attestations(attests: Attests, suggestion: string, guideline: Guideline, session: RequestContext): Action[] {
  return attests.findings.map((finding) => attestingAction(guideline, session, attests, finding, suggestion));
}

/** The same for an Observation that was drafted before its suggestion had an id: a review. */
function identified(action: Action, suggestion: string, state: StatedFact | undefined): Action {
  if (action.type !== 'create' || state === undefined) return action;
  const identifier = [answerIdentifier({ suggestion, fact: state.fact })];
  return { ...action, resource: { ...action.resource, identifier } };
}
