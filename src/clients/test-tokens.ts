import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

const algorithm = 'ES384';
const lifetimeSeconds = 300;

/** A key pair as JSON Web Keys. */
export interface TestKeys {
  readonly publicKey: JWK;
  readonly privateKey: JWK;
}

/** Makes a key pair for a client that exists for tests. */
export async function createTestKeys(): Promise<TestKeys> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const about = { kid: randomUUID(), use: 'sig', alg: algorithm };
  return {
    publicKey: { ...(await exportJWK(publicKey)), ...about },
    privateKey: { ...(await exportJWK(privateKey)), ...about },
  };
}

/** Signs a token that is good for five minutes and one call. */
export async function signTestToken(
  privateKey: JWK,
  { issuer, audience, tenant }: { readonly issuer: string; readonly audience: string; readonly tenant?: string },
): Promise<string> {
  const key = await importJWK(privateKey, algorithm);
  return new SignJWT({ jti: randomUUID(), ...(tenant === undefined ? {} : { tenant }) })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: privateKey.kid ?? '' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds} s`)
    .sign(key);
}
