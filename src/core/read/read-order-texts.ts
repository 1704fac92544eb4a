import { codeOf } from '../order/order-elements.js';
import { textOfHtml } from '../text/attachment-text.js';
import type { TextPlace } from '../text/places.js';
import { textsOf } from '../values/coding.js';
import type { DayRange } from '../values/day.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';
import { readCondition } from './read-condition.js';
import type { Reading } from './reading.js';

/**
 * What else an order says in words of its own: details, sites, what the patient is told, names of what it refers to, and
 * words beside the name of the study.
 */
export function noteOrderTexts(reading: Reading, order: JsonObject, when: DayRange): void {
  const note = (where: TextPlace, text: unknown): void => {
    const words = textOf(text);
    if (words !== undefined) reading.texts.push({ where, text: words, when, resource: order });
  };
  for (const detail of objectsOf(order.orderDetail)) readDetail(reading, order, { detail, when }, note);
  for (const { text } of objectsOf(order.bodySite)) note('order.bodySite', text);
  for (const text of instructionsOf(order)) note('order.instruction', text);
  for (const reference of objectsOf(order.supportingInfo))
    if (reading.resolve(reference, order) === undefined) note('order.support', reference.display);
  for (const text of namesOf(order)) if (reading.guideline.look(text).mayPoint) note('order.name', text);
}

/** A detail says what it says in words, and its code suspects what it names; R5 has both in its parameters. */
function readDetail(
  reading: Reading,
  order: JsonObject,
  { detail, when }: { readonly detail: JsonObject; readonly when: DayRange },
  note: (where: TextPlace, text: unknown) => void,
): void {
  const parameters = objectsOf(detail.parameter);
  for (const { valueString } of parameters) note('order.detail', valueString);
  for (const concept of [
    detail,
    ...parameters.flatMap(({ valueCodeableConcept }) => objectsOf(valueCodeableConcept)),
  ]) {
    note('order.detail', concept.text);
    if (!reading.guideline.asksFor(concept)) continue;
    const { resourceType, id } = order;
    readCondition(reading, { resourceType, id, verificationStatus: 'unconfirmed', code: concept }, { when });
  }
}

/** What the patient is told: a text, or a list of them in R5. */
function instructionsOf({ patientInstruction }: JsonObject): readonly unknown[] {
  return [patientInstruction, ...objectsOf(patientInstruction).map(({ instructionMarkdown }) => instructionMarkdown)];
}

/** The names of the study, and the narrative where it holds more than the order itself (Narrative.status). */
function namesOf(order: JsonObject): readonly string[] {
  const names = objectsOf(codeOf(order)).flatMap((concept) => [...textsOf(concept)]);
  const { text } = order;
  const narrative = isObject(text) && text.status === 'additional' ? textOf(text.div) : undefined;
  return narrative === undefined ? names : [...names, textOfHtml(narrative)];
}
