import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { servicePath } from './server-process.js';

export type Algorithm = 'RS384' | 'ES384';

/** One registered client made for a run, with a key for each algorithm. */
export interface BenchClient {
  /** settings that make the service know the client */
  readonly settings: { readonly [name: string]: string };
  /** `Authorization` headers for as many calls, each good once */
  readonly sign: (algorithm: Algorithm, count: number) => Promise<readonly string[]>;
  readonly remove: () => void;
}

const issuer = 'https://ehr.example';
const lifeSeconds = 3_000;

/** Writes a clients file and keys into a folder of their own; `origin` is where the service will answer. */
export async function createBenchClient(origin: string): Promise<BenchClient> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-clients-'));
  const keys = { RS384: await createKey('RS384'), ES384: await createKey('ES384') };
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: Object.values(keys).map(({ jwk }) => jwk) }));
  const file = join(folder, 'clients.yaml');
  // the limit of calls is not what is measured; system actions as in the demo mode, so that the answers are the same
  const lines = ['name: ehr', `iss: ${issuer}`, 'jwks: keys.json', 'systemActions: both', 'rateLimit: 1000000'];
  writeFileSync(file, `clients:\n  - ${lines.join('\n    ')}\n`);
  const signOne = (algorithm: Algorithm): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: issuer,
      aud: `${origin}${servicePath}`,
      iat: now,
      exp: now + lifeSeconds,
      jti: randomUUID(),
    })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: algorithm })
      .sign(keys[algorithm].privateKey);
  };
  return {
    settings: { CLIENTS_FILE: file, PUBLIC_URL: origin },
    sign: (algorithm, count) =>
      Promise.all(Array.from({ length: count }, async () => `Bearer ${await signOne(algorithm)}`)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function createKey(algorithm: Algorithm) {
  const { privateKey, publicKey }: { privateKey: CryptoKey; publicKey: CryptoKey } = await generateKeyPair(algorithm, {
    extractable: true,
  });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: algorithm, use: 'sig', alg: algorithm } };
}
