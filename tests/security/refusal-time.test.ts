import { expect, it } from 'vitest';
import { createKeySets } from '../../src/clients/key-sets.js';
import { createClientVerifier } from '../../src/clients/verify-token.js';
import { createLoadLimit } from '../../src/http/load-limit.js';
import { hookRequest, post, startTestApp } from '../http/test-app.js';
import { claims, forge, now, path, publicUrl, registered } from './tokens.js';

const slow = registered({ name: 'slow', iss: 'https://slow.example' });
const quick = registered({ name: 'quick', iss: 'https://quick.example' });

/** A verifier whose one client has a key server that never answers, and whose other has no keys. */
function createVerifier() {
  const keySets = createKeySets({
    readKeys: ({ name }) => (name === 'slow' ? new Promise(() => undefined) : Promise.resolve({ keys: [] })),
    publishedKeys: new Set(),
    elapsed: () => performance.now(),
  });
  return createClientVerifier([slow, quick], {
    publicUrl,
    keySets,
    useTokenOnce: async () => 'first',
    noteUnchecked: () => undefined,
    now,
    noteRefusal: () => undefined,
  });
}

const tokenOf = (iss: string): string => forge({ alg: 'ES384', typ: 'JWT', kid: 'unknown' }, claims({ iss }));

it('A-15 a refusal takes as long for an unknown issuer, an unknown key and a key server that is slow', async () => {
  const verify = createVerifier();
  const timeOf = async (iss: string): Promise<number> => {
    const startedAt = performance.now();
    await expect(verify({ path, authorization: `Bearer ${tokenOf(iss)}` })).rejects.toMatchObject({ status: 401 });
    return performance.now() - startedAt;
  };
  const best = { nobody: 1_000, quick: 1_000, slow: 1_000 };
  for (let round = 0; round < 10; round += 1)
    for (const name of ['nobody', 'quick', 'slow'] as const)
      best[name] = Math.min(best[name], await timeOf(`https://${name}.example`));
  const times = Object.values(best);
  expect(Math.min(...times)).toBeGreaterThan(24);
  expect(Math.max(...times) - Math.min(...times)).toBeLessThan(5);
});

it('A-20 calls whose keys are waited for take no place from others', async () => {
  const limit = createLoadLimit({ maximumInFlight: 256, maximumPerClient: 128, maximumDelayMilliseconds: 60_000 });
  let asked = 0;
  const app = await startTestApp({
    isLate: limit.isLate,
    admit: limit.admit,
    verifyClient: ({ authorization }) => {
      asked += 1;
      return authorization === 'keyless' ? new Promise(() => undefined) : Promise.resolve(quick);
    },
  });
  const stop = new AbortController();
  const headers = { authorization: 'keyless' };
  const body = JSON.stringify(hookRequest());
  for (let call = 0; call < 256; call += 1)
    void fetch(app.hookUrl, { method: 'POST', headers, body, signal: stop.signal }).catch(() => undefined);
  await expect.poll(() => asked, { timeout: 20_000 }).toBe(256);
  expect((await post(app.hookUrl, hookRequest())).status).toBe(200);
  stop.abort();
  await app.close();
  limit.close();
}, 30_000);
