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

/**
 * Every coded or worded reason of an order: `reasonCode` (R4), the concepts of `reason` (R5), and the concepts that older
 * versions write as `reason`. Words that stand where a concept belongs are one.
 */
export function reasonConceptsOf(order: JsonObject): readonly JsonObject[] {
  const { reasonCode, reason, reasonCodeableConcept, reasonString } = order;
  const own = worded(reasonCode);
  if (reason === undefined && reasonCodeableConcept === undefined && reasonString === undefined) return own;
  const others = [reason, reasonCodeableConcept, reasonString].flatMap(worded);
  return [...own, ...others.filter((one) => one.concept === undefined && one.reference === undefined)].concat(
    others.flatMap(({ concept }) => worded(concept)),
  );
}

/** Concepts, and in their place: a word, a coding. */
function worded(value: unknown): readonly JsonObject[] {
  if (value === undefined || value === null) return none;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((one) => isObject(one) && one.display === undefined)) return objectsOf(value);
  return list.flatMap((one): readonly JsonObject[] => {
    if (isObject(one)) return [isCoding(one) ? { coding: [one] } : one];
    if (typeof one === 'string') return one.trim() === '' ? none : [{ text: one }];
    return one === null || one === undefined ? none : [{ coding: [{ code: String(one) }] }];
  });
}

function isCoding({ coding, text, concept, reference, display }: JsonObject): boolean {
  return display !== undefined && [coding, text, concept, reference].every((member) => member === undefined);
}

const none: readonly never[] = [];

/** Every reason that stands elsewhere: `reasonReference` (R4) and the references of `reason` (R5, or a Reference). */
export function reasonReferencesOf({ reasonReference, reason }: JsonObject): readonly JsonObject[] {
  if (reason === undefined) return objectsOf(reasonReference);
  const further = objectsOf(reason).flatMap((one) => (isObject(one.reference) ? [one.reference] : asReference(one)));
  return [...objectsOf(reasonReference), ...further];
}

function asReference(one: JsonObject): readonly JsonObject[] {
  return typeof one.reference === 'string' ? [one] : none;
}

/** Why a visit took place and what was found at it, as an order has its reasons: R5 keeps both one level deeper. */
export function visitReasonsOf(visit: JsonObject): JsonObject {
  const { reasonCode, reasonReference = visit.indication, reason, diagnosis } = visit;
  if (reason === undefined && diagnosis === undefined) return { reasonCode, reasonReference };
  const given: readonly unknown[] = Array.isArray(reason) ? reason : [reason];
  const deeper = given.flatMap((one): readonly unknown[] =>
    isObject(one) && one.value !== undefined ? objectsOf(one.value) : [one],
  );
  const found = objectsOf(diagnosis).flatMap(({ condition }) => objectsOf(condition));
  return { reasonCode, reasonReference, reason: [...deeper, ...found].filter((one) => one !== undefined) };
}

/** A code in the shape in which an order has its own. */
export function inShapeOf({ code }: JsonObject, concept: JsonObject): JsonObject {
  return objectsOf(code).some(hasConcept) ? { concept } : concept;
}

function hasConcept({ concept }: JsonObject): boolean {
  return isObject(concept);
}
