import { isObject, type JsonObject, objectsOf } from '../values/json.js';

// R5 puts a concept or a reference into one CodeableReference, where R4 has an element for each. A resource is read in
// either shape, whatever version the client says it speaks, and goes back in the one that it came in.

/** Concepts as they are, with those inside of CodeableReferences (R5) beside them. */
export function conceptsOf(value: unknown): unknown {
  const list = objectsOf(value);
  if (!list.some(hasConcept)) return value;
  return list.flatMap((one) => (hasConcept(one) ? [one, ...objectsOf(one.concept)] : [one]));
}

/** What an order or a procedure is for, as a CodeableConcept (R4) or the concept of a CodeableReference (R5). */
export function codeOf({ code }: JsonObject): unknown {
  return conceptsOf(code);
}

/** Every coded or worded reason of an order: `reasonCode` (R4) and the concepts of `reason` (R5). */
export function reasonConceptsOf({ reasonCode, reason }: JsonObject): readonly JsonObject[] {
  if (reason === undefined) return objectsOf(reasonCode);
  return [...objectsOf(reasonCode), ...objectsOf(reason).flatMap(({ concept }) => objectsOf(concept))];
}

/** Every reason that stands elsewhere: `reasonReference` (R4) and the references of `reason` (R5). */
export function reasonReferencesOf({ reasonReference, reason }: JsonObject): readonly JsonObject[] {
  if (reason === undefined) return objectsOf(reasonReference);
  return [...objectsOf(reasonReference), ...objectsOf(reason).flatMap(({ reference }) => objectsOf(reference))];
}

/** A code in the shape in which an order has its own. */
export function inShapeOf({ code }: JsonObject, concept: JsonObject): JsonObject {
  return objectsOf(code).some(hasConcept) ? { concept } : concept;
}

function hasConcept({ concept }: JsonObject): boolean {
  return isObject(concept);
}
