import type { StatedFact } from '../contract/consult-record.js';
import type { Action } from '../contract/hook-response.js';
import type { RatedOrder, Session } from '../decide/rated-order.js';
import type { DocumentChoice, SuggestionDefinition } from '../guideline/advice-documents.js';
import type { Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import type { Rule } from '../rules/expression.js';
import { formatDay } from '../values/day.js';
import { memoByPart } from '../values/memo.js';
import { createObservation } from './attested-observation.js';
import type { Proposed } from './suggestion-draft.js';

/** The clicks by which a clinician attests what was examined or asked; what is on record today is not asked again. */
export function documentation(
  rated: RatedOrder,
  session: Session,
  id: string,
  { choices = [] }: SuggestionDefinition,
): readonly Proposed[] {
  const { guideline, facts } = rated;
  const offered: Proposed[] = [];
  for (const choice of choices) {
    const { condition, description, stated } = partsOf(guideline, choice);
    if (condition !== undefined && condition(facts) !== true) continue;
    if (choice.states.every((state) => isStatedToday(rated, session, state))) continue;
    const actions = choice.states.map(
      (state): Action => ({ type: 'create', description, resource: createObservation(guideline, session, state) }),
    );
    offered.push({ id: `${id}.${choice.id}`, label: choice.label, actions, states: stated });
  }
  return offered;
}

/** What of a choice is the same for every patient. */
interface ChoiceParts {
  readonly condition: Rule | undefined;
  readonly description: string;
  readonly stated: readonly StatedFact[];
}

const partsOf = memoByPart(
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
function isStatedToday(
  { guideline, facts }: RatedOrder,
  session: Session,
  { fact, value }: DocumentChoice['states'][number],
): boolean {
  if (typeof value !== 'boolean') return false;
  const proofs = facts.states[guideline.indexOf(fact) ?? -1]?.proofs;
  if (proofs === undefined || proofs.length === 0) return false;
  const says = value ? 'positive' : 'negative';
  return proofs.some((proof) => proof.says === says && proof.date === formatDay(session.asOf));
}
