import { setTimeout as sleep } from 'node:timers/promises';
import type { HookRequest } from '../core/contract/hook-request.js';
import type { FhirAccess } from './fhir-access.js';
import type { Fetched } from './outgoing.js';
import { isUrlSafeId, matchServer } from './server-url.js';

/** The right to read one patient's record from one server for the length of one request. */
export interface FhirSession {
  readonly base: URL;
  readonly patientId: string;
  /** SMART scopes of the token; undefined for an open server, which has none */
  readonly scope: string | undefined;
  /** GETs a URL under `base` with the token, in turn, with one retry where the server asks for it */
  readonly get: (url: URL) => Promise<Fetched>;
  /** GETs sent so far */
  readonly countCalls: () => number;
}

/** How one GET ended, for counting. */
export type CallOutcome = 'read' | 'refused' | 'failed' | 'timed-out';

/** What bounds the fetching, and who counts it. */
export interface Fetching {
  readonly signal: AbortSignal;
  /** when its time is over, by `performance.now()` */
  readonly at: number;
  readonly countCall: (outcome: CallOutcome) => void;
  /** takes memory for a body, before it is read; false when there is none left */
  readonly takeBytes: (bytes: number) => boolean;
}

const maximumPageBytes = 5_000_000;
const maximumTokenLength = 4_096;

/**
 * The base URL of the request's FHIR server when it may be called and there is a token for it (rows F-1, F-6, Q-5, Q-6);
 * why not otherwise.
 */
export function findServer(request: HookRequest, access: FhirAccess): URL | 'no-access' | 'server-not-allowed' {
  const { fhirServer, fhirAuthorization, context } = request;
  if (fhirServer === undefined || !isUrlSafeId(context.patientId)) return 'no-access';
  if (fhirAuthorization === undefined && !access.allowsOpenServers) return 'no-access';
  if (fhirAuthorization !== undefined && !isUsable(fhirAuthorization)) return 'no-access';
  return matchServer(fhirServer, access.servers) ?? 'server-not-allowed';
}

/** Opens a session on a server that `findServer` gave. The token lives in the session only and goes nowhere but to `base`. */
export function openSession(request: HookRequest, access: FhirAccess, base: URL, fetching: Fetching): FhirSession {
  const { fhirAuthorization, context } = request;
  const token = fhirAuthorization?.accessToken;
  const headers = {
    accept: 'application/fhir+json, application/json;q=0.9',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  let calls = 0;
  const call = async (url: URL): Promise<Fetched> => {
    const { signal, countCall, takeBytes } = fetching;
    const leave = await access.inFlight.enter(url.origin, signal);
    if (leave === undefined) return { kind: 'stopped' };
    try {
      calls += 1;
      const fetched = await access.fetchJson(url, { headers, signal, takeBytes, maximumBytes: maximumPageBytes });
      countCall(outcomeOf(fetched));
      return fetched;
    } finally {
      leave();
    }
  };
  return {
    base,
    patientId: context.patientId,
    scope: fhirAuthorization?.scope,
    get: (url) => callWithRetry(() => call(url), fetching),
    countCalls: () => calls,
  };
}

function isUsable(authorization: { readonly accessToken: string; readonly expiresInSeconds: number }): boolean {
  const { accessToken, expiresInSeconds } = authorization;
  return expiresInSeconds > 0 && accessToken.length <= maximumTokenLength && /^[\x21-\x7e]+$/.test(accessToken);
}

function outcomeOf(fetched: Fetched): CallOutcome {
  switch (fetched.kind) {
    case 'json':
      return 'read';
    case 'status':
      return fetched.status < 500 ? 'refused' : 'failed';
    case 'forbidden':
      return 'refused';
    case 'stopped':
      return 'timed-out';
    case 'unreachable':
    case 'too-large':
    case 'not-json':
      return 'failed';
  }
}

/** One retry: after the pause that a busy server asks for, if it ends in time, or at once after a broken connection. */
async function callWithRetry(call: () => Promise<Fetched>, { signal, at }: Fetching): Promise<Fetched> {
  const first = await call();
  const pause = pauseBeforeRetry(first);
  if (pause === undefined || performance.now() + pause >= at) return first;
  try {
    await sleep(pause, undefined, { signal });
  } catch {
    return { kind: 'stopped' };
  }
  return call();
}

function pauseBeforeRetry(fetched: Fetched): number | undefined {
  if (fetched.kind === 'unreachable') return 0;
  const isBusy = fetched.kind === 'status' && (fetched.status === 429 || fetched.status === 503);
  return isBusy ? fetched.retryAfterMilliseconds : undefined;
}
