import type { PatientRecord, RecordPart } from '../core/contract/patient-record.js';
import { isObject, type JsonObject } from '../core/values/json.js';
import { fetchWithinScope } from './fetch-part.js';
import { isUrlSafeId } from './server-url.js';
import type { FhirSession } from './session.js';

/** Medications that are prescribed by reference, where what they are stands in a resource that is not there. */
export interface UnreadMedications {
  readonly ids: readonly string[];
  readonly parts: readonly RecordPart[];
}

export interface CompletedRecord {
  readonly record: PatientRecord;
  readonly notes: readonly { readonly part: RecordPart; readonly reason: 'medication-unread' }[];
}

function partOf(type: unknown): RecordPart | undefined {
  if (type === 'MedicationRequest' || type === 'MedicationOrder') return 'medicationRequests';
  return type === 'MedicationStatement' || type === 'MedicationUsage' ? 'medicationStatements' : undefined;
}

const maximumMedications = 100;

/** Finds the prescriptions whose Medication the record lacks. */
export function findUnread(record: PatientRecord): UnreadMedications {
  const wanted: { readonly id: string; readonly part: RecordPart }[] = [];
  for (const resource of record.resources) {
    const part = partOf(resource.resourceType);
    const id = part === undefined ? undefined : medicationId(resource);
    if (part !== undefined && id !== undefined) wanted.push({ id, part });
  }
  if (wanted.length === 0) return { ids: [], parts: [] };
  const known = new Set(record.resources.filter((r) => r.resourceType === 'Medication').map((r) => r.id));
  const unread = wanted.filter(({ id }) => !known.has(id));
  return { ids: [...new Set(unread.map(({ id }) => id))], parts: [...new Set(unread.map(({ part }) => part))] };
}

/** Fetches the Medications that prescriptions refer to, all in one query; what stays unknown makes its part `partial`. */
export async function addMedications(record: PatientRecord, session: FhirSession): Promise<CompletedRecord> {
  const ids = findUnread(record).ids.filter(isUrlSafeId).slice(0, maximumMedications);
  if (ids.length === 0) return markUnreadMedications(record);
  const fetched = await fetchWithinScope(session, 'Medication', `Medication?_id=${ids.join(',')}&_count=${ids.length}`);
  return markUnreadMedications({ ...record, resources: [...record.resources, ...fetched.resources] });
}

/** A list of medications of which some are unknown is not a list in which nothing else stands. */
export function markUnreadMedications(record: PatientRecord): CompletedRecord {
  const { parts } = findUnread(record);
  const cut = parts.filter((part) => record.parts[part] === 'read');
  if (cut.length === 0) return { record, notes: [] };
  const states = { ...record.parts };
  for (const part of cut) states[part] = 'partial';
  return {
    record: { ...record, parts: states },
    notes: cut.map((part) => ({ part, reason: 'medication-unread' as const })),
  };
}

/** The id behind `medicationReference`; contained Medications are there already. */
function medicationId(prescription: JsonObject): string | undefined {
  const reference = isObject(prescription.medicationReference) ? prescription.medicationReference.reference : undefined;
  if (typeof reference !== 'string' || reference.startsWith('#')) return undefined;
  return /(?:\bMedication\/|^urn:uuid:)([^/?#]+)(?:\/_history\/[^/?#]+)?$/.exec(reference)?.[1];
}
