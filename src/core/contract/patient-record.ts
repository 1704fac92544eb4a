import type { JsonObject } from '../values/json.js';

/** The parts of a patient's record that facts are read from; each is one prefetch key and one FHIR query. */
export const recordParts = [
  'patient',
  'conditions',
  'observations',
  'medicationRequests',
  'medicationStatements',
  'procedures',
  'allergies',
  'devices',
  'deviceUseStatements',
  'diagnosticReports',
  'imagingStudies',
  'serviceRequests',
  'encounters',
  'carePlans',
  'goals',
  'appointments',
] as const;

export type RecordPart = (typeof recordParts)[number];

/**
 * How much of a part could be read: all of it, a first page only, or nothing (not sent, failed, refused).
 * Only `read` lets silence mean anything; an empty list that was read is `read`.
 */
export type PartState = 'read' | 'partial' | 'unread';

/** One patient's record as far as it could be read; resources of other patients have been dropped. */
export interface PatientRecord {
  readonly parts: { readonly [part in RecordPart]: PartState };
  /** what clinicians attested on earlier cards could not be read */
  readonly answersUnread?: boolean;
  /** id of the encounter in which the hook was called: the visit of an order that names none */
  readonly visit?: string;
  readonly patient: JsonObject | undefined;
  /** every resource of every part, in the order received, untouched */
  readonly resources: readonly JsonObject[];
}

/** The same state for every part. */
export function everyRecordPart(state: PartState): PatientRecord['parts'] {
  return {
    patient: state,
    conditions: state,
    observations: state,
    medicationRequests: state,
    medicationStatements: state,
    procedures: state,
    allergies: state,
    devices: state,
    deviceUseStatements: state,
    diagnosticReports: state,
    imagingStudies: state,
    serviceRequests: state,
    encounters: state,
    carePlans: state,
    goals: state,
    appointments: state,
  };
}

/** The parts of a record that were not read in full, or that hold something nobody could judge. */
export function unreadPartsOf(
  record: PatientRecord,
  unjudged: ReadonlySet<unknown> = nothing,
): ReadonlySet<RecordPart> {
  let key = 0;
  let bit = 1;
  for (const part of recordParts) {
    if (record.parts[part] !== 'read' || unjudged.has(part)) key += bit;
    bit *= 2;
  }
  const known = partSets.get(key);
  if (known !== undefined) return known;
  const unread = new Set(recordParts.filter((part) => record.parts[part] !== 'read' || unjudged.has(part)));
  partSets.set(key, unread);
  return unread;
}

const nothing: ReadonlySet<unknown> = new Set();

/** Sets of parts by their bits, so that what depends on the set alone is worked out once for all records. */
const partSets = new Map<number, ReadonlySet<RecordPart>>();
