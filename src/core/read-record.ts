import { wordsOf } from './coding.js';
import type { Guideline } from './compiled-guideline.js';
import type { Day } from './day.js';
import { isObject, type JsonObject, objectsOf, textOf } from './json.js';
import { readCondition } from './read-condition.js';
import { readDoneStudy } from './read-imaging.js';
import { readMedication, stateSupplies } from './read-medication.js';
import { readObservation } from './read-observation.js';
import { readAllergy, readDevice, readDeviceUse } from './read-safety.js';
import { readAppointment, readCarePlan, readEncounter, readPlacedOrder, readProcedure } from './read-treatment.js';
import type { OrderReasons, Reading } from './reading.js';
import type { PatientRecord } from './record.js';
import { conditionPolarity } from './statement.js';
import { hintsFromText } from './text-hint.js';

/** Type of the statements that a clinician attested on an earlier card, read like Observations. */
export const answeredOnCard = 'AnsweredOnCard';

/** Walks a record once and collects what it states; a resource that no fact asks about costs its code look-ups only. */
export function readRecord(
  guideline: Guideline,
  record: PatientRecord,
  draftOrders: readonly JsonObject[],
  asOf: Day,
): Reading {
  const reading: Reading = {
    guideline,
    asOf,
    statements: new Map(),
    measurements: [],
    supplies: [],
    doneStudies: [],
    actionsDone: new Set(),
    notes: [],
    unreadFacts: new Set(),
    resolve: createResolver([record.resources, draftOrders]),
  };
  const seen = new Set<JsonObject>();
  for (const resource of record.resources) {
    if (seen.has(resource)) continue;
    seen.add(resource);
    readResource(reading, resource);
  }
  stateSupplies(reading);
  return reading;
}

function readResource(reading: Reading, resource: JsonObject): void {
  switch (resource.resourceType) {
    case 'Observation':
    case answeredOnCard:
      return readObservation(reading, resource);
    case 'Condition':
      return readCondition(reading, resource);
    case 'Procedure':
      readProcedure(reading, resource);
      return readDoneStudy(reading, resource);
    case 'MedicationRequest':
    case 'MedicationStatement':
    case 'MedicationDispense':
    case 'MedicationAdministration':
      return readMedication(reading, resource);
    case 'AllergyIntolerance':
      return readAllergy(reading, resource);
    case 'Device':
      return readDevice(reading, resource);
    case 'DeviceUseStatement':
      return readDeviceUse(reading, resource);
    case 'Encounter':
      return readEncounter(reading, resource);
    case 'Appointment':
      return readAppointment(reading, resource);
    case 'CarePlan':
      return readCarePlan(reading, resource);
    case 'ServiceRequest':
      return readPlacedOrder(reading, resource);
    case 'ImagingStudy':
    case 'DiagnosticReport':
      return readDoneStudy(reading, resource);
    default:
  }
}

/**
 * The reading of a record with the reasons of one order added, dated on the evaluation day (rules 2 and 6); the
 * record's own reading is left as it is.
 */
export function readOrder(
  base: Reading,
  order: JsonObject,
): { readonly reading: Reading; readonly reasons: OrderReasons } {
  const reading: Reading = {
    ...base,
    statements: new Map([...base.statements].map(([fact, list]) => [fact, [...list]])),
    notes: [...base.notes],
    unreadFacts: new Set(base.unreadFacts),
    measurements: [...base.measurements],
    doneStudies: [...base.doneStudies],
    actionsDone: new Set(base.actionsDone),
  };
  const today = { earliest: base.asOf, latest: base.asOf, text: '' };
  const unread: string[] = [];
  let codedCount = 0;
  for (const reason of objectsOf(order.reasonCode)) {
    const codings = base.guideline.codings.codings(reason);
    if (codings.length > 0) codedCount += 1;
    const isKnown = codings.some((coding) => base.guideline.uses.lookup(coding).length > 0);
    if (codings.length > 0 && !isKnown) unread.push(wordsOf(reason) ?? codings[0]?.code ?? '');
    readCondition(reading, { ...asCondition(order), code: reason }, { when: today });
  }
  for (const reference of objectsOf(order.reasonReference)) readReason(reading, order, reference, today);
  const notes = objectsOf(order.note).map((note) => textOf(note.text) ?? '');
  if (notes.length > 0) hintsFromText(reading, notes.join('. '), today, order);
  return { reading, reasons: { unread, codedCount } };
}

function asCondition(order: JsonObject): JsonObject {
  return { resourceType: order.resourceType, id: order.id };
}

function readReason(
  reading: Reading,
  order: JsonObject,
  reference: JsonObject,
  today: { earliest: Day; latest: Day; text: string },
): void {
  const target = reading.resolve(reference, order);
  if (target === undefined) {
    const words = textOf(reference.display);
    if (words !== undefined) hintsFromText(reading, words, today, order);
    return;
  }
  if (target.resourceType === 'Condition') {
    const polarity = conditionPolarity(target, reading.asOf);
    const stands = polarity === 'positive' || polarity === 'suspected';
    return readCondition(reading, target, stands ? { when: today } : undefined);
  }
  if (target.resourceType === 'Observation') return readObservation(reading, target);
  if (target.resourceType === 'DiagnosticReport') readDoneStudy(reading, target);
}

/** Finds resources by `#contained`, `Type/id`, `urn:uuid:`, absolute URL or versioned reference; indexes when first asked. */
function createResolver(sources: readonly (readonly JsonObject[])[]): Reading['resolve'] {
  let index: Map<string, JsonObject> | undefined;
  return (reference, holder) => {
    const text = textOf(isObject(reference) ? reference.reference : reference);
    if (text === undefined) return undefined;
    if (text.startsWith('#'))
      return objectsOf(holder.contained).find((resource) => textOf(resource.id) === text.slice(1));
    index ??= indexById(sources);
    const path = text.replace(/\/_history\/.*$/, '').replace(/^urn:uuid:/, '');
    return index.get(path) ?? index.get(path.split('/').slice(-2).join('/'));
  };
}

function indexById(sources: readonly (readonly JsonObject[])[]): Map<string, JsonObject> {
  const index = new Map<string, JsonObject>();
  for (const resources of sources)
    for (const resource of resources) {
      const id = textOf(resource.id);
      if (id === undefined) continue;
      const typed = `${String(resource.resourceType)}/${id}`;
      if (!index.has(typed)) index.set(typed, resource);
      if (!index.has(id)) index.set(id, resource);
    }
  return index;
}
