import type { HookRequest } from '../core/contract/hook-request.js';
import {
  everyRecordPart,
  type PartState,
  type PatientRecord,
  type RecordPart,
  recordParts,
} from '../core/contract/patient-record.js';

import { isObject, type JsonObject, objectsOf, textOf } from '../core/values/json.js';
import { compareVersions } from '../core/values/resource-version.js';

import { RequestError } from '../errors.js';
import { readPartAnswer } from './answer.js';
import { typeOfPart } from './record-parts.js';
import { type ReferenceContext, subjectOf } from './subject.js';

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
  const references = referencesOf(request);
  for (const part of recordParts) {
    const type = partTypes.get(part) ?? '';
    const value = request.prefetch[part];
    const answer = value === undefined ? undefined : readPartAnswer(value, type);
    if (answer?.kind !== 'data') {
      (answer?.kind === 'failed' ? failed : missing).push(part);
      continue;
    }
    let isReadable = true;
    for (const resource of answer.resources) {
      const subject = subjectOf(resource, request.context.patientId, references);
      if (subject === 'other-patient') throw otherPatient(`prefetch.${part}`);
      if (subject === 'unreadable') isReadable = false;
      if (subject === 'patient') resources.push(resource);
    }
    // of a list with an entry that may be anybody's, not all was read
    const isRead = answer.isComplete && isReadable;
    states[part] = isRead ? 'read' : 'partial';
    if (!isRead) missing.push(part);
    if (answer.next !== undefined && answer.isIntact && isReadable) nextPages.set(part, answer.next);
  }
  const kept = withoutRepeats(resources);
  const patient = kept.find((resource) => resource.resourceType === 'Patient');
  const record = { parts: states, visit: request.context.encounterId, patient, resources: kept };
  return { record, missing, failed, nextPages };
}

/**
 * Refuses a request with a draft order that names another patient than the context does, or somebody who cannot
 * be told.
 * @throws RequestError 400 naming the first such order
 */
export function checkOrderSubjects(request: HookRequest): void {
  const references = referencesOf(request);
  request.context.draftOrders.forEach((order, index) => {
    const expression = `context.draftOrders.entry[${index}].resource.subject`;
    switch (subjectOf(order, request.context.patientId, references)) {
      case 'other-patient':
        throw otherPatient(expression);
      case 'unreadable': {
        const message = `${expression} must be a reference such as {"reference": "Patient/123"}, of a patient of fhirServer`;
        throw new RequestError({ code: 'value', status: 400, message, expression });
      }
      case 'patient':
      case 'not-a-patient':
    }
  });
}

/** The conditions of the prefetch that are this patient's, for what has to be known before the record is read. */
export function prefetchedConditions(request: HookRequest): readonly JsonObject[] {
  const { conditions } = request.prefetch;
  const entries = isObject(conditions) ? objectsOf(conditions.entry) : [];
  const references = referencesOf(request);
  return entries
    .flatMap(({ resource }) => objectsOf(resource))
    .filter((resource) => subjectOf(resource, request.context.patientId, references) === 'patient');
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

/** Looks a reference up among the Patients of the request by `fullUrl`; reads the Bundles only when first asked. */
function referencesOf({ prefetch, context, fhirServer }: HookRequest): ReferenceContext {
  let idByUrl: Map<string, string> | undefined;
  return {
    server: fhirServer,
    resolve: (reference) => {
      idByUrl ??= patientsByUrl(prefetch, context.fullUrls);
      return idByUrl.get(reference);
    },
  };
}

function patientsByUrl(prefetch: JsonObject, drafts: HookRequest['context']['fullUrls']): Map<string, string> {
  const idByUrl = new Map<string, string>();
  const add = (fullUrl: unknown, resource: unknown): void => {
    if (typeof fullUrl !== 'string' || !isObject(resource) || resource.resourceType !== 'Patient') return;
    const id = textOf(resource.id);
    if (id !== undefined) idByUrl.set(fullUrl, id);
  };
  for (const [fullUrl, resource] of drafts ?? []) add(fullUrl, resource);
  for (const part of recordParts) {
    const value = prefetch[part];
    for (const { fullUrl, resource } of isObject(value) ? objectsOf(value.entry) : []) add(fullUrl, resource);
  }
  return idByUrl;
}
