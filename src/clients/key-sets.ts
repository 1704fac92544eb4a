import { type CryptoKey, calculateJwkThumbprint, createLocalJWKSet, type JWK, type JWTHeaderParameters } from 'jose';
import type { Client } from '../core/contract/client.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../core/values/json.js';

/** What looking for the key behind a token came to. */
export type KeyLookup =
  | { readonly kind: 'found'; readonly key: CryptoKey }
  | { readonly kind: 'missing' | 'published' | 'unavailable' };

/** How the key set of one client stands, for start-up checks and health. */
export interface KeySetState {
  readonly client: Client;
  readonly usableKeys: number;
  readonly publishedKeys: number;
  readonly isReadable: boolean;
}

/** The public keys of every client, read when needed and kept for a while. */
export interface KeySets {
  readonly find: (client: Client, header: JWTHeaderParameters) => Promise<KeyLookup>;
  /** reads the key sets of all clients, so that the first call need not wait */
  readonly warm: (clients: readonly Client[]) => Promise<readonly KeySetState[]>;
  /** ends the reading in the background */
  readonly close: () => void;
}

export interface KeySetOptions {
  /** reads a client's JWK Set from where it was registered; rejects when it cannot */
  readonly readKeys: (client: Client) => Promise<unknown>;
  /** thumbprints (RFC 7638, SHA-256) of keys that prove nothing */
  readonly publishedKeys: ReadonlySet<string>;
  /** milliseconds of a clock that only runs forward: a set is as old as it is, whatever the time of day is said to be */
  readonly elapsed: () => number;
}

interface KeySet {
  readonly getKey: ReturnType<typeof createLocalJWKSet>;
  readonly usable: number;
  readonly published: ReadonlySet<string>;
  readonly readAt: number;
}

/** Older than this, a key set is read again while the old one still serves. */
const freshMilliseconds = 300_000;
/** Older than this, a key set no longer serves: a withdrawn key must stop working some day. */
const usableMilliseconds = 3_600_000;
/** A client's keys are read at most once in this time, whatever its tokens say. */
const cooldownMilliseconds = 30_000;
/** A caller waits this long for a key set to be read again; the reading goes on behind it. */
const patienceMilliseconds = 20;
const maximumKeys = 100;

/**
 * Keeps the key sets of clients: one read per client at a time, never more often than the cool-down allows (row A-7). They
 * are read again in the background as they grow old, so that no call has to wait for them, and none can tell by the
 * time it takes whether its issuer is known.
 */
export function createKeySets(options: KeySetOptions): KeySets {
  const byClient = new Map<string, ClientKeys>();
  const keysOf = (client: Client): ClientKeys => {
    const shelf = byClient.get(client.name) ?? createClientKeys(client, options);
    byClient.set(client.name, shelf);
    return shelf;
  };
  const timer = setInterval(() => {
    for (const shelf of byClient.values()) shelf.renew();
  }, cooldownMilliseconds);
  timer.unref();
  return {
    find: (client, header) => keysOf(client).find(header),
    warm: (clients) => Promise.all(clients.map((client) => keysOf(client).warm())),
    close: () => clearInterval(timer),
  };
}

interface ClientKeys {
  readonly find: (header: JWTHeaderParameters) => Promise<KeyLookup>;
  readonly warm: () => Promise<KeySetState>;
  /** has keys that are missing or no longer fresh read again */
  readonly renew: () => void;
}

/** The place of one client's key set. */
function createClientKeys(client: Client, { readKeys, publishedKeys, elapsed }: KeySetOptions): ClientKeys {
  let keySet: KeySet | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;

  async function read(): Promise<void> {
    triedAt = elapsed();
    try {
      keySet = (await toKeySet(await readKeys(client), publishedKeys, triedAt)) ?? keySet;
    } catch {
      // the keys at hand go on serving until they are too old
    }
  }

  async function refresh(): Promise<void> {
    if (pending === undefined && elapsed() - triedAt < cooldownMilliseconds) return;
    pending ??= read().finally(() => {
      pending = undefined;
    });
    await pending;
  }

  /** The same for one who cannot wait long. */
  async function refreshSoon(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMilliseconds);
    });
    await Promise.race([refresh(), enough]);
    clearTimeout(timer);
  }

  const ageOf = (set: KeySet | undefined): number => elapsed() - (set?.readAt ?? Number.NEGATIVE_INFINITY);

  function renew(): void {
    if (ageOf(keySet) > freshMilliseconds) void refresh();
  }

  async function findCurrent(): Promise<KeySet | undefined> {
    if (ageOf(keySet) > usableMilliseconds) await refreshSoon();
    else renew();
    return ageOf(keySet) <= usableMilliseconds ? keySet : undefined;
  }

  return {
    find: async (header) => {
      const current = await findCurrent();
      if (current === undefined) return { kind: 'unavailable' };
      const found = await lookUp(current, header);
      if (found.kind !== 'missing') return found;
      await refreshSoon();
      return keySet === undefined || keySet === current ? found : lookUp(keySet, header);
    },
    warm: async () => {
      await refresh();
      const [usableKeys, shown] = [keySet?.usable ?? 0, keySet?.published.size ?? 0];
      return { client, usableKeys, publishedKeys: shown, isReadable: keySet !== undefined };
    },
    renew,
  };
}

async function lookUp(keySet: KeySet, header: JWTHeaderParameters): Promise<KeyLookup> {
  try {
    return { kind: 'found', key: await keySet.getKey(header) };
  } catch {
    // no key with this kid fits the algorithm, or several do
    return { kind: keySet.published.has(header.kid ?? '') ? 'published' : 'missing' };
  }
}

/** Undefined when the document is no JWK Set. Only public, asymmetric signing keys with an id are taken. */
async function toKeySet(
  document: unknown,
  publishedKeys: ReadonlySet<string>,
  readAt: number,
): Promise<KeySet | undefined> {
  if (!isObject(document) || !Array.isArray(document.keys)) return undefined;
  const usable: JWK[] = [];
  const published = new Set<string>();
  for (const value of objectsOf(document.keys).slice(0, maximumKeys)) {
    const key = toPublicKey(value);
    if (key === undefined) continue;
    const thumbprint = await thumbprintOf(key);
    // a key set that shows the private half publishes the key
    if (value.d !== undefined || publishedKeys.has(thumbprint)) published.add(key.kid ?? '');
    else if (thumbprint !== '') usable.push(key);
  }
  return { getKey: createLocalJWKSet({ keys: usable }), usable: usable.length, published, readAt };
}

function toPublicKey(value: JsonObject): JWK | undefined {
  const kid = textOf(value.kid);
  const kty = textOf(value.kty);
  if (kid === undefined || (kty !== 'EC' && kty !== 'RSA' && kty !== 'OKP')) return undefined;
  if (value.use !== undefined && value.use !== 'sig') return undefined;
  const members = { alg: textOf(value.alg), crv: textOf(value.crv), x: textOf(value.x), y: textOf(value.y) };
  return { kid, kty, use: 'sig', ...members, n: textOf(value.n), e: textOf(value.e) };
}

async function thumbprintOf(key: JWK): Promise<string> {
  try {
    return await calculateJwkThumbprint(key, 'sha256');
  } catch {
    return '';
  }
}
