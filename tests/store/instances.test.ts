import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import { openInstance, startProcess } from './instance.js';
import { type PostgresqlServer, startPostgresql } from './postgresql-server.js';
import { override, sender, usualOptions } from './records.js';
import { newLedger, startWriters } from './writers.js';

const limitMilliseconds = 60_000;
let server: PostgresqlServer;

beforeAll(async () => {
  server = await startPostgresql();
}, limitMilliseconds);
afterAll(() => server.remove());

it(
  'two instances share one PostgreSQL; when one is killed under load nothing acknowledged is lost or stored twice',
  async () => {
    const place = { dataDir: '', databaseUrl: await server.newDatabase() };
    const ledger = newLedger();
    const children = await Promise.all([startProcess(), startProcess()]);
    const [first, second] = await Promise.all(children.map((child) => openInstance(child, place)));
    if (first === undefined || second === undefined) throw new Error('an instance did not start');
    const writers = [startWriters(first, ledger, 4), startWriters(second, ledger, 4)];
    await sleep(700);
    await first.kill();
    const atKill = ledger.acknowledged.size;
    // the clients of the killed instance repeat at the other what was not acknowledged
    await writers[0]?.stop();
    await sleep(700);
    await writers[1]?.stop();
    await second.kill();

    const store = await openStore({ ...usualOptions, ...place });
    const cards = [...ledger.acknowledged];
    const { criteria, unknownCards } = await store.report({ from: undefined, to: undefined });
    // told again of every card, the store knows each of them
    const known = await store.saveFeedback(
      cards.map((card) => override(card, 'x')),
      sender,
    );
    await store.close();
    expect(atKill).toBeGreaterThan(20);
    expect(cards.length).toBeGreaterThan(atKill);
    expect(known).toEqual({ kind: 'stored', unknownCards: 0 });
    expect(criteria[0]?.accepted).toBeGreaterThanOrEqual(cards.length);
    expect(criteria[0]?.accepted).toBe(criteria[0]?.fired);
    expect(unknownCards).toBe(0);
  },
  limitMilliseconds,
);
