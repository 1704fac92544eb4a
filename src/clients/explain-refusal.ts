import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Client } from '../core/contract/client.js';
import { textOf } from '../core/values/json.js';
import { audiencesOf, type Refusal, type RefusalReason, tokenLimits, tokenOf } from './verify-token.js';

/** Why a token was refused, in words for the operator; it repeats what the token holds and must never be answered or logged. */
export interface RefusalExplanation {
  readonly reason: RefusalReason;
  readonly given: string;
  readonly expected: string;
}

/** Says what a refused token holds at the check that failed, and what was expected there. */
export function explainRefusal(refusal: Refusal): RefusalExplanation {
  const { reason, client } = refusal;
  const parts = readParts(tokenOf(refusal.call) ?? '');
  const words = client === undefined ? explainWithoutClient(refusal, parts) : explainFor(client, refusal, parts);
  return { reason, ...words };
}

type Words = Pick<RefusalExplanation, 'given' | 'expected'>;

interface TokenParts {
  readonly header: { readonly [member: string]: unknown };
  readonly claims: { readonly [claim: string]: unknown };
}

function readParts(token: string): TokenParts {
  try {
    return { header: { ...decodeProtectedHeader(token) }, claims: decodeJwt(token) };
  } catch {
    return { header: {}, claims: {} };
  }
}

function explainWithoutClient({ reason, call, clients }: Refusal, { claims }: TokenParts): Words {
  const length = `${(call.authorization ?? '').length - 'Bearer '.length} characters`;
  if (reason === 'unknown-issuer')
    return {
      given: `iss ${shown(claims.iss)}`,
      expected: `one of ${clients.map(({ iss }) => iss).join(', ')}, to the letter`,
    };
  if (reason === 'too-long') return { given: length, expected: `at most ${tokenLimits.length} characters` };
  return { given: length, expected: 'a signed JWT: header, claims with an iss, and signature, joined by dots' };
}

function explainFor(client: Client, { reason, call, publicUrl }: Refusal, { header, claims }: TokenParts): Words {
  const ofHeader = (member: string): string => `${member} ${shown(header[member])}`;
  const ofClaims = (...names: readonly string[]): string =>
    names.map((name) => `${name} ${shown(claims[name])}`).join(', ');
  switch (reason) {
    case 'no-token':
    case 'malformed':
    case 'too-long':
    case 'unknown-issuer':
      return { given: 'no JWT', expected: 'a signed JWT' };
    case 'algorithm':
      return {
        given: ofHeader('alg'),
        expected: `one of ${client.algorithms.join(', ')}, and the one that its key is for`,
      };
    case 'type':
      return { given: ofHeader('typ'), expected: 'JWT' };
    case 'key-id':
      return { given: ofHeader('kid'), expected: `the id of a key, up to ${tokenLimits.idLength} characters` };
    case 'key-url':
      return { given: ofHeader('jku'), expected: `${client.jku}, or none` };
    case 'key-missing':
      return {
        given: `${ofHeader('kid')}, ${ofHeader('alg')}`,
        expected: `a key with this kid for this alg at ${placeOf(client)}`,
      };
    case 'key-published':
      return { given: ofHeader('kid'), expected: 'a key whose private half is published nowhere' };
    case 'keys-unavailable':
      return { given: ofHeader('kid'), expected: `a key set that can be read at ${placeOf(client)}` };
    case 'signature':
      return {
        given: 'a signature of another key, or of other claims',
        expected: `one of key ${shown(header.kid)} of ${placeOf(client)}`,
      };
    case 'audience':
      return { given: ofClaims('aud'), expected: audiencesOf(call.path, client, publicUrl).join(' or ') };
    case 'expired':
      return { given: ofClaims('exp'), expected: `a time to come, give or take ${tokenLimits.skewSeconds} s` };
    case 'not-yet-valid':
      return {
        given: ofClaims('iat', 'nbf'),
        expected: `times that are past, give or take ${tokenLimits.skewSeconds} s`,
      };
    case 'lifetime':
      return {
        given: ofClaims('iat', 'exp'),
        expected: `exp after iat, by at most ${tokenLimits.longestLifetimeSeconds} s`,
      };
    case 'claims':
      return {
        given: ofClaims('exp', 'iat', 'jti'),
        expected: `times as numbers, and a jti of up to ${tokenLimits.idLength} characters`,
      };
    case 'tenant':
      return { given: ofClaims('tenant'), expected: `one of ${client.tenants?.join(', ')}` };
    case 'replayed':
      return { given: ofClaims('jti'), expected: 'a token that has not been used' };
  }
}

function placeOf({ keys }: Client): string {
  return keys.kind === 'file' ? keys.path : keys.kind === 'url' ? keys.url : 'no place';
}

const secondsPerCentury = 3_155_760_000;

/** A value of a token as text; times also as people read them. */
function shown(value: unknown): string {
  if (value === undefined) return '(none)';
  const isTime = typeof value === 'number' && value > 0 && value < 2 * secondsPerCentury;
  return textOf(value) ?? (isTime ? `${value} (${new Date(value * 1000).toISOString()})` : JSON.stringify(value));
}
