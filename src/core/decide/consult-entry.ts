import type { Answer, CardRecord, ConsultRecord } from '../contract/consult-record.js';
import type { Guideline } from '../guideline/guideline.js';
import { findingsSystem } from '../guideline/index-codes.js';
import { answeredOnCard } from '../read/read-record.js';
import { type FactValue, isAtLeast, toFindingCode } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import { earlierConsultOf } from './pama.js';
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
>;

/** One decision as it is remembered: values, references and identifiers, never a display or a resource. */
export function toConsultRecord(
  rated: RatedOrder,
  card: CardRecord | undefined,
  occasion: ConsultOccasion,
): ConsultRecord {
  const { guideline, decision, facts, study, studyRating, consult } = rated;
  const { id, rating } = decision.criterion.definition;
  const values: { [fact: string]: FactValue } = {};
  const proofs = new Set<string>();
  for (const name of decision.because) {
    const state = facts.states[guideline.indexOf(name) ?? -1];
    if (state?.value === undefined || guideline.documents.facts[name]?.type === 'text') continue;
    values[name] = state.value;
    for (const proof of state.proofs) proofs.add(proof.reference);
  }
  return {
    ...occasion,
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

/** Answers that a clinician gave on earlier cards, as statements that are read like Observations of that moment. */
export function answersAsResources(guideline: Guideline, answers: readonly Answer[]): readonly JsonObject[] {
  return answers.flatMap(({ fact, value, time, consult }): readonly JsonObject[] => {
    const definition = guideline.documents.facts[fact];
    if (definition === undefined) return [];
    const code = { coding: [{ system: findingsSystem, code: toFindingCode(fact) }], text: definition.label };
    return [
      {
        resourceType: answeredOnCard,
        id: consult,
        status: 'final',
        code,
        effectiveDateTime: time,
        ...valueElement(value, definition.type),
      },
    ];
  });
}

function valueElement(value: FactValue, type: string): JsonObject {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'string') return { valueCodeableConcept: { coding: [{ system: findingsSystem, code: value }] } };
  if (isAtLeast(value)) return { valueQuantity: { value: value.atLeast, code: 'd', comparator: '>=' } };
  return type === 'days' ? { valueQuantity: { value, code: 'd' } } : { valueInteger: value };
}
