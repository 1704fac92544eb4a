import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Agent } from 'undici';
import { type AddressPolicy, createAddressCheck } from './address-policy.js';
import { type JsonReading, readJson } from './read-json.js';

/** What came of one GET. Nothing but `json` carries anything that the other side sent. */
export type Fetched =
  | JsonReading
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMilliseconds: number | undefined }
  /** the URL or the address behind it is not one to call; no connection was made */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'unreachable' }
  /** the signal ended it */
  | { readonly kind: 'stopped' };

export interface FetchOptions {
  readonly headers: { readonly [header: string]: string };
  readonly signal: AbortSignal;
  readonly maximumBytes: number;
  /** takes memory for the body as it arrives; a body without it counts as too large */
  readonly takeBytes?: (bytes: number) => boolean;
}

/** GETs JSON; never follows a redirect, never throws. */
export type FetchJson = (url: URL, options: FetchOptions) => Promise<Fetched>;

/** What is sent, and the bytes of a body. */
export interface SendOptions {
  readonly method: string;
  readonly headers: { readonly [header: string]: string };
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

/** Sends anything; never follows a redirect. Rejects when the other side cannot be called or does not answer. */
export type Send = (url: URL, options: SendOptions) => Promise<Response>;

/** A door to other servers with one address policy and its own pool of kept-alive connections. */
export interface Outgoing {
  readonly fetchJson: FetchJson;
  readonly send: Send;
  readonly close: () => Promise<void>;
}

export interface OutgoingOptions extends AddressPolicy {
  /** how names become addresses: the system's resolver unless told otherwise */
  readonly resolve?: ResolveName;
}

/** Finds all addresses of a name. */
export type ResolveName = (
  name: string,
  options: LookupAllOptions,
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

const connectTimeoutMilliseconds = 2_000;
const keepAliveMilliseconds = 30_000;
/** Longer than any budget: nothing that a signal did not reach stays open for good. */
const silenceMilliseconds = 60_000;
/** Calls at once to one server, each on a connection of its own. */
export const callsPerServer = 32;
const forbiddenAddress = 'ERR_FORBIDDEN_ADDRESS';

/**
 * Opens a door to other servers: https only, connecting only to addresses that the policy allows, and to the very
 * address that was checked, so that a name cannot change its meaning in between.
 */
export function createOutgoing(options: OutgoingOptions): Outgoing {
  const isAllowed = createAddressCheck(options);
  let dispatcher: Promise<Agent> | undefined;
  const openDispatcher = (): Promise<Agent> => {
    dispatcher ??= createDispatcher(options);
    return dispatcher;
  };
  return {
    fetchJson: async (url, fetchOptions) =>
      isCallable(url, options, isAllowed) ? fetchJson(url, fetchOptions, await openDispatcher()) : forbidden,
    send: async (url, sent) => {
      if (!isCallable(url, options, isAllowed)) throw new Error('not a URL to call');
      const init: object = { ...sent, redirect: 'error', dispatcher: await openDispatcher() };
      return fetch(url, init);
    },
    close: async () => (await dispatcher)?.close(),
  };
}

/** Loaded when first called: a service whose clients send everything along never needs it. */
async function createDispatcher(options: OutgoingOptions): Promise<Agent> {
  const { Agent } = await import('undici');
  return new Agent({
    connections: callsPerServer,
    connectTimeout: connectTimeoutMilliseconds,
    keepAliveTimeout: keepAliveMilliseconds,
    headersTimeout: silenceMilliseconds,
    bodyTimeout: silenceMilliseconds,
    pipelining: 1,
    connect: { lookup: createGuardedLookup(options) },
  });
}

const forbidden: Fetched = { kind: 'forbidden' };

/** A name lookup that fails unless every address of the name is allowed; no name but localhost may mean loopback. */
function createGuardedLookup(options: OutgoingOptions): LookupFunction {
  const resolve = options.resolve ?? lookup;
  const isAllowedForLocalhost = createAddressCheck(options);
  const isAllowedForOthers = createAddressCheck({ ...options, allowsLoopback: false });
  return (hostname, lookupOptions, callback) => {
    const isAllowed = hostname === 'localhost' ? isAllowedForLocalhost : isAllowedForOthers;
    resolve(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) callback(error ?? new Error('no address'), '', 0);
      else if (!addresses.every(({ address }) => isAllowed(address)))
        callback(Object.assign(new Error('address not allowed'), { code: forbiddenAddress }), '', 0);
      else if (lookupOptions.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Checks what can be seen without a lookup: protocol, credentials, and addresses written into the URL. */
function isCallable(url: URL, policy: AddressPolicy, isAllowed: (address: string) => boolean): boolean {
  if (url.username !== '' || url.password !== '') return false;
  // URL has turned decimal, octal and hexadecimal forms into dotted ones already
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (isLoopback && !policy.allowsLoopback) return false;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) return false;
  return isIP(host) === 0 || isAllowed(host);
}

const stopped: Fetched = { kind: 'stopped' };

/**
 * Ends with the signal, whatever becomes of the call: Node's `fetch` can lose a signal that comes while a body is being
 * read, and would then wait as long as the other side likes (nodejs/undici#3644, #4068).
 */
async function fetchJson(url: URL, options: FetchOptions, dispatcher: Agent): Promise<Fetched> {
  const { signal } = options;
  if (signal.aborted) return stopped;
  return new Promise((resolve) => {
    const stop = (): void => resolve(stopped);
    signal.addEventListener('abort', stop);
    void getJson(url, options, dispatcher).then((fetched) => {
      signal.removeEventListener('abort', stop);
      resolve(fetched);
    });
  });
}

async function getJson(url: URL, options: FetchOptions, dispatcher: Agent): Promise<Fetched> {
  const { signal, headers } = options;
  try {
    // Node's types know its own copy of undici only, so the dispatcher goes in by way of `object`
    const init: object = { headers, signal, redirect: 'error', dispatcher };
    const response = await fetch(url, init);
    if (response.status !== 200) {
      await response.body?.cancel();
      const retryAfterMilliseconds = readRetryAfter(response.headers.get('retry-after'));
      return { kind: 'status', status: response.status, retryAfterMilliseconds };
    }
    const reading = await readJson(response, options);
    return signal.aborted ? stopped : reading;
  } catch (error) {
    if (signal.aborted) return stopped;
    return isForbiddenAddress(error) ? forbidden : { kind: 'unreachable' };
  }
}

function isForbiddenAddress(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === forbiddenAddress;
}

/** Seconds or an HTTP date, as milliseconds from now. Spec: RFC 9110 §10.2.3. */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
