import type { CardRecord, ConsultRecord } from '../contract/consult-record.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import { earlierConsultOf } from '../order/rating-extensions.js';
import type { FactValue } from '../values/fact.js';
import type { RatedOrder } from './rated-order.js';

/** What of a consult is known outside the decision itself. */
export type ConsultOccasion = Pick<
  ConsultRecord,
  | 'time'
  | 'client'
  | 'hook'
  | 'hookInstance'
  | 'patientHash'
  | 'userHash'
  | 'orderHash'
  | 'unreadParts'
  | 'latencyMilliseconds'
  | 'withdrawn'
>;

/** One decision as it is remembered: values, references and identifiers, never a display or a resource. */
export function toConsultRecord(
  rated: RatedOrder,
  card: CardRecord | undefined,
  occasion: ConsultOccasion,
): ConsultRecord {
  const { guideline, decision, facts, study, studyRating, consultId: consult } = rated;
  const { id, rating } = decision.criterion.definition;
  const values: { [fact: string]: FactValue } = {};
  const proofs = new Set<string>();
  for (const name of decision.because) {
    const state = stateNamed(facts, name);
    if (state?.value === undefined || guideline.documents.facts[name]?.type === 'text') continue;
    values[name] = state.value;
    for (const proof of state.proofs) proofs.add(proof.reference);
  }
  for (const { fact } of facts.denials) values[fact.name] ??= 'denied';
  for (const { name, index } of guideline.facts)
    if (facts.suspected[index] === true && facts.states[index]?.proofs.some(({ isQuote }) => isQuote === true) === true)
      values[name] = 'suspected';
  const { time, client, hook, hookInstance, patientHash, userHash, orderHash } = occasion;
  const { unreadParts, latencyMilliseconds, withdrawn } = occasion;
  // member by member: spreading one object into a larger one costs more than all else here
  return {
    time,
    client,
    hook,
    hookInstance,
    patientHash,
    userHash,
    orderHash,
    unreadParts,
    latencyMilliseconds,
    withdrawn,
    id: consult,
    earlierConsult: earlierConsultOf(rated.order),
    guideline: guideline.id,
    guidelineVersion: guideline.version,
    criterion: id,
    rating,
    studyRating,
    study: study.kind ?? study.modality,
    facts: values,
    proofs: [...proofs],
    cards: card === undefined ? [] : [card],
  };
}
