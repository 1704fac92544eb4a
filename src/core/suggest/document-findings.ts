import type { StatedFact } from '../contract/consult-record.js';
import type { Action } from '../contract/hook-response.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type { DocumentChoice, DocumentSuggestion } from '../guideline/advice-documents.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import type { Rule } from '../rules/expression.js';
import { formatDay } from '../values/day.js';
import { memoByPart } from '../values/memo.js';
import { labelFor } from './short-label.js';
import { type AttestedState, statedObservation } from './stated-observation.js';
import type { SuggestionDraft } from './suggestion-draft.js';

/** The clicks by which a clinician attests what was examined or asked; what is on record today is not asked again. */
export function documentation(
  rated: RatedOrder,
  session: RequestContext,
  id: string,
  { choices }: DocumentSuggestion,
): readonly SuggestionDraft[] {
  const { guideline, facts } = rated;
  const offered: SuggestionDraft[] = [];
  for (const choice of choices) {
    const { condition, description, stated } = choicePartsOf(guideline, choice);
    if (condition !== undefined && condition(facts) !== true) continue;
    if (choice.states.every((state) => isStatedToday(rated, session, state))) continue;
    const actions = choice.states.map(
      (state): Action => ({ type: 'create', description, resource: statedObservation(guideline, session, state) }),
    );
    const choiceId = `${id}.${choice.id}`;
    const label = labelFor(guideline, session, choiceId, choice.label);
    offered.push({ id: choiceId, label, actions, states: stated });
  }
  return offered;
}

/** One click that attests whether flags are there, in words of its own. */
export function documentFlags(
  guideline: Guideline,
  session: RequestContext,
  { id, label }: Pick<SuggestionDraft, 'id' | 'label'>,
  flags: readonly { readonly fact: Fact; readonly value: boolean }[],
): SuggestionDraft {
  const description = phrase(guideline, 'action.document', { label });
  const actions = flags.map(({ fact: { name, definition }, value }): Action => {
    const state = { fact: name, value, code: definition.code };
    return { type: 'create', description, resource: statedObservation(guideline, session, state) };
  });
  return { id, label, actions, states: flags.map(({ fact, value }) => ({ fact: fact.name, value })) };
}

/** What of a choice is the same for every patient. */
interface ChoiceParts {
  readonly condition: Rule | undefined;
  readonly description: string;
  readonly stated: readonly StatedFact[];
}

const choicePartsOf = memoByPart(
  (guideline: Guideline, { onlyIf, label, states }: DocumentChoice): ChoiceParts => ({
    condition: onlyIf === undefined ? undefined : guideline.condition(onlyIf),
    description: phrase(guideline, 'action.document', { label }),
    stated: states.map(({ fact, value, atLeast }) => ({
      fact,
      value: atLeast === true && typeof value === 'number' ? { atLeast: value } : value,
    })),
  }),
);

/** Whether an entry of today says just that: a conflict with an older entry then stays, and a second click adds nothing. */
export function isStatedToday(
  { facts }: RatedOrder,
  session: RequestContext,
  { fact, value }: Pick<AttestedState, 'fact' | 'value'>,
): boolean {
  if (typeof value !== 'boolean') return false;
  const proofs = stateNamed(facts, fact)?.proofs;
  if (proofs === undefined || proofs.length === 0) return false;
  const says = value ? 'positive' : 'negative';
  return proofs.some((proof) => proof.says === says && proof.date === formatDay(session.asOf));
}
