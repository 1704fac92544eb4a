/**
 * In: the record of one patient. Out: a reading: what its resources state about facts, with dates and proofs, nothing decided.
 */

import type { PatientRecord } from '../contract/patient-record.js';
import { answeredOnCard } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { wordsOf } from '../values/coding.js';
import type { Day, DayRange } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { createResolver } from '../values/reference.js';
import { readAllergy } from './read-allergy.js';
import { readAppointment, readCarePlan, readEncounter, readPlacedOrder, readProcedure } from './read-care.js';
import { readCondition } from './read-condition.js';
import { readDevice, readDeviceUse } from './read-device.js';
import { readDoneStudy, readReport } from './read-imaging.js';
import { readMedication, stateSupplies } from './read-medication.js';
import { readObservation } from './read-observation.js';
import type { OrderReasons, Reading } from './reading.js';
import { conditionPolarity } from './statement.js';
import { hintsFromNotes, hintsFromText } from './text-hint.js';

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
    openOrders: [],
    dates: [],
    requests: [],
    outcomes: [],
    actionsDone: new Set(),
    notes: [],
    unreadFacts: new Set(),
    resolve: createResolver([record.resources, draftOrders]),
  };
  for (const resource of record.resources) readResource(reading, resource);
  stateSupplies(reading);
  return reading;
}

function readResource(reading: Reading, resource: JsonObject): void {
  switch (resource.resourceType) {
    case 'Observation':
      if (resource.valueDateTime !== undefined) reading.dates.push(resource);
      return readObservation(reading, resource);
    case answeredOnCard:
      return readObservation(reading, resource);
    case 'Condition':
      return readCondition(reading, resource);
    case 'Procedure':
      if (resource.outcome !== undefined) reading.outcomes.push(resource);
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
    case 'Goal':
      reading.outcomes.push(resource);
      return;
    case 'Appointment':
      reading.requests.push(resource);
      return readAppointment(reading, resource);
    case 'CarePlan':
      return readCarePlan(reading, resource);
    case 'ServiceRequest':
      reading.requests.push(resource);
      return readPlacedOrder(reading, resource);
    case 'ImagingStudy':
      return readDoneStudy(reading, resource);
    case 'DiagnosticReport':
      return readReport(reading, resource);
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
  const today: DayRange = { earliest: base.asOf, latest: base.asOf, text: '' };
  const unread: string[] = [];
  let codedCount = 0;
  for (const reason of objectsOf(order.reasonCode)) {
    if (base.guideline.codings.codings(reason).length > 0) codedCount += 1;
    if (!isUnderstood(base, reason)) unread.push(wordsOf(reason) ?? '');
    readCondition(reading, { ...asCondition(order), code: reason }, { when: today });
  }
  for (const reference of objectsOf(order.reasonReference)) {
    const target = reading.resolve(reference, order);
    if (target !== undefined && base.guideline.codings.codings(target.code).length > 0) codedCount += 1;
    if (target === undefined || !isUnderstood(base, target.code))
      unread.push(wordsOf(target?.code) ?? named(reference));
    if (target === undefined) hintsFromText(reading, textOf(reference.display) ?? '', today, order);
    else readReason(reading, target, today);
  }
  hintsFromNotes(reading, order, today);
  return { reading, reasons: { unknownReasons: unread, codedCount } };
}

function asCondition(order: JsonObject): JsonObject {
  return { resourceType: order.resourceType, id: order.id };
}

/** A reason in words only is no coded reason; a coded one is understood when any of its codes is known. */
function isUnderstood({ guideline }: Reading, concept: unknown): boolean {
  const codings = guideline.codings.codings(concept);
  return codings.length === 0 || codings.some((coding) => guideline.uses.lookup(coding).length > 0);
}

function named(reference: JsonObject): string {
  return textOf(reference.display) ?? textOf(reference.reference) ?? '';
}

/** A reason that stands in a resource of its own: what it affirms counts today, what it denies on its own date. */
function readReason(reading: Reading, target: JsonObject, today: DayRange): void {
  switch (target.resourceType) {
    case 'Condition': {
      const polarity = conditionPolarity(target, reading.asOf);
      const stands = polarity === 'positive' || polarity === 'suspected';
      return readCondition(reading, target, stands ? { when: today } : undefined);
    }
    case 'Observation':
      return readObservation(reading, target, today);
    case 'DiagnosticReport':
      return readReport(reading, target);
    default:
  }
}
