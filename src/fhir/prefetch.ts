import type { HookRequest } from '../core/contract/hook-request.js';
import {
  everyRecordPart,
  type PartState,
  type PatientRecord,
  type RecordPart,
  recordParts,
} from '../core/contract/patient-record.js';

import type { JsonObject } from '../core/values/json.js';
import { idsByUrl } from '../core/values/reference.js';
import { compareVersions } from '../core/values/resource-version.js';

import { RequestError } from '../errors.js';
import { readPartAnswer } from './answer.js';
import { typeOfPart } from './record-parts.js';
import { type ResolveUrn, subjectOf } from './subject.js';

/** The record as far as the request itself carries it, and what is left to fetch. */
export interface PrefetchedRecord {
  readonly record: PatientRecord;
  /** parts that a FHIR server may be asked for: those not sent and those sent in part; never those the client tried in vain */
  readonly missing: readonly RecordPart[];
  /** parts that the client tried to read in vain: not to be asked for again */
  readonly failed: readonly RecordPart[];
  /** for a part of which a sound first page was sent: URL of its next page as sent, untrusted */
  readonly nextPages: ReadonlyMap<RecordPart, string>;
}

const partTypes: ReadonlyMap<RecordPart, string> = new Map(recordParts.map((part) => [part, typeOfPart(part)]));

/**
 * Reads the advertised prefetch keys, each as the table under row P-17 says; other keys are ignored (P-16).
 * @throws RequestError 400 when a resource belongs to another patient (P-15)
 */
export function readPrefetch(request: HookRequest): PrefetchedRecord {
  const states: { [part in RecordPart]: PartState } = { ...everyRecordPart('unread') };
  const resources: JsonObject[] = [];
  const missing: RecordPart[] = [];
  const failed: RecordPart[] = [];
  const nextPages = new Map<RecordPart, string>();
  const resolveUrn = urnResolver(request.prefetch);
  for (const part of recordParts) {
    const type = partTypes.get(part) ?? '';
    const value = request.prefetch[part];
    const answer = value === undefined ? undefined : readPartAnswer(value, type);
    if (answer?.kind !== 'data') {
      (answer?.kind === 'failed' ? failed : missing).push(part);
      continue;
    }
    states[part] = answer.isComplete ? 'read' : 'partial';
    if (!answer.isComplete) missing.push(part);
    if (answer.next !== undefined && answer.isIntact) nextPages.set(part, answer.next);
    for (const resource of answer.resources) {
      const subject = subjectOf(resource, request.context.patientId, resolveUrn);
      if (subject === 'other-patient') throw otherPatient(`prefetch.${part}`);
      if (subject === 'patient') resources.push(resource);
    }
  }
  const kept = withoutRepeats(resources);
  const patient = kept.find((resource) => resource.resourceType === 'Patient');
  return { record: { parts: states, patient, resources: kept }, missing, failed, nextPages };
}

/**
 * Refuses a request whose draft orders name another patient than the context does.
 * @throws RequestError 400 naming the first such order
 */
export function checkOrderSubjects(request: HookRequest): void {
  request.context.draftOrders.forEach((order, index) => {
    if (subjectOf(order, request.context.patientId, urnResolver(request.prefetch)) === 'other-patient')
      throw otherPatient(`context.draftOrders.entry[${index}].resource.subject`);
  });
}

/**
 * Each resource once: of those with one type and id the newest version, in the place of the first. Where two differ and
 * neither says which is newer, both are kept; a resource without an id is always kept.
 */
export function withoutRepeats(resources: readonly JsonObject[]): readonly JsonObject[] {
  if (!hasRepeats(resources)) return resources;
  const kept: JsonObject[] = [];
  const places = new Map<string, number>();
  for (const resource of resources) {
    const reference = typeof resource.id === 'string' ? `${String(resource.resourceType)}/${resource.id}` : undefined;
    const place = reference === undefined ? undefined : places.get(reference);
    const known = place === undefined ? undefined : kept[place];
    if (place !== undefined && known !== undefined) {
      const order = compareVersions(resource, known);
      if (order !== undefined && order > 0) kept[place] = resource;
      if (order !== undefined || JSON.stringify(resource) === JSON.stringify(known)) continue;
    }
    if (reference !== undefined && place === undefined) places.set(reference, kept.length);
    kept.push(resource);
  }
  return kept;
}

/** Nearly always no two resources have one id, and there is nothing to do. */
function hasRepeats(resources: readonly JsonObject[]): boolean {
  const ids = new Set<unknown>();
  for (const { id } of resources) {
    if (typeof id !== 'string') continue;
    if (ids.has(id)) return true;
    ids.add(id);
  }
  return false;
}

function otherPatient(expression: string): RequestError {
  return new RequestError({
    code: 'value',
    status: 400,
    message: `${expression} belongs to another patient than context.patientId`,
    expression,
  });
}

/** Looks a `urn:` up among the Patients of the prefetch by `fullUrl`; reads the Bundles only when first asked. */
function urnResolver(prefetch: JsonObject): ResolveUrn {
  let ids: ReadonlyMap<string, string> | undefined;
  return (reference) => {
    ids ??= idsByUrl(
      recordParts.map((part) => prefetch[part]),
      'Patient',
    );
    return ids.get(reference);
  };
}
