import type { PartState, RecordPart } from '../core/contract/patient-record.js';
import type { JsonObject } from '../core/values/json.js';
import { type PartAnswer, readPartAnswer } from './answer.js';
import type { Fetched } from './outgoing.js';
import { recordQueries, typeOfPart } from './record-parts.js';
import { grantFor } from './scopes.js';
import { pageUrl } from './server-url.js';
import type { FhirSession } from './session.js';
import { subjectOf } from './subject.js';

/** Why a part of the record could not be read, or not in full: words of a closed set, fit for logs and metrics. */
export type GapReason =
  | 'no-access' // the request gives no server or no token
  | 'server-not-allowed'
  | 'failed-at-client' // the prefetch says that the client tried in vain
  | 'not-sent-in-full' // the prefetch says that there is more than it holds
  | 'out-of-scope'
  | 'denied'
  | 'not-found'
  | 'throttled'
  | 'server-error'
  | 'unreachable'
  | 'forbidden-address'
  | 'time-over'
  | 'too-large'
  | 'not-json'
  | 'not-fhir'
  | 'other-patient'
  | 'subject-unreadable' // whom a resource is about could not be told
  | 'page-elsewhere'
  | 'too-many-pages'
  | 'medication-unread';

/** What one query, with all its pages, brought. */
export interface FetchedPart {
  readonly resources: readonly JsonObject[];
  readonly state: PartState;
  readonly reason: GapReason | undefined;
}

const maximumPages = 10;
const maximumResources = 5_000;

/** Fetches a part as far as the scopes allow; a part that only some categories may be read of stays `partial`. */
export async function fetchPart(session: FhirSession, part: RecordPart): Promise<FetchedPart> {
  const type = typeOfPart(part);
  const query = recordQueries[part].replaceAll('{{context.patientId}}', encodeURIComponent(session.patientId));
  return fetchWithinScope(session, type, query);
}

/**
 * Fetches the pages after the first, which the prefetch held; the whole part when that page is not to be followed or is
 * gone.
 */
export async function fetchRest(session: FhirSession, part: RecordPart, nextPage: string): Promise<FetchedPart> {
  const type = typeOfPart(part);
  const url = pageUrl(nextPage, session.base);
  const isGranted = session.scope === undefined || grantFor(session.scope, type).kind === 'all';
  if (url === undefined || !isGranted) return fetchPart(session, part);
  const rest = await fetchPages(session, type, url);
  return rest.state === 'unread' && rest.reason === 'not-found' ? fetchPart(session, part) : rest;
}

/** Runs one query, or one for each filter that the scopes set. */
export async function fetchWithinScope(session: FhirSession, type: string, query: string): Promise<FetchedPart> {
  const grant = session.scope === undefined ? ({ kind: 'all' } as const) : grantFor(session.scope, type);
  switch (grant.kind) {
    case 'none':
      return nothing('out-of-scope');
    case 'all':
      return fetchPages(session, type, new URL(query, session.base));
    case 'filtered': {
      const urls = grant.filters.map(
        (filter) => new URL(type === 'Patient' ? query : `${query}&${filter}`, session.base),
      );
      const parts = await Promise.all(urls.map((url) => fetchPages(session, type, url)));
      const isUnread = parts.every(({ state }) => state === 'unread');
      const reason = parts.find((part) => part.reason !== undefined)?.reason ?? 'out-of-scope';
      return { resources: parts.flatMap(({ resources }) => resources), state: isUnread ? 'unread' : 'partial', reason };
    }
  }
}

async function fetchPages(session: FhirSession, type: string, first: URL): Promise<FetchedPart> {
  const resources: JsonObject[] = [];
  const visited = new Set<string>();
  const references = { server: session.base.href, resolve: () => undefined };
  let unreadable = 0;
  let url = first;
  for (;;) {
    visited.add(url.href);
    const answer = readPage(await session.get(url), type);
    if (typeof answer === 'string')
      return { resources, state: visited.size > 1 ? 'partial' : 'unread', reason: answer };
    for (const resource of answer.resources) {
      const subject = subjectOf(resource, session.patientId, references);
      // a server that mixes patients up is not believed in anything
      if (subject === 'other-patient') return nothing('other-patient');
      if (subject === 'unreadable') unreadable += 1;
      if (subject === 'patient') resources.push(resource);
    }
    if (!answer.isIntact) return { resources, state: 'partial', reason: 'not-fhir' };
    if (answer.next === undefined) {
      if (unreadable > 0) return { resources, state: 'partial', reason: 'subject-unreadable' };
      const isAll = visited.size > 1 || answer.isComplete;
      return { resources, state: isAll ? 'read' : 'partial', reason: isAll ? undefined : 'too-many-pages' };
    }
    const next = pageUrl(answer.next, session.base);
    if (next === undefined || visited.has(next.href)) return { resources, state: 'partial', reason: 'page-elsewhere' };
    if (visited.size >= maximumPages || resources.length >= maximumResources)
      return { resources, state: 'partial', reason: 'too-many-pages' };
    url = next;
  }
}

function readPage(fetched: Fetched, type: string): Extract<PartAnswer, { readonly kind: 'data' }> | GapReason {
  switch (fetched.kind) {
    case 'json': {
      const answer = readPartAnswer(fetched.body, type);
      return answer.kind === 'data' && fetched.body !== null ? answer : 'not-fhir';
    }
    case 'status':
      return reasonOfStatus(fetched.status);
    case 'forbidden':
      return 'forbidden-address';
    case 'stopped':
      return 'time-over';
    case 'too-large':
    case 'not-json':
    case 'unreachable':
      return fetched.kind;
  }
}

function reasonOfStatus(status: number): GapReason {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404 || status === 410) return 'not-found';
  return status === 429 || status === 503 ? 'throttled' : 'server-error';
}

function nothing(reason: GapReason): FetchedPart {
  return { resources: [], state: 'unread', reason };
}
