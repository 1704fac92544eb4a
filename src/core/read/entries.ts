import type { RecordPart } from '../contract/patient-record.js';
import { fingerprint } from '../values/fingerprint.js';
import { type JsonObject, textOf } from '../values/json.js';
import type { EntryKind, EntryPlace, OpenEntry, Reading } from './reading.js';
import { referenceTo } from './statement.js';

/** How many entries of the record came to what. */
export type EntryCounts = { readonly [kind in EntryKind]: number };

const partsByType: { readonly [type: string]: RecordPart } = {
  Condition: 'conditions',
  Flag: 'conditions',
  Observation: 'observations',
  Procedure: 'procedures',
  MedicationRequest: 'medicationRequests',
  MedicationOrder: 'medicationRequests',
  MedicationStatement: 'medicationStatements',
  MedicationUsage: 'medicationStatements',
  MedicationDispense: 'medicationRequests',
  MedicationAdministration: 'medicationRequests',
  AllergyIntolerance: 'allergies',
  Device: 'devices',
  DeviceUseStatement: 'deviceUseStatements',
  DiagnosticReport: 'diagnosticReports',
  Encounter: 'encounters',
};

/** Counts an entry by what it came to, and keeps the one that could not be judged. */
export function account(reading: Reading, resource: JsonObject, kind: EntryKind, concepts: unknown): void {
  reading.entries[kind] += 1;
  if (kind !== 'unreadable') return;
  const place = partsByType[String(resource.resourceType)];
  if (place === undefined) return;
  const status = [resource.status, resource.clinicalStatus, resource.verificationStatus];
  const name = referenceTo(resource);
  reading.openEntries.push({ place, name, content: JSON.stringify([name, concepts, status]) });
}

/** Entries of one place that could not be judged, and what a review of them is bound to. */
export interface OpenEntries {
  readonly place: EntryPlace;
  readonly names: readonly string[];
  /** `place:fingerprint`: another entry, or a change of one, makes another */
  readonly review: string;
}

/** The entries that could not be judged and that nobody has reviewed as they are now, by place. */
export function openEntriesOf({ openEntries, reviews }: Reading): readonly OpenEntries[] {
  if (openEntries.length === 0) return none;
  const byPlace = new Map<EntryPlace, OpenEntry[]>();
  for (const entry of openEntries) {
    const list = byPlace.get(entry.place);
    if (list === undefined) byPlace.set(entry.place, [entry]);
    else list.push(entry);
  }
  return [...byPlace].flatMap(([place, entries]): readonly OpenEntries[] => {
    const review = `${place}:${fingerprint(entries.map(({ content }) => content))}`;
    return reviews.has(review) ? none : [{ place, names: entries.map(({ name }) => name), review }];
  });
}

const none: readonly never[] = [];

/** What is left when nothing of an entry was understood: its words pointed somewhere, or it can be judged, or not. */
export function kindOf(isUnderstood: boolean, isPointing: boolean, isReadable: boolean): EntryKind {
  if (isUnderstood) return 'understood';
  if (isPointing) return 'pointing';
  return isReadable ? 'other' : 'unreadable';
}

/** The reviews that an Observation of ours states: `conditions:<fingerprint>`, several in one text apart by a space. */
export function reviewsIn(observation: JsonObject): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(observation.component) ? observation.component : [];
  return [observation, ...parts].flatMap((part) => {
    const value = typeof part === 'object' && part !== null && 'valueString' in part ? part.valueString : undefined;
    return textOf(value)?.split(' ') ?? [];
  });
}
