import type { CodeableConcept, Observation } from 'fhir/r4.js';
import type { Session } from '../decide/rated-order.js';
import type { DocumentChoice } from '../guideline/advice-documents.js';
import type { Guideline } from '../guideline/guideline.js';
import { findingsSystem } from '../guideline/index-codes.js';
import { toFindingCode } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import { memoByPart } from '../values/memo.js';

type AttestedState = DocumentChoice['states'][number];

/** One finding that a click attests, as a final Observation of today: the standard code and our own side by side. */
export function createObservation(guideline: Guideline, session: Session, state: AttestedState): JsonObject {
  const { patientId, encounterId, userId } = session.context;
  const { code, value } = partsOf(guideline, state);
  const observation: { [member: string]: unknown } = {
    resourceType: 'Observation',
    status: 'final',
    category: examCategory,
    code,
    subject: { reference: `Patient/${patientId}` },
  } satisfies Observation;
  if (encounterId !== undefined) observation.encounter = { reference: `Encounter/${encounterId}` };
  observation.effectiveDateTime = session.now;
  observation.performer = [{ reference: userId }];
  return Object.assign(observation, value);
}

const examCategory = [
  {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'exam', display: 'Exam' }],
  },
];

/** What is the same in every Observation of one state. */
interface StateParts {
  readonly code: CodeableConcept;
  readonly value: JsonObject;
}

const partsOf = memoByPart((guideline: Guideline, { fact, value, atLeast, code }: AttestedState): StateParts => {
  const text = guideline.labelOf(fact);
  const own = { system: findingsSystem, code: toFindingCode(fact), display: text };
  return {
    code: { coding: code === undefined ? [own] : [code, own], text },
    value: valueElement(guideline.documents.facts[fact]?.type, value, atLeast === true),
  };
});

function valueElement(type: string | undefined, value: boolean | number | string, atLeast: boolean): JsonObject {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'string')
    return { valueCodeableConcept: { coding: [{ system: findingsSystem, code: value, display: value }] } };
  if (type !== 'days') return { valueInteger: value };
  const quantity = { value, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' };
  return { valueQuantity: atLeast ? { ...quantity, comparator: '>=' } : quantity };
}
