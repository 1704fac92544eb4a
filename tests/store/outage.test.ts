import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConsultRecord } from '../../src/core/contract/consult-record.js';
import { openStore, type StoreOptions } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { type PostgresqlServer, startPostgresql } from './postgresql-server.js';
import { createKeptLog, newConsult, newDataDir, override, sender, tokenUse, usualOptions } from './records.js';

const lockMilliseconds = 2_000;
const outageMilliseconds = 10_000;
const limitMilliseconds = 60_000;
const hookBudgetMilliseconds = 500;
const everything = { from: undefined, to: undefined };

const dataDirs: string[] = [];
const stores: Store[] = [];

async function open(options: Partial<StoreOptions> = {}): Promise<Store> {
  const dataDir = options.dataDir ?? newDataDir();
  dataDirs.push(dataDir);
  const store = await openStore({ databaseUrl: undefined, ...usualOptions, ...options, dataDir });
  stores.push(store);
  return store;
}

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  for (const dataDir of dataDirs.splice(0)) rmSync(dataDir, { recursive: true, force: true });
});

/** What a hook call does with the store, as often as the loop allows; answers the consults and the slowest call. */
async function callHooks(store: Store, milliseconds: number) {
  const consults: ConsultRecord[] = [];
  let slowest = 0;
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    const startedAt = performance.now();
    expect(await store.useTokenOnce(tokenUse(randomUUID()))).not.toBe('repeated');
    await store.attestationsOf('patient');
    const consult = newConsult();
    store.saveConsults([consult]);
    consults.push(consult);
    slowest = Math.max(slowest, performance.now() - startedAt);
    await sleep(2);
  }
  return { consults, slowest };
}

describe('the embedded store while another process locks it', () => {
  it(
    'delays no hook call, keeps the consults, and stores the feedback in the end',
    async () => {
      const dataDir = newDataDir();
      const store = await open({ dataDir });
      const other = new DatabaseSync(join(dataDir, 'store.sqlite'));
      other.exec('begin immediate');
      const feedback = store.saveFeedback([override('card', 'x')], sender);
      const { consults, slowest } = await callHooks(store, lockMilliseconds);
      other.exec('rollback');
      other.close();
      expect(slowest).toBeLessThan(hookBudgetMilliseconds);
      expect(await feedback).toEqual({ kind: 'stored', unknownCards: 1 });
      await expect
        .poll(async () => (await store.report(everything)).consults, { timeout: 5_000 })
        .toBe(consults.length);
      await expect.poll(() => store.status(), { timeout: 5_000 }).toMatchObject({ kind: 'up', spooled: 0, dropped: 0 });
    },
    limitMilliseconds,
  );
});

describe('a PostgreSQL that is stopped and started', () => {
  let server: PostgresqlServer;
  beforeAll(async () => {
    server = await startPostgresql();
  }, limitMilliseconds);
  afterAll(() => server.remove());

  it(
    'delays no hook call and loses nothing, while feedback is turned down at once',
    async () => {
      const { log, lines } = createKeptLog();
      const store = await open({ databaseUrl: await server.newDatabase(), log });
      const before = await callHooks(store, 200);
      await server.stop();
      const during = await callHooks(store, outageMilliseconds);
      expect(await store.ready()).toMatchObject({ kind: 'down', errorCode: 'ECONNREFUSED', dropped: 0 });
      expect(await store.saveFeedback([override('card', 'x')], sender)).toEqual({ kind: 'unavailable' });
      expect(await store.attestationsOf('patient')).toEqual({ kind: 'unread' });
      expect(store.status().spooled).toBeGreaterThanOrEqual(during.consults.length);
      await server.start();
      const after = await callHooks(store, 1_500);
      expect(await store.saveFeedback([override('card', 'x')], sender)).toEqual({ kind: 'stored', unknownCards: 1 });
      const total = [before, during, after].reduce((sum, { consults }) => sum + consults.length, 0);
      expect((await store.report(everything)).consults).toBe(total);
      expect(await store.ready()).toMatchObject({ kind: 'up', spooled: 0, dropped: 0, consultsWritten: total });
      expect(Math.max(before.slowest, during.slowest, after.slowest)).toBeLessThan(hookBudgetMilliseconds);
      expect(lines.map(({ event }) => event)).toEqual(['store-down', 'store-up']);
    },
    limitMilliseconds,
  );

  it(
    'does not say that a token is new during the outage, and lets a lenient client use it once here',
    async () => {
      const store = await open({ databaseUrl: await server.newDatabase() });
      await server.stop();
      const usesOf = (tokenId: string, isLenient: boolean) =>
        [1, 2, 3].map(() => store.useTokenOnce(tokenUse(tokenId, undefined, { isLenient })));
      expect(await Promise.all(usesOf('lenient', true))).toEqual(['unknown', 'repeated', 'repeated']);
      // one that was not accepted may be sent again, and counts when the store is there again
      expect(await usesOf('strict', false)[0]).toBe('unknown');
      await server.start();
      await expect.poll(() => store.status().kind, { timeout: 5_000 }).toBe('up');
      expect(await Promise.all(usesOf('strict', false))).toEqual(['first', 'repeated', 'repeated']);
    },
    limitMilliseconds,
  );

  it(
    'loses the newest consults beyond the bound and counts them',
    async () => {
      const store = await open({ databaseUrl: await server.newDatabase(), spoolLimit: 40 });
      await server.stop();
      store.saveConsults(Array.from({ length: 100 }, () => newConsult()));
      expect(await store.ready()).toMatchObject({ kind: 'down', spooled: 40, spoolLimit: 40, dropped: 60 });
      await server.start();
      await expect
        .poll(() => store.status(), { timeout: 5_000 })
        .toMatchObject({ kind: 'up', spooled: 0, dropped: 60 });
      expect((await store.report(everything)).consults).toBe(40);
    },
    limitMilliseconds,
  );

  it(
    'may be down when the service starts, if the settings bring the site key',
    async () => {
      const databaseUrl = await server.newDatabase();
      await server.stop();
      await expect(open({ databaseUrl, siteKey: undefined })).rejects.toMatchObject({ setting: 'DATABASE_URL' });
      const store = await open({ databaseUrl });
      store.saveConsults([newConsult()]);
      expect(store.status()).toMatchObject({ kind: 'down', spooled: 1 });
      await server.start();
      await expect.poll(() => store.status(), { timeout: 5_000 }).toMatchObject({ kind: 'up', spooled: 0 });
      expect((await store.report(everything)).consults).toBe(1);
    },
    limitMilliseconds,
  );
});
