import { createObservation } from './attested-observation.js';
import type { Action } from './card-types.js';
import type { RatedOrder, Session } from './consult-context.js';
import type { StatedFact } from './consult-record.js';
import { formatDay } from './day.js';
import type { DocumentChoice, SuggestionDefinition } from './guideline-advice.js';
import { phrase } from './phrase.js';
import type { Proposed } from './proposed.js';

/** The clicks by which a clinician attests what was examined or asked; what is on record today is not asked again. */
export function documentation(
  rated: RatedOrder,
  session: Session,
  id: string,
  { choices = [] }: SuggestionDefinition,
): readonly Proposed[] {
  const { guideline, facts } = rated;
  return choices
    .filter(({ onlyIf }) => onlyIf === undefined || guideline.condition(onlyIf)(facts) === true)
    .filter((choice) => !choice.states.every((state) => isStatedToday(rated, session, state)))
    .map(({ id: choice, label, states }) => {
      const description = phrase(guideline, 'action.document', { label });
      const actions = states.map(
        (state): Action => ({ type: 'create', description, resource: createObservation(guideline, session, state) }),
      );
      return { id: `${id}.${choice}`, label, actions, states: states.map(toStatedFact) };
    });
}

function toStatedFact({ fact, value, atLeast }: DocumentChoice['states'][number]): StatedFact {
  return { fact, value: atLeast === true && typeof value === 'number' ? { atLeast: value } : value };
}

/** Whether an entry of today says just that: a conflict with an older entry then stays, and a second click adds nothing. */
function isStatedToday(
  { guideline, facts }: RatedOrder,
  session: Session,
  { fact, value }: DocumentChoice['states'][number],
): boolean {
  if (typeof value !== 'boolean') return false;
  const proofs = facts.states[guideline.indexOf(fact) ?? -1]?.proofs ?? [];
  const says = value ? 'positive' : 'negative';
  return proofs.some((proof) => proof.says === says && proof.date === formatDay(session.asOf));
}
