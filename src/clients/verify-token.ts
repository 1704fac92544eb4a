import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CryptoKey,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import type { Client, ClientCall, VerifyClient } from '../core/contract/client.js';
import { textOf } from '../core/values/json.js';
import { RequestError } from '../errors.js';
import type { KeyLookup, KeySets } from './key-sets.js';

/** Why a token was refused: for logs and metrics only, never for the client. */
export type RefusalReason =
  | 'no-token'
  | 'malformed'
  | 'too-long'
  | 'unknown-issuer'
  | 'algorithm'
  | 'type'
  | 'key-id'
  | 'key-url'
  | 'key-missing'
  | 'key-published'
  | 'keys-unavailable'
  | 'signature'
  | 'audience'
  | 'expired'
  | 'not-yet-valid'
  | 'lifetime'
  | 'claims'
  | 'tenant'
  | 'replayed';

export interface ClientVerifierOptions {
  /** base URL under which clients reach the service, as configured; never taken from a request */
  readonly publicUrl: string;
  readonly keySets: KeySets;
  /** `first` for exactly one use of a token id, over all instances; `unknown` when nobody can say in time */
  readonly useTokenOnce: (use: {
    readonly issuer: string;
    readonly tokenId: string;
    readonly expiresAtSeconds: number;
    /** whether it counts as used when nobody can say */
    readonly isLenient: boolean;
  }) => Promise<'first' | 'repeated' | 'unknown'>;
  /** told what became of a good token of which nobody could say whether it was used before */
  readonly noteUnchecked: (outcome: 'accepted' | 'refused') => void;
  readonly now: () => Date;
  readonly noteRefusal: (refusal: Refusal) => void;
}

/** A refused call and what it was judged by. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** undefined when the token names none */
  readonly client: Client | undefined;
  readonly call: ClientCall;
  readonly clients: readonly Client[];
  readonly publicUrl: string;
}

type Verdict =
  | { readonly kind: 'accepted'; readonly client: Client }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly client: Client | undefined };

/** What a token is held against, beside its client's keys. */
export const tokenLimits = { skewSeconds: 60, longestLifetimeSeconds: 3_600, length: 4_096, idLength: 256 } as const;
const { skewSeconds, longestLifetimeSeconds, length: maximumTokenLength, idLength: maximumIdLength } = tokenLimits;
/** No refusal goes out sooner, so that its time does not tell which check failed (row A-15). */
const refusalMilliseconds = 25;

/**
 * Makes the check of who calls: the client whose token it is, or a RequestError 401 that is the same for every reason; 503
 * for a good token whose one use cannot be checked.
 * Spec: conformance rows, B-7.
 */
export function createClientVerifier(clients: readonly Client[], options: ClientVerifierOptions): VerifyClient {
  const byIssuer = new Map(clients.map((client) => [client.iss, client]));
  return async (call) => {
    const refusalDue = performance.now() + refusalMilliseconds;
    const verdict = await judge(call, byIssuer, options);
    if (verdict.kind === 'accepted') return verdict.client;
    const { reason, client } = verdict;
    options.noteRefusal({ reason, client, call, clients, publicUrl: options.publicUrl });
    await sleep(Math.max(0, Math.ceil(refusalDue - performance.now())));
    throw new RequestError({
      code: 'security',
      status: 401,
      message: 'a valid bearer token of a registered client is needed',
    });
  };
}

async function judge(
  call: ClientCall,
  byIssuer: ReadonlyMap<string, Client>,
  options: ClientVerifierOptions,
): Promise<Verdict> {
  const token = tokenOf(call);
  if (token === undefined) return refused('no-token', undefined);
  if (token.length > maximumTokenLength) return refused('too-long', undefined);
  const claims = readUnverified(token);
  if (claims === undefined) return refused('malformed', undefined);
  const client = byIssuer.get(claims.iss);
  if (client === undefined) return refused('unknown-issuer', undefined);
  const reason = await findFault(token, call.path, client, options);
  return reason === undefined ? { kind: 'accepted', client } : refused(reason, client);
}

/** The bearer token of a call; undefined when it has none. */
export function tokenOf({ authorization }: ClientCall): string | undefined {
  return /^Bearer +([^\s,]+)$/i.exec(authorization ?? '')?.[1];
}

/** Undefined when the token is good and has been used up; the cheap checks come first, the replay check last. */
async function findFault(
  token: string,
  path: string,
  client: Client,
  options: ClientVerifierOptions,
): Promise<RefusalReason | undefined> {
  const header = decodeProtectedHeader(token);
  if (header.alg === undefined || !client.algorithms.includes(header.alg)) return 'algorithm';
  if (typeof header.kid !== 'string' || header.kid === '' || header.kid.length > maximumIdLength) return 'key-id';
  if (header.jku !== undefined && client.jku !== undefined && header.jku !== client.jku) return 'key-url';
  const lookup = await options.keySets.find(client, { ...header, alg: header.alg });
  if (lookup.kind !== 'found') return reasonOfLookup(lookup);
  const verified = await verifySignature(token, lookup.key, {
    algorithms: [...client.algorithms],
    issuer: client.iss,
    audience: [...audiencesOf(path, client, options.publicUrl)],
    typ: 'JWT',
    requiredClaims: ['exp', 'iat', 'jti'],
    clockTolerance: skewSeconds,
    currentDate: options.now(),
  });
  return typeof verified === 'string' ? verified : findFaultInClaims(verified, client, options);
}

async function verifySignature(
  token: string,
  key: CryptoKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload | RefusalReason> {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    // a key that does not fit its algorithm is a TypeError
    return error instanceof errors.JOSEError ? reasonOfError(error) : 'signature';
  }
}

async function findFaultInClaims(
  payload: JWTPayload,
  client: Client,
  options: ClientVerifierOptions,
): Promise<RefusalReason | undefined> {
  const { exp, iat, jti } = payload;
  if (typeof exp !== 'number' || typeof iat !== 'number' || !Number.isFinite(exp) || !Number.isFinite(iat))
    return 'claims';
  if (typeof jti !== 'string' || jti === '' || jti.length > maximumIdLength) return 'claims';
  if (iat > options.now().getTime() / 1000 + skewSeconds) return 'not-yet-valid';
  if (exp <= iat || exp - iat > longestLifetimeSeconds) return 'lifetime';
  if (client.tenants !== undefined && !client.tenants.includes(textOf(payload.tenant) ?? '')) return 'tenant';
  // remembered for as long as the token could still be accepted
  return findReplay({ tokenId: jti, expiresAtSeconds: Math.ceil(exp) + skewSeconds }, client, options);
}

/** @throws RequestError 503 when nobody can say whether the token was used before, unless the client takes that risk */
async function findReplay(
  token: { readonly tokenId: string; readonly expiresAtSeconds: number },
  client: Client,
  { useTokenOnce, noteUnchecked }: ClientVerifierOptions,
): Promise<RefusalReason | undefined> {
  const isLenient = client.replay === 'lenient';
  switch (await useTokenOnce({ ...token, issuer: client.iss, isLenient })) {
    case 'first':
      return undefined;
    case 'repeated':
      return 'replayed';
    case 'unknown':
      noteUnchecked(isLenient ? 'accepted' : 'refused');
      if (isLenient) return undefined;
      throw new RequestError({
        code: 'precondition',
        status: 503,
        message: 'whether the token was used before cannot be checked now; send the request again',
      });
  }
}

/** The URLs that a token may be made out to: exactly the one called, one slash at its end allowed (rows A-9, B-7). */
export function audiencesOf(path: string, client: Client, publicUrl: string): readonly string[] {
  const url = `${publicUrl.replace(/\/$/, '')}${path.replace(/\/$/, '')}`;
  const isFeedback = url.endsWith('/feedback') && client.feedbackAudience === 'either';
  const urls = isFeedback ? [url, url.slice(0, -'/feedback'.length)] : [url];
  return urls.flatMap((audience) => [audience, `${audience}/`]);
}

function readUnverified(token: string): { readonly iss: string } | undefined {
  try {
    const { iss } = decodeJwt(token);
    decodeProtectedHeader(token);
    return typeof iss === 'string' ? { iss } : undefined;
  } catch {
    return undefined;
  }
}

function reasonOfLookup(lookup: Exclude<KeyLookup, { readonly kind: 'found' }>): RefusalReason {
  switch (lookup.kind) {
    case 'missing':
      return 'key-missing';
    case 'published':
      return 'key-published';
    case 'unavailable':
      return 'keys-unavailable';
  }
}

function reasonOfError(error: errors.JOSEError): RefusalReason {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'malformed';
  if (error.claim === 'aud') return 'audience';
  if (error.claim === 'typ') return 'type';
  return error.claim === 'nbf' ? 'not-yet-valid' : 'claims';
}

function refused(reason: RefusalReason, client: Client | undefined): Verdict {
  return { kind: 'refused', reason, client };
}
