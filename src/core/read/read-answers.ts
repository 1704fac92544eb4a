import type { Attestation } from '../contract/consult-record.js';
import { answeredOnCard, findingsSystem, reviewCode, reviewState, toFindingCode } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { type FactValue, isAtLeast } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';

/** Answers that a clinician gave on earlier cards, as statements that are read like Observations of that moment. */
export function answersAsResources(guideline: Guideline, answers: readonly Attestation[]): readonly JsonObject[] {
  return answers.flatMap(({ fact, value, time, consult }): readonly JsonObject[] => {
    if (fact === reviewState) return [reviewAsResource(value, time, consult)];
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

function reviewAsResource(value: FactValue, time: string, consult: string): JsonObject {
  const code = { coding: [{ system: findingsSystem, code: reviewCode }] };
  return {
    resourceType: answeredOnCard,
    id: consult,
    status: 'final',
    code,
    effectiveDateTime: time,
    valueString: value,
  };
}

function valueElement(value: FactValue, type: string): JsonObject {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'string') return { valueCodeableConcept: { coding: [{ system: findingsSystem, code: value }] } };
  if (isAtLeast(value)) return { valueQuantity: { value: value.atLeast, code: 'd', comparator: '>=' } };
  return type === 'days' ? { valueQuantity: { value, code: 'd' } } : { valueInteger: value };
}
