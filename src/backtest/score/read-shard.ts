import { existsSync, readFileSync } from 'node:fs';
import { isObject, type JsonObject, textOf } from '../../core/values/json.js';
import { comparePatients } from '../record/patient-hash.js';
import { patientsOf } from '../record/patient-reference.js';

/** The record of one patient as the export has it. */
export interface ShardPatient {
  readonly id: string;
  readonly resources: readonly JsonObject[];
  readonly unreadable: number;
}

const tab = 9;
const newline = 10;

interface Line {
  readonly from: number;
  readonly to: number;
}

/**
 * The patients of a shard, one after the other in the order of `comparePatients`; their resources in the order of their
 * bytes, so that the order in which an export has them changes nothing. Lines that are alike count once.
 */
export function* readShard(file: string): Generator<ShardPatient> {
  if (!existsSync(file)) return;
  const bytes = readFileSync(file);
  const byPatient = linesByPatient(bytes);
  for (const id of [...byPatient.keys()].sort(comparePatients)) {
    const lines = byPatient.get(id) ?? [];
    yield toPatient(id, bytes, lines);
  }
}

function linesByPatient(bytes: Buffer): ReadonlyMap<string, Line[]> {
  const byPatient = new Map<string, Line[]>();
  for (let from = 0; from < bytes.length; ) {
    const middle = bytes.indexOf(tab, from);
    const to = bytes.indexOf(newline, middle);
    const id = bytes.toString('utf8', from, middle);
    const lines = byPatient.get(id);
    if (lines === undefined) byPatient.set(id, [{ from: middle + 1, to }]);
    else lines.push({ from: middle + 1, to });
    from = to + 1;
  }
  return byPatient;
}

function toPatient(id: string, bytes: Buffer, lines: Line[]): ShardPatient {
  const compare = (left: Line, right: Line): number => bytes.compare(bytes, right.from, right.to, left.from, left.to);
  lines.sort(compare);
  const resources: JsonObject[] = [];
  let unreadable = 0;
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    if (before !== undefined && compare(before, line) === 0) return;
    const resource = parse(bytes.toString('utf8', line.from, line.to));
    if (resource === undefined) unreadable += 1;
    else if (resource.resourceType !== 'Patient' || resource.id === id) resources.push(asOwn(resource, id));
  });
  return { id, resources, unreadable };
}

function parse(text: string): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** What was written down under an id that has been merged into this one names this one. */
function asOwn(resource: JsonObject, id: string): JsonObject {
  const { subject, patient } = resource;
  if (isNamed(subject, id) || isNamed(patient, id)) return resource;
  const [named] = patientsOf(resource);
  if (named === undefined || named === id) return resource;
  const own = { reference: `Patient/${id}` };
  return {
    ...resource,
    ...(subject === undefined ? {} : { subject: own }),
    ...(patient === undefined ? {} : { patient: own }),
  };
}

function isNamed(holder: unknown, id: string): boolean {
  return isObject(holder) && textOf(holder.reference) === `Patient/${id}`;
}

/** The Medications of an export, by the reference that orders use; each is parsed when it is asked for. */
export function readMedications(file: string): (reference: string) => JsonObject | undefined {
  if (!existsSync(file)) return () => undefined;
  const bytes = readFileSync(file);
  const places = new Map<string, Line>();
  for (let from = 0; from < bytes.length; ) {
    const middle = bytes.indexOf(tab, from);
    const to = bytes.indexOf(newline, middle);
    const line = { from: middle + 1, to };
    const id = bytes.toString('utf8', from, middle);
    const known = places.get(id);
    // of several with one id, the one whose bytes come last, whatever their order
    if (known === undefined || bytes.compare(bytes, known.from, known.to, line.from, line.to) > 0) places.set(id, line);
    from = to + 1;
  }
  return (reference) => {
    const id = /(?:^|\/)Medication\/([^/]+)/.exec(reference)?.[1] ?? /^urn:uuid:(.+)$/.exec(reference)?.[1];
    const place = places.get(id ?? '');
    return place === undefined ? undefined : parse(bytes.toString('utf8', place.from, place.to));
  };
}
