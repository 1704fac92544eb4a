import type { StatedFact } from '../contract/consult-record.js';
import type { RatedOrder } from '../decide/rated-order.js';
import { answerWith } from '../decide/what-if.js';
import { factNamed, isSuspected, stateNamed } from '../guideline/fact-by-name.js';
import type { Guideline } from '../guideline/guideline.js';
import type { SuggestionDraft } from './suggestion-draft.js';

/**
 * First the answers that lead to a rating without an alarm, of these what the record points to; then the first of the
 * others and the alarms that settle a doubt, then the other alarms that lead on, then the rest, last answers
 * without an alarm that the record speaks against; what is equal stays in its order.
 */
export function mostDecisiveFirst(rated: RatedOrder, answers: readonly SuggestionDraft[]): readonly SuggestionDraft[] {
  const { decision, facts, guideline } = rated;
  let isFirst = true;
  const ranked = answers.map((draft) => {
    const states = draft.states ?? [];
    const row = answerWith(facts, toChanges(states));
    const isAlarm = states.some((state) => isWarningSign(guideline, state));
    const leadsOn = row !== decision.criterion;
    const isAboutDoubt = states.some(({ fact }) => isSuspected(facts, fact));
    if (isAlarm) return { draft, rank: leadsOn ? (isAboutDoubt ? 2 : 3) : 5 };
    if (states.some((state) => contradictsRecord(rated, state))) return { draft, rank: last };
    if (leadsOn && row.definition.rating !== 'insufficient-information')
      return { draft, rank: states.some((state) => isPointedTo(rated, state)) ? 0 : 1 };
    const rank = isFirst ? 2 : leadsOn ? 4 : 5;
    isFirst = false;
    return { draft, rank };
  });
  return ranked.sort((left, right) => left.rank - right.rank).map(({ draft }) => draft);
}

const last = 6;

/** Of the two answers to a fact that the record points to the yes stands first, where the first of the two would stand. */
export function yesBeforeNo(rated: RatedOrder, answers: readonly SuggestionDraft[]): readonly SuggestionDraft[] {
  const sorted: SuggestionDraft[] = [];
  for (const draft of answers) {
    if (sorted.includes(draft)) continue;
    const [state, ...others] = draft.states ?? [];
    const isNo = state?.value === false && others.length === 0 && isSuspected(rated.facts, state.fact);
    const yes = isNo ? answers.filter(({ states }) => isYesTo(states, state.fact)) : [];
    sorted.push(...yes.filter((other) => !sorted.includes(other)), draft);
  }
  return sorted;
}

function isYesTo(states: readonly StatedFact[] | undefined, wanted: string): boolean {
  return states?.length === 1 && states.every(({ fact, value }) => fact === wanted && value === true);
}

/** Whether an answer says that something is so that the record points to. */
function isPointedTo({ facts }: RatedOrder, { fact, value }: StatedFact): boolean {
  return value === true && isSuspected(facts, fact);
}

/** Whether entries of the record say otherwise. */
function contradictsRecord({ facts }: RatedOrder, { fact, value }: StatedFact): boolean {
  const state = stateNamed(facts, fact);
  if (state === undefined || state.proofs.length === 0) return false;
  return typeof value === 'boolean' && typeof state.value === 'boolean' && value !== state.value;
}

/** Stated facts as changes of a frame. */
export function toChanges(states: readonly StatedFact[]): readonly (readonly [string, StatedFact['value']])[] {
  return states.map(({ fact, value }) => [fact, value]);
}

/** Whether a state says that a red flag, or a sign of the core screen, is there. */
export function isWarningSign(guideline: Guideline, { fact, value }: StatedFact): boolean {
  if (value !== true) return false;
  return guideline.documents.guideline.safety.screen.includes(fact) || factNamed(guideline, fact)?.isRedFlag === true;
}
