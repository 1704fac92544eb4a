import { reasonReferencesOf } from '../order/order-elements.js';
import type { JsonObject } from '../values/json.js';
import { isObject, objectsOf, textOf } from '../values/json.js';
import { readCondition } from './read-condition.js';
import { readUnlessModified } from './read-modified.js';
import { readObservation } from './read-observation.js';
import { readResource } from './read-resource.js';
import type { Reading } from './reading.js';

/** What is attached to an order and can state a finding; anything else (a coverage, a place) says nothing here. */
const readTypes: ReadonlySet<unknown> = new Set([
  'AllergyIntolerance',
  'Condition',
  'Device',
  'DeviceUseStatement',
  'DiagnosticReport',
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'Procedure',
  'QuestionnaireResponse',
]);

/** Documents may state a finding and are not opened: they are named, and the clinician says what is in them. */
const documentTypes: ReadonlySet<unknown> = new Set([
  'Binary',
  'ClinicalImpression',
  'Composition',
  'DocumentReference',
]);

const typeInReference = /(?:^|\/)([A-Z][A-Za-z]+)\/[^/]+(?:\/_history\/[^/]+)?$/;

/**
 * Reads what an order carries with it: the resources it contains and those it refers to as supporting information,
 * each on its own date, or on this day where it names none. What cannot be found is kept as an entry nobody could judge.
 */
export function readAttached(reading: Reading, order: JsonObject): void {
  const reasons = new Set(reasonReferencesOf(order).map((reference) => reading.resolve(reference, order)));
  for (const resource of objectsOf(order.contained))
    if (readTypes.has(resource.resourceType) && !reasons.has(resource))
      readUnlessModified(reading, resource, readAsOfToday);
  for (const reference of objectsOf(order.supportingInfo)) {
    const target = reading.resolve(reference, order);
    if (target === undefined || documentTypes.has(target.resourceType)) leaveOpen(reading, reference);
    // what stands in the record, or in the order itself, has been read there
    else if (!isContained(reference) && isUndated(target)) readUnlessModified(reading, target, readAsOfToday);
  }
}

function isContained({ reference }: JsonObject): boolean {
  return textOf(reference)?.startsWith('#') === true;
}

/** A reference that leads nowhere may lead to a finding, unless its type says that it cannot. */
function leaveOpen(reading: Reading, reference: JsonObject): void {
  const name = textOf(reference.reference) ?? textOf(reference.display);
  if (name === undefined) return;
  const type = textOf(reference.type) ?? typeInReference.exec(name)?.[1];
  if (type !== undefined && !readTypes.has(type) && !documentTypes.has(type)) return;
  const words = textOf(reference.display);
  const label = words === undefined ? name : `${words} (${name})`;
  reading.openEntries.push({ place: 'attachments', name: label, content: JSON.stringify(reference) });
}

const dateMembers: { readonly [type: string]: readonly string[] } = {
  Observation: ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'issued'],
  DiagnosticReport: ['effectiveDateTime', 'effectivePeriod', 'issued'],
  Condition: ['recordedDate', 'assertedDate', 'onsetDateTime', 'onsetPeriod', 'onsetString', 'extension'],
};

/** Whether a finding names no day by itself. */
function isUndated(resource: JsonObject): boolean {
  const members = dateMembers[String(resource.resourceType)];
  return members?.every((member) => resource[member] === undefined) === true;
}

/** An entry without a date of its own is as new as the order that it came with. */
function readAsOfToday(reading: Reading, resource: JsonObject): void {
  const { resourceType } = resource;
  if (!isUndated(resource)) return readResource(reading, resource);
  const today = reading.today;
  if (resourceType === 'Condition') readCondition(reading, { ...resource, recordedDate: today });
  else if (resourceType === 'Observation') readObservation(reading, { ...resource, effectiveDateTime: today });
  else readResource(reading, { ...resource, effectiveDateTime: today });
}

/** The findings among draft orders, which clients put there for an order to refer to. */
export function isFinding(resource: unknown): boolean {
  return isObject(resource) && readTypes.has(resource.resourceType) && resource.resourceType !== 'MedicationRequest';
}
