import { createHmac, createPublicKey } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeySets } from '../../src/clients/key-sets.js';
import { createClientVerifier, type RefusalReason } from '../../src/clients/verify-token.js';
import type { Client } from '../../src/core/contract/client.js';
import {
  claims,
  createKey,
  encode,
  forge,
  now,
  nowSeconds,
  path,
  publicUrl,
  registered,
  type SigningKey,
  sign,
} from './tokens.js';

const client = registered({ jku: 'https://ehr.example/jwks.json' });
const tenantClient = registered({ name: 'tenants', iss: 'https://tenants.example', tenants: ['north'] });
const looseClient = registered({ name: 'loose', iss: 'https://loose.example', feedbackAudience: 'either' });
const leakyClient = registered({ name: 'leaky', iss: 'https://leaky.example' });
const closedClient = registered({ name: 'closed', iss: 'https://closed.example' });

let elliptic: SigningKey;
let rsa: SigningKey;
let foreign: SigningKey;
let unlisted: SigningKey;
let weakAlgorithm: SigningKey;
let published: SigningKey;
let thumbprint: string;
let keySets: { readonly [client: string]: unknown };

beforeAll(async () => {
  [elliptic, rsa, foreign, unlisted, weakAlgorithm, published] = await Promise.all([
    createKey('ES384', 'key-1'),
    createKey('RS384', 'key-2'),
    createKey('ES384', 'key-foreign'),
    createKey('ES384', 'key-1'),
    createKey('ES256', 'key-small'),
    createKey('ES384', 'key-published'),
  ]);
  const { calculateJwkThumbprint, exportJWK } = await import('jose');
  thumbprint = await calculateJwkThumbprint(published.jwk, 'sha256');
  const privateHalf = await exportJWK(elliptic.privateKey);
  keySets = {
    ehr: { keys: [elliptic.jwk, rsa.jwk, weakAlgorithm.jwk, published.jwk, { kty: 'oct', kid: 'secret', k: 'AAAA' }] },
    tenants: { keys: [foreign.jwk] },
    loose: { keys: [elliptic.jwk] },
    leaky: { keys: [{ ...elliptic.jwk, ...privateHalf }] },
  };
});

let refusals: [RefusalReason, string | undefined][];
let verify: (authorization: string | undefined, called?: string) => Promise<Client>;

/** A verifier over all test clients; the store of used tokens is a set, as atomic as the real one. */
function createVerifier(url = publicUrl) {
  const used = new Set<string>();
  const clients = [client, tenantClient, looseClient, leakyClient, closedClient];
  const sets = createKeySets({
    readKeys: async ({ name }) => keySets[name],
    publishedKeys: new Set([thumbprint]),
    elapsed: () => performance.now(),
  });
  // as the service does at its start: no call waits long for keys
  const warmed = sets.warm(clients);
  const verifier = createClientVerifier(clients, {
    publicUrl: url,
    keySets: sets,
    useTokenOnce: async ({ issuer, tokenId, expiresAtSeconds }) => {
      expect(expiresAtSeconds).toBeGreaterThan(nowSeconds);
      const id = `${issuer} ${tokenId}`;
      const isNew = !used.has(id);
      used.add(id);
      return isNew ? 'first' : 'repeated';
    },
    noteUnchecked: () => undefined,
    now,
    noteRefusal: ({ reason, client }) => refusals.push([reason, client?.name]),
  });
  return async (authorization: string | undefined, called = path) => {
    await warmed;
    return verifier({ path: called, authorization });
  };
}

beforeEach(() => {
  refusals = [];
  verify = createVerifier();
});

const uniform = {
  name: 'RequestError',
  status: 401,
  code: 'security',
  expression: undefined,
  message: 'a valid bearer token of a registered client is needed',
};

describe('a token that is good', () => {
  it.each<[string, () => Promise<string>]>([
    ['A-5 signed with ES384', () => sign(elliptic, claims())],
    ['A-5 signed with RS384', () => sign(rsa, claims())],
    ['A-8 without jku', () => sign(elliptic, claims(), { jku: undefined })],
    ['A-7 with the registered jku', () => sign(elliptic, claims(), { jku: 'https://ehr.example/jwks.json' })],
    ['A-9 with aud as a list', () => sign(elliptic, claims({ aud: ['https://other.example', `${publicUrl}${path}`] }))],
    ['A-9 with one slash after aud', () => sign(elliptic, claims({ aud: `${publicUrl}${path}/` }))],
    [
      'A-10 that expired within the skew',
      () => sign(elliptic, claims({ iat: nowSeconds - 300, exp: nowSeconds - 59 })),
    ],
    ['A-11 from a clock within the skew', () => sign(elliptic, claims({ iat: nowSeconds + 59 }))],
    ['A-11 that lives an hour', () => sign(elliptic, claims({ iat: nowSeconds, exp: nowSeconds + 3600 }))],
    ['A-12 whose jti is no UUID', () => sign(elliptic, claims({ jti: 'f'.repeat(64) }))],
    ['A-13 with typ in lower case', () => sign(elliptic, claims(), { typ: 'jwt' })],
    ['A-14 with a tenant nobody asked for', () => sign(elliptic, claims({ tenant: 'south' }))],
  ])('is accepted %s', async (_, token) => {
    await expect(verify(`Bearer ${await token()}`)).resolves.toBe(client);
    expect(refusals).toEqual([]);
  });

  it('is accepted in the shape that a large vendor documents', async () => {
    const times = { iat: nowSeconds, nbf: nowSeconds - 300, exp: nowSeconds + 900 };
    await expect(verify(await bearer(claims({ sub: 'client-id', ...times }), {}, rsa))).resolves.toBe(client);
  });

  it('A-14 is accepted with a registered tenant', async () => {
    const token = await sign(foreign, claims({ iss: tenantClient.iss, tenant: 'north' }));
    await expect(verify(`Bearer ${token}`)).resolves.toBe(tenantClient);
  });

  it('A-15 may be called bearer in any case', async () => {
    await expect(verify(`bearer ${await sign(elliptic, claims())}`)).resolves.toBe(client);
  });

  it('A-9 is accepted under a base path and a doubled slash, as called', async () => {
    verify = createVerifier('https://cds.example.org/base/');
    const aud = 'https://cds.example.org/base/cds-services//spine-imaging';
    const token = await sign(elliptic, claims({ aud }));
    await expect(verify(`Bearer ${token}`, '/cds-services//spine-imaging')).resolves.toBe(client);
  });
});

/** Every way in that must be closed: what it is, the token, and the reason that only the log is told. */
const attacks: readonly [string, RefusalReason, () => string | undefined | Promise<string>][] = [
  ['A-2 no header', 'no-token', () => undefined],
  ['A-2 an empty header', 'no-token', () => ''],
  ['A-2 the scheme alone', 'no-token', () => 'Bearer '],
  ['A-2 Basic', 'no-token', () => 'Basic ZWhyOnBhc3N3b3Jk'],
  ['A-2 two tokens', 'no-token', async () => `${await good()}, ${await good()}`],
  ['A-2 no token at all', 'malformed', () => 'Bearer hello'],
  ['A-2 three dots of nothing', 'malformed', () => 'Bearer ..'],
  ['A-2 an encrypted token', 'malformed', () => `Bearer ${encode({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`],
  ['A-2 JSON that is no object', 'malformed', () => `Bearer ${forge(['ES384'], 'null')}`],
  ['A-2 a payload that is not JSON', 'malformed', () => `Bearer ${forge({ alg: 'ES384' }, 'x')}`],
  ['A-20 a huge token', 'too-long', async () => bearer(claims({ filler: 'x'.repeat(20_000) }))],
  ['A-4 a flipped bit in the signature', 'signature', async () => flip(await good())],
  ['A-4 a changed payload', 'signature', async () => rewrite(await good(), { tenant: 'x' })],
  ['A-4 an empty signature', 'signature', async () => (await good()).replace(/[^.]+$/, '')],
  ['A-4 another key under the same kid', 'signature', () => bearer(claims(), {}, unlisted)],
  ['A-4 the key of another issuer', 'key-missing', () => bearer(claims(), {}, foreign)],
  ['A-4 the key of another issuer under our kid', 'signature', () => bearer(claims(), { kid: 'key-1' }, foreign)],
  ['A-4 the kid of the RSA key with an ES384 token', 'key-missing', () => bearer(claims(), { kid: 'key-2' })],
  ['A-5 alg none', 'algorithm', () => `Bearer ${forge({ alg: 'none', typ: 'JWT', kid: 'key-1' }, claims(), '')}`],
  ['A-5 alg NoNe', 'algorithm', () => `Bearer ${forge({ alg: 'NoNe', typ: 'JWT', kid: 'key-1' }, claims(), '')}`],
  ['A-5 no alg', 'algorithm', () => `Bearer ${forge({ typ: 'JWT', kid: 'key-1' }, claims())}`],
  ['A-5 HS256 with the public key as the secret', 'algorithm', () => hmacWithPublicKey('HS256', 'sha256')],
  ['A-5 HS384 with the public key as the secret', 'algorithm', () => hmacWithPublicKey('HS384', 'sha384')],
  ['A-5 an algorithm that was not agreed', 'algorithm', () => bearer(claims(), {}, weakAlgorithm)],
  ['A-5 an agreed algorithm with a key of another curve', 'key-missing', () => bearer(claims(), { kid: 'key-small' })],
  ['A-5 the symmetric key of the set', 'key-missing', () => bearer(claims(), { kid: 'secret' })],
  ['A-6 an unknown issuer', 'unknown-issuer', () => bearer(claims({ iss: 'https://unknown.example' }))],
  ['A-6 an issuer with a slash more', 'unknown-issuer', () => bearer(claims({ iss: 'https://ehr.example/' }))],
  ['A-6 an issuer that is a list', 'malformed', () => bearer(claims({ iss: ['https://ehr.example'] }))],
  ['A-6 no issuer', 'malformed', () => bearer(claims({ iss: undefined }))],
  ['A-6 the issuer __proto__', 'unknown-issuer', () => bearer(claims({ iss: '__proto__' }))],
  [
    'A-6 a registered issuer with the key of another client',
    'key-missing',
    () => bearer(claims({ iss: tenantClient.iss })),
  ],
  ['A-7 a jku elsewhere', 'key-url', () => bearer(claims(), { jku: 'https://evil.example/jwks.json' })],
  ['A-7 a jku that begins like ours', 'key-url', () => bearer(claims(), { jku: 'https://ehr.example/jwks.json/../x' })],
  [
    'A-7 a jku with our host as credentials',
    'key-url',
    () => bearer(claims(), { jku: 'https://ehr.example@evil.example/' }),
  ],
  ['A-7 a jku that is a list', 'key-url', () => bearer(claims(), { jku: ['https://ehr.example/jwks.json'] })],
  ['A-7 a key in the header', 'signature', () => bearer(claims(), { jwk: unlisted.jwk }, unlisted)],
  [
    'A-7 a certificate URL in the header',
    'signature',
    () => bearer(claims(), { x5u: 'https://evil.example' }, unlisted),
  ],
  ['A-8 a client whose keys cannot be read', 'keys-unavailable', () => bearer(claims({ iss: closedClient.iss }))],
  ['A-9 the aud of another service', 'audience', () => bearer(claims({ aud: `${publicUrl}/cds-services/other` }))],
  ['A-9 the aud of the discovery', 'audience', () => bearer(claims({ aud: `${publicUrl}/cds-services` }))],
  ['A-9 the aud of the feedback', 'audience', () => bearer(claims({ aud: `${publicUrl}${path}/feedback` }))],
  ['A-9 the aud of a forged Host', 'audience', () => bearer(claims({ aud: `https://evil.example${path}` }))],
  ['A-9 the aud over http', 'audience', () => bearer(claims({ aud: `http://cds.example.org${path}` }))],
  ['A-9 an aud with a query', 'audience', () => bearer(claims({ aud: `${publicUrl}${path}?x` }))],
  ['A-9 an aud with two slashes at its end', 'audience', () => bearer(claims({ aud: `${publicUrl}${path}//` }))],
  ['A-9 the base URL as aud', 'audience', () => bearer(claims({ aud: publicUrl }))],
  ['A-9 no aud', 'audience', () => bearer(claims({ aud: undefined }))],
  ['A-9 an empty list as aud', 'audience', () => bearer(claims({ aud: [] }))],
  ['A-10 an expired token', 'expired', () => bearer(claims({ iat: nowSeconds - 400, exp: nowSeconds - 61 }))],
  ['A-10 no exp', 'claims', () => bearer(claims({ exp: undefined }))],
  ['A-10 an exp that is text', 'claims', () => bearer(claims({ exp: String(nowSeconds + 299) }))],
  ['A-10 an exp that is a list', 'claims', () => bearer(claims({ exp: [nowSeconds + 299] }))],
  ['A-11 a token that lives ten years', 'lifetime', () => bearer(claims({ exp: nowSeconds + 315_360_000 }))],
  ['A-11 an hour and a second', 'lifetime', () => bearer(claims({ iat: nowSeconds, exp: nowSeconds + 3601 }))],
  ['A-11 the end of time', 'lifetime', () => bearer(claims({ exp: 1e300 }))],
  ['A-11 exp before iat', 'lifetime', () => bearer(claims({ iat: nowSeconds + 30, exp: nowSeconds + 20 }))],
  [
    'A-11 a token from the future',
    'not-yet-valid',
    () => bearer(claims({ iat: nowSeconds + 120, exp: nowSeconds + 400 })),
  ],
  ['A-11 nbf in the future', 'not-yet-valid', () => bearer(claims({ nbf: nowSeconds + 120 }))],
  ['A-11 no iat', 'claims', () => bearer(claims({ iat: undefined }))],
  ['A-12 no jti', 'claims', () => bearer(claims({ jti: undefined }))],
  ['A-12 an empty jti', 'claims', () => bearer(claims({ jti: '' }))],
  ['A-12 a jti that is a number', 'claims', () => bearer(claims({ jti: 7 }))],
  ['A-12 a jti that never ends', 'claims', () => bearer(claims({ jti: 'x'.repeat(2_000) }))],
  ['A-13 no kid', 'key-id', () => bearer(claims(), { kid: undefined })],
  ['A-13 an empty kid', 'key-id', () => bearer(claims(), { kid: '' })],
  ['A-13 a kid that is a number', 'key-id', () => bearer(claims(), { kid: 1 })],
  ['A-13 a kid that is a path', 'key-missing', () => bearer(claims(), { kid: '../../../../dev/null' })],
  ['A-13 a kid that is SQL', 'key-missing', () => bearer(claims(), { kid: "' OR 1=1 --" })],
  ['A-13 a kid that is a property', 'key-missing', () => bearer(claims(), { kid: '__proto__' })],
  ['A-13 a kid that never ends', 'key-id', () => bearer(claims(), { kid: 'k'.repeat(2_000) })],
  ['A-13 no typ', 'type', () => bearer(claims(), { typ: undefined })],
  ['A-13 an access token by typ', 'type', () => bearer(claims(), { typ: 'at+jwt' })],
  ['A-13 another typ', 'type', () => bearer(claims(), { typ: 'logout+jwt' })],
  ['A-13 a critical header we do not know', 'malformed', () => unknownCritical()],
  ['A-14 an unknown tenant', 'tenant', () => tenantToken({ tenant: 'south' })],
  ['A-14 no tenant where one is needed', 'tenant', () => tenantToken({})],
  ['A-14 a list of tenants', 'tenant', () => tenantToken({ tenant: ['north'] })],
  ['A-17 a key whose private half is published', 'key-published', () => bearer(claims(), {}, published)],
  ['A-17 a key set that shows its private half', 'key-published', () => bearer(claims({ iss: leakyClient.iss }))],
];

const good = () => bearer(claims());

async function bearer(payload: object, header: { readonly [member: string]: unknown } = {}, key = elliptic) {
  return `Bearer ${await sign(key, { ...payload }, header)}`;
}

function tenantToken(change: object): Promise<string> {
  return bearer(claims({ iss: tenantClient.iss, ...change }), {}, foreign);
}

function flip(authorization: string): string {
  const at = authorization.length - 20;
  return `${authorization.slice(0, at)}${authorization[at] === 'A' ? 'B' : 'A'}${authorization.slice(at + 1)}`;
}

function rewrite(authorization: string, change: object): string {
  const [header, payload = '', signature] = authorization.split('.');
  const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...change };
  return [header, encode(changed), signature].join('.');
}

function hmacWithPublicKey(algorithm: string, hash: string): string {
  const secret = createPublicKey({ key: { ...rsa.jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const signed = `${encode({ alg: algorithm, typ: 'JWT', kid: 'key-2' })}.${encode(claims())}`;
  return `Bearer ${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

async function unknownCritical(): Promise<string> {
  const [, payload, signature] = (await good()).split('.');
  const header = encode({ alg: 'ES384', typ: 'JWT', kid: 'key-1', crit: ['exp'], exp: 1 });
  return `Bearer ${header}.${payload}.${signature}`;
}

describe('an attack', () => {
  it.each(attacks)('is refused: %s', async (_, reason, token) => {
    await expect(verify(await token())).rejects.toMatchObject(uniform);
    expect(refusals.map(([noted]) => noted)).toEqual([reason]);
  });

  it('A-15 looks the same from outside, whatever it was, and takes as long', async () => {
    const outcomes = await Promise.all(
      attacks.map(async ([, , token]) => {
        const authorization = await token();
        const startedAt = performance.now();
        const error: unknown = await verify(authorization).catch((reason) => reason);
        return { error: JSON.stringify(error), text: String(error), isSlow: performance.now() - startedAt >= 24 };
      }),
    );
    expect(attacks.length).toBeGreaterThanOrEqual(40);
    expect([...new Set(outcomes.map((outcome) => JSON.stringify(outcome)))]).toEqual([
      JSON.stringify({ ...outcomes[0], isSlow: true }),
    ]);
  });

  it('A-16 leaves nothing of its token in what is noted', async () => {
    for (const [, , token] of attacks) await verify(await token()).catch(() => undefined);
    const names = ['ehr', 'tenants', 'leaky', 'closed', undefined];
    expect(refusals.every(([, name]) => names.includes(name))).toBe(true);
  });
});

describe('A-12 a token that is sent again', () => {
  it('is refused', async () => {
    const token = await good();
    await expect(verify(token)).resolves.toBe(client);
    await expect(verify(token)).rejects.toMatchObject(uniform);
    expect(refusals).toEqual([['replayed', 'ehr']]);
  });

  it('is accepted once when it comes twenty times at once', async () => {
    const token = await good();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => verify(token)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is refused although its signature was written in another way', async () => {
    const token = await good();
    await verify(token);
    await expect(verify(`${token}=`)).rejects.toMatchObject(uniform);
  });

  it('is not used up by a failed attempt', async () => {
    const token = await good();
    await expect(verify(token, '/cds-services/other')).rejects.toMatchObject(uniform);
    await expect(verify(token)).resolves.toBe(client);
  });

  it('may have the jti of another issuer’s token', async () => {
    await verify(await bearer(claims({ jti: 'same' })));
    await expect(verify(await bearer(claims({ iss: looseClient.iss, jti: 'same' })))).resolves.toBe(looseClient);
  });

  it.each([
    ['strict', 'refused'],
    ['lenient', 'accepted'],
  ] as const)(
    'is not known when the store cannot say in time: %s clients find their token %s',
    async (replay, outcome) => {
      const counted: string[] = [];
      const asked: boolean[] = [];
      const agreed = { ...client, replay };
      const unsure = createClientVerifier([agreed], {
        publicUrl,
        keySets: createKeySets({
          readKeys: async () => keySets.ehr,
          publishedKeys: new Set(),
          elapsed: () => performance.now(),
        }),
        useTokenOnce: async ({ isLenient }) => {
          asked.push(isLenient);
          return 'unknown';
        },
        noteUnchecked: (noted) => counted.push(noted),
        now,
        noteRefusal: () => undefined,
      });
      const verdict = unsure({ path, authorization: await good() });
      if (replay === 'lenient') await expect(verdict).resolves.toBe(agreed);
      else await expect(verdict).rejects.toMatchObject({ name: 'RequestError', status: 503 });
      expect([counted, asked]).toEqual([[outcome], [replay === 'lenient']]);
    },
  );

  it('is no 401 when the store of used tokens fails', async () => {
    const failing = createClientVerifier([client], {
      publicUrl,
      keySets: createKeySets({
        readKeys: async () => keySets.ehr,
        publishedKeys: new Set(),
        elapsed: () => performance.now(),
      }),
      useTokenOnce: () => Promise.reject(new Error('store is down')),
      noteUnchecked: () => undefined,
      now,
      noteRefusal: () => undefined,
    });
    await expect(failing({ path, authorization: await good() })).rejects.toThrow('store is down');
  });
});

describe('B-7 feedback', () => {
  const feedback = `${path}/feedback`;
  const forFeedback = { aud: `${publicUrl}${feedback}` };

  it('is accepted with its own aud', async () => {
    await expect(verify(await bearer(claims(forFeedback)), feedback)).resolves.toBe(client);
  });

  it('is refused with the aud of the service', async () => {
    await expect(verify(await good(), feedback)).rejects.toMatchObject(uniform);
  });

  it('is accepted with the aud of the service where that was agreed', async () => {
    const token = await bearer(claims({ iss: looseClient.iss }));
    await expect(verify(token, feedback)).resolves.toBe(looseClient);
  });

  it('does not open the service to tokens made out to the feedback', async () => {
    const token = await bearer(claims({ iss: looseClient.iss, ...forFeedback }));
    await expect(verify(token)).rejects.toMatchObject(uniform);
  });
});
