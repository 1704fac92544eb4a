import { setMaxListeners } from 'node:events';
import type { HookRequest } from '../core/contract/hook-request.js';
import type { PatientRecord, RecordPart } from '../core/contract/patient-record.js';
import { RequestError } from '../errors.js';
import { type FetchedPart, fetchPart, fetchRest, type GapReason } from './fetch-part.js';
import type { FhirAccess } from './fhir-access.js';
import { addMedications, findUnread, markUnreadMedications } from './medications.js';
import { type PrefetchedRecord, readPrefetch, withoutRepeats } from './prefetch.js';
import { type CallOutcome, type FhirSession, findServer, openSession } from './session.js';

/** A part of the record that could not be read in full, and why. */
export interface GapNote {
  readonly part: RecordPart;
  readonly reason: GapReason;
}

export interface GatheredRecord {
  readonly record: PatientRecord;
  /** GETs sent to the FHIR server */
  readonly fetched: number;
  readonly notes: readonly GapNote[];
}

export interface GatherOptions {
  /** time for all fetching together; 2,000 unless told otherwise */
  readonly budgetMilliseconds?: number;
  /** parts without which the client wants 412 (rows P-11, P-12) */
  readonly requireRecord?: readonly RecordPart[];
  /** makes a signal that ends the fetching, for instance when the client has hung up; asked for when fetching begins */
  readonly hungUp?: () => AbortSignal;
  /** told how each GET ended */
  readonly countCall?: (outcome: CallOutcome) => void;
  /** takes memory for what comes back; without it what is larger is not read */
  readonly takeBytes?: (bytes: number) => boolean;
}

const defaultBudgetMilliseconds = 2_000;

/**
 * The patient's record as far as it can be had within the budget: the prefetch first, key by key, the gaps from the
 * FHIR server as far as `access` and the token's scopes allow. What cannot be read stays `unread`, never empty.
 * @throws RequestError 400 for data or a token of another patient (P-15, F-8), 412 for a required part that is unread
 */
export async function gatherRecord(
  request: HookRequest,
  access: FhirAccess | undefined,
  options: GatherOptions = {},
): Promise<GatheredRecord> {
  checkTokenPatient(request);
  const prefetched = readPrefetch(request);
  const gathered = await fillGaps(request, prefetched, access, options);
  requireParts(gathered.record, options.requireRecord ?? []);
  return gathered;
}

async function fillGaps(
  request: HookRequest,
  prefetched: PrefetchedRecord,
  access: FhirAccess | undefined,
  options: GatherOptions,
): Promise<GatheredRecord> {
  if (access === undefined) return withoutServer(prefetched, 'no-access');
  const base = findServer(request, access);
  if (typeof base === 'string') return withoutServer(prefetched, base);
  const isWhole = prefetched.missing.length === 0 && findUnread(prefetched.record).ids.length === 0;
  if (isWhole) return withoutServer(prefetched, 'no-access');
  const { countCall = () => undefined, takeBytes = () => true } = options;
  const budget = budgetOf(request, options);
  const clock = new AbortController();
  const { signal } = clock;
  // one listener for each call: as many as there are parts, and no leak
  setMaxListeners(0, signal);
  const stop = (): void => clock.abort();
  const timer = setTimeout(stop, budget);
  const hungUp = options.hungUp?.();
  hungUp?.addEventListener('abort', stop);
  if (hungUp?.aborted === true) stop();
  try {
    const session = openSession(request, access, base, {
      signal,
      at: performance.now() + budget,
      countCall,
      takeBytes,
    });
    const { record, notes } = mergeParts(prefetched.record, await fetchMissing(session, prefetched));
    const completed = await addMedications(record, session);
    return {
      record: completed.record,
      fetched: session.countCalls(),
      notes: [...notesFor(prefetched.failed, 'failed-at-client'), ...notes, ...completed.notes],
    };
  } finally {
    clearTimeout(timer);
    hungUp?.removeEventListener('abort', stop);
    // nothing goes on in the background once the answer is out (row T-3)
    stop();
  }
}

/** A token that is about to expire is not used beyond its time (row F-9). */
function budgetOf(request: HookRequest, options: GatherOptions): number {
  const budget = options.budgetMilliseconds ?? defaultBudgetMilliseconds;
  const expiresIn = request.fhirAuthorization?.expiresInSeconds;
  return expiresIn === undefined ? budget : Math.max(0, Math.min(budget, expiresIn * 1000));
}

function withoutServer(prefetched: PrefetchedRecord, reason: GapReason): GatheredRecord {
  const { record, missing, failed } = prefetched;
  const absent = missing.filter((part) => record.parts[part] === 'unread');
  const cut = missing.filter((part) => record.parts[part] === 'partial');
  const completed = markUnreadMedications(record);
  return {
    record: completed.record,
    fetched: 0,
    notes: [
      ...notesFor(failed, 'failed-at-client'),
      ...notesFor(absent, reason),
      ...notesFor(cut, 'not-sent-in-full'),
      ...completed.notes,
    ],
  };
}

async function fetchMissing(
  session: FhirSession,
  prefetched: PrefetchedRecord,
): Promise<readonly { readonly part: RecordPart; readonly fetched: FetchedPart }[]> {
  return Promise.all(
    prefetched.missing.map(async (part) => {
      const nextPage = prefetched.nextPages.get(part);
      const fetched = nextPage === undefined ? fetchPart(session, part) : fetchRest(session, part, nextPage);
      return { part, fetched: await fetched };
    }),
  );
}

/** What the prefetch held stays first; a part of which it held something is never worse than before. */
function mergeParts(
  record: PatientRecord,
  fetchedParts: readonly { readonly part: RecordPart; readonly fetched: FetchedPart }[],
): { readonly record: PatientRecord; readonly notes: readonly GapNote[] } {
  const parts = { ...record.parts };
  const notes: GapNote[] = [];
  for (const { part, fetched } of fetchedParts) {
    if (fetched.state !== 'unread') parts[part] = fetched.state;
    if (fetched.reason !== undefined) notes.push({ part, reason: fetched.reason });
  }
  const resources = withoutRepeats([...record.resources, ...fetchedParts.flatMap(({ fetched }) => fetched.resources)]);
  const patient = resources.find((resource) => resource.resourceType === 'Patient');
  return { record: { parts, patient, resources }, notes };
}

function notesFor(parts: readonly RecordPart[], reason: GapReason): readonly GapNote[] {
  return parts.map((part) => ({ part, reason }));
}

/** Row F-8. */
function checkTokenPatient(request: HookRequest): void {
  const patient = request.fhirAuthorization?.patient;
  if (patient === undefined || patient.replace(/^Patient\//, '') === request.context.patientId) return;
  throw new RequestError({
    code: 'value',
    status: 400,
    message: 'fhirAuthorization.patient is another patient than context.patientId',
    expression: 'fhirAuthorization.patient',
  });
}

function requireParts(record: PatientRecord, required: readonly RecordPart[]): void {
  const unread = required.filter((part) => record.parts[part] === 'unread');
  if (unread.length === 0) return;
  throw new RequestError({
    code: 'precondition',
    status: 412,
    message: `needed and neither prefetched nor readable from fhirServer: ${unread.join(', ')}`,
    expression: `prefetch.${unread[0] ?? ''}`,
  });
}
