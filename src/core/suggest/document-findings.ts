import type { StatedFact } from '../contract/consult-record.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type { DocumentChoice, DocumentSuggestion } from '../guideline/advice-documents.js';
import { stateNamed, valueNamed } from '../guideline/fact-by-name.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import type { Rule } from '../rules/expression.js';
import { formatDay } from '../values/day.js';
import { isAtLeast } from '../values/fact.js';
import { memoByObject, memoByPart } from '../values/memo.js';
import { labelFor } from './short-label.js';
import { type AttestedState, type Attests, attesting } from './stated-observation.js';
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
    const { condition, attests, stated } = choicePartsOf(guideline, choice);
    if (condition !== undefined && condition(facts) !== true) continue;
    if (choice.states.every((state) => isStatedToday(rated, session, state))) continue;
    if (stated.some((state) => isBelowRecord(rated, state))) continue;
    const choiceId = `${id}.${choice.id}`;
    const label = labelFor(guideline, session, choiceId, choice.label);
    offered.push({ id: choiceId, label, actions: [], attests, states: stated });
  }
  return offered;
}

/** Whether an answer states fewer days than the record shows. */
function isBelowRecord({ facts }: RatedOrder, { fact, value }: StatedFact): boolean {
  const known = valueNamed(facts, fact);
  const days = isAtLeast(known) ? known.atLeast : known;
  return typeof value === 'number' && typeof days === 'number' && value < days;
}

/** One click that attests whether flags are there, in words of its own. */
export function documentFlags(
  guideline: Guideline,
  { id, label }: Pick<SuggestionDraft, 'id' | 'label'>,
  flags: readonly { readonly fact: Fact; readonly value: boolean }[],
): SuggestionDraft {
  const description = phrase(guideline, 'action.document', { label });
  const findings = flags.map(({ fact, value }) => flagFindings(fact)[value ? 'present' : 'absent']);
  const states = flags.map(({ fact, value }) => ({ fact: fact.name, value }));
  return { id, label, actions: [], attests: attesting(description, findings), states };
}

const flagFindings = memoByObject(({ name: fact, definition: { code } }: Fact) => ({
  present: { fact, value: true, code },
  absent: { fact, value: false, code },
}));

/** What of a choice is the same for every patient. */
interface ChoiceParts {
  readonly condition: Rule | undefined;
  readonly attests: Attests;
  readonly stated: readonly StatedFact[];
}

const choicePartsOf = memoByPart(
  (guideline: Guideline, { onlyIf, label, states }: DocumentChoice): ChoiceParts => ({
    condition: onlyIf === undefined ? undefined : guideline.condition(onlyIf),
    attests: attesting(phrase(guideline, 'action.document', { label }), states),
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
