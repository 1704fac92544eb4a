import type { Observation } from 'fhir/r4.js';
import { findingsSystem } from './compile-codes.js';
import type { Guideline } from './compiled-guideline.js';
import type { Session } from './consult-context.js';
import { toFindingCode } from './fact.js';
import type { DocumentChoice } from './guideline-advice.js';
import type { JsonObject } from './json.js';
import { withoutUndefined } from './new-order.js';

/** One finding that a click attests, as a final Observation of today: the standard code and our own side by side. */
export function createObservation(
  guideline: Guideline,
  session: Session,
  { fact, value, atLeast, code }: DocumentChoice['states'][number],
): JsonObject {
  const { patientId, encounterId, userId } = session.context;
  const definition = guideline.documents.facts[fact];
  const own = { system: findingsSystem, code: toFindingCode(fact), display: guideline.labelOf(fact) };
  const observation = {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [examCategory] }],
    code: { coding: code === undefined ? [own] : [code, own], text: guideline.labelOf(fact) },
    subject: { reference: `Patient/${patientId}` },
    encounter: encounterId === undefined ? undefined : { reference: `Encounter/${encounterId}` },
    effectiveDateTime: session.now,
    performer: [{ reference: userId }],
  } satisfies Observation;
  return withoutUndefined({ ...observation, ...valueElement(definition?.type, value, atLeast === true) });
}

const examCategory = {
  system: 'http://terminology.hl7.org/CodeSystem/observation-category',
  code: 'exam',
  display: 'Exam',
};

function valueElement(type: string | undefined, value: boolean | number | string, atLeast: boolean): JsonObject {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'string')
    return { valueCodeableConcept: { coding: [{ system: findingsSystem, code: value, display: value }] } };
  if (type !== 'days') return { valueInteger: value };
  const quantity = { value, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' };
  return { valueQuantity: atLeast ? { ...quantity, comparator: '>=' } : quantity };
}
