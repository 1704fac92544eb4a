import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { type Client, demoClient } from '../../src/core/contract/client.js';

export const publicUrl = 'https://cds.example.org';
export const path = '/cds-services/spine-imaging';

/** The moment at which every token test takes place, in seconds. */
export const nowSeconds = 1_795_000_000;
export const now = () => new Date(nowSeconds * 1000);

export interface SigningKey {
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  /** the public half with kid, use and alg, as it stands in a key set */
  readonly jwk: JWK & { readonly kid: string };
}

export async function createKey(algorithm: string, kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: algorithm };
  return { algorithm, privateKey, jwk };
}

/** A registered client with what the case changes. */
export function registered(changes: Partial<Client>): Client {
  return {
    ...demoClient,
    kind: 'registered',
    name: 'ehr',
    iss: 'https://ehr.example',
    keys: { kind: 'url', url: 'https://ehr.example/jwks.json' },
    algorithms: ['ES384', 'RS384'],
    feedbackAudience: 'feedback',
    ...changes,
  };
}

let tokens = 0;

/** The claims of a token that is good, each with its own `jti`; a change to undefined leaves the claim out. */
export function claims(changes: { readonly [claim: string]: unknown } = {}): JWTPayload {
  tokens += 1;
  return {
    iss: 'https://ehr.example',
    aud: `${publicUrl}${path}`,
    iat: nowSeconds - 1,
    exp: nowSeconds + 299,
    jti: `token-${tokens}`,
    ...changes,
  };
}

/** Signs claims; a header change to undefined leaves the member out. */
export async function sign(
  key: SigningKey,
  payload: JWTPayload,
  header: { readonly [member: string]: unknown } = {},
): Promise<string> {
  const whole = { alg: key.algorithm, typ: 'JWT', kid: key.jwk.kid, ...header };
  return new SignJWT(payload).setProtectedHeader(whole).sign(key.privateKey);
}

/** A token put together by hand, with any signature. */
export function forge(header: unknown, payload: unknown, signature = 'AAAA'): string {
  return [encode(header), encode(payload), signature].join('.');
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}
