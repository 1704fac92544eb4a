import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeySets, type KeySets } from '../../src/clients/key-sets.js';
import { createKey, nowSeconds, registered, type SigningKey } from './tokens.js';

const client = registered({});

let first: SigningKey;
let second: SigningKey;
let seconds: number;
let reads: number;
let source: () => Promise<unknown>;
let keySets: KeySets;

beforeAll(async () => {
  [first, second] = await Promise.all([createKey('ES384', 'first'), createKey('ES384', 'second')]);
});

beforeEach(() => {
  seconds = nowSeconds;
  reads = 0;
  source = async () => ({ keys: [first.jwk] });
  keySets = createKeySets({
    readKeys: () => {
      reads += 1;
      return source();
    },
    publishedKeys: new Set(),
    elapsed: () => seconds * 1000,
  });
});

async function find(kid: string): Promise<string> {
  return (await keySets.find(client, { alg: 'ES384', kid })).kind;
}

const unreachable = () => Promise.reject(new Error('unreachable'));

describe('the key set of a client', () => {
  it('A-7 is read once for many calls', async () => {
    await Promise.all(Array.from({ length: 50 }, () => find('first')));
    seconds += 200;
    expect([await find('first'), reads]).toEqual(['found', 1]);
  });

  it('T-4 is read before the first call when warmed', async () => {
    expect(await keySets.warm([client])).toEqual([{ client, usableKeys: 1, publishedKeys: 0, isReadable: true }]);
    expect([await find('first'), reads]).toEqual(['found', 1]);
  });

  it('A-7 is not read again for an unknown kid while it is fresh', async () => {
    await find('first');
    const found = await Promise.all(Array.from({ length: 50 }, (_, index) => find(`unknown-${index}`)));
    expect([new Set(found), reads]).toEqual([new Set(['missing']), 1]);
  });

  it('A-7 is read again once for an unknown kid after a while', async () => {
    await find('first');
    source = async () => ({ keys: [first.jwk, second.jwk] });
    seconds += 31;
    expect([await Promise.all([find('second'), find('second'), find('first')]), reads]).toEqual([
      ['found', 'found', 'found'],
      2,
    ]);
  });

  it('is read again in the background when it is no longer fresh', async () => {
    await find('first');
    source = async () => ({ keys: [second.jwk] });
    seconds += 301;
    expect(await find('first')).toBe('found');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([await find('first'), await find('second'), reads]).toEqual(['missing', 'found', 2]);
  });

  it('serves on while its source fails, but not for ever', async () => {
    await find('first');
    source = unreachable;
    seconds += 3_000;
    expect(await find('first')).toBe('found');
    seconds += 601;
    expect(await find('first')).toBe('unavailable');
  });

  it('is not asked for at every call while its source fails', async () => {
    source = unreachable;
    for (let call = 0; call < 20; call += 1) expect(await find('first')).toBe('unavailable');
    expect(reads).toBe(1);
    seconds += 31;
    source = async () => ({ keys: [first.jwk] });
    expect(await find('first')).toBe('found');
  });

  it.each<[string, unknown]>([
    ['text', 'keys'],
    ['a list', []],
    ['an object without keys', {}],
    ['nothing', undefined],
  ])('is unreadable when it is %s', async (_, document) => {
    source = async () => document;
    expect(await keySets.warm([client])).toMatchObject([{ isReadable: false, usableKeys: 0 }]);
  });

  it('takes public signing keys with an id only', async () => {
    const { kid, ...nameless } = first.jwk;
    source = async () => ({
      keys: [
        nameless,
        { ...first.jwk, use: 'enc' },
        { ...first.jwk, kty: 'oct', k: 'AAAA' },
        { ...first.jwk, d: 'AAAA' },
        { kty: 'EC', kid: 'half', crv: 'P-384' },
        null,
        'key',
        second.jwk,
      ],
    });
    expect(kid).toBe('first');
    expect(await keySets.warm([client])).toMatchObject([{ isReadable: true, usableKeys: 1, publishedKeys: 1 }]);
    expect([await find('first'), await find('half'), await find('second')]).toEqual(['published', 'missing', 'found']);
  });

  it('is of no use where two of its keys have one id', async () => {
    source = async () => ({ keys: [first.jwk, { ...second.jwk, kid: 'first' }] });
    expect(await find('first')).toBe('missing');
  });

  it('A-15 is not waited for when it is slow to be read, and serves once it has been', async () => {
    let release: (document: unknown) => void = () => undefined;
    source = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const startedAt = performance.now();
    expect(await find('first')).toBe('unavailable');
    expect(performance.now() - startedAt).toBeLessThan(100);
    release({ keys: [first.jwk] });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([await find('first'), reads]).toEqual(['found', 1]);
  });

  it('is read again in the background, whether anybody calls or not', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const renewing = createKeySets({
      readKeys: () => {
        reads += 1;
        return source();
      },
      publishedKeys: new Set(),
      elapsed: () => seconds * 1000,
    });
    await renewing.warm([client]);
    for (let half = 0; half < 240; half += 1) {
      seconds += 30;
      vi.advanceTimersByTime(30_000);
      // keys are imported on another thread
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    vi.useRealTimers();
    expect(reads).toBeGreaterThan(20);
    source = () => new Promise(() => undefined);
    expect((await renewing.find(client, { alg: 'ES384', kid: 'first' })).kind).toBe('found');
    renewing.close();
  });

  it('is as old as it is when the clock is set', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await find('first');
    vi.setSystemTime('2031-03-01T10:00:00Z');
    source = unreachable;
    expect(await find('first')).toBe('found');
    vi.setSystemTime('2020-03-01T10:00:00Z');
    seconds += 3_601;
    expect(await find('first')).toBe('unavailable');
    vi.useRealTimers();
  });
});
