import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, it } from 'vitest';
import { openInstance, startProcess } from './instance.js';
import { newConsult, newDataDir, override } from './records.js';
import { newLedger, startWriters } from './writers.js';

const rounds = 20;
const clients = 4;
const longestLifeMilliseconds = 120;
const limitMilliseconds = 60_000;

it(
  'acknowledged feedback survives kill -9 at any moment, once each, in a file that opens without repair',
  async () => {
    const dataDir = newDataDir();
    const ledger = newLedger();
    let next = startProcess();
    for (let round = 0; round < rounds; round += 1) {
      const instance = await openInstance(await next, { dataDir, databaseUrl: undefined });
      next = startProcess();
      const writers = startWriters(instance, ledger, clients);
      await sleep(Math.random() * longestLifeMilliseconds);
      await instance.kill();
      await writers.stop();
    }
    (await next).kill('SIGKILL');
    expect(ledger.acknowledged.size).toBeGreaterThan(rounds);
    expect(readStore(dataDir)).toEqual({ integrity: 'ok', missing: 0, duplicates: 0 });
    rmSync(dataDir, { recursive: true, force: true });

    function readStore(folder: string) {
      const database = new DatabaseSync(join(folder, 'store.sqlite'));
      const cards: readonly string[] = database
        .prepare('select card from feedback')
        .all()
        .map(({ card }) => String(card));
      const stored = new Set(cards);
      const integrity = database.prepare('pragma integrity_check').get().integrity_check;
      database.close();
      const missing = [...ledger.acknowledged].filter((card) => !stored.has(card)).length;
      return { integrity, missing, duplicates: cards.length - stored.size };
    }
  },
  limitMilliseconds,
);

it(
  'kill -9 loses at most the last second of consults, and no feedback, also after a database that was slow',
  async () => {
    const dataDir = newDataDir();
    const instance = await openInstance(await startProcess(), { dataDir, databaseUrl: undefined });
    const sent: { readonly id: string; readonly at: number }[] = [];
    const acknowledged: string[] = [];
    let isOver = false;
    const sending = (async () => {
      while (!isOver) {
        const consult = newConsult();
        if (await instance.post([], [consult])) sent.push({ id: consult.id, at: performance.now() });
      }
    })();
    const answering = (async () => {
      while (!isOver) {
        const card = randomUUID();
        if (await instance.post([override(card, 'x')])) acknowledged.push(card);
        await sleep(20);
      }
    })();
    await sleep(300);
    // another process holds the write lock: one write takes as long as that
    const other = new DatabaseSync(join(dataDir, 'store.sqlite'), { timeout: 5_000 });
    other.exec('begin immediate');
    await sleep(1_500);
    other.exec('rollback');
    await sleep(1_800);
    const killedAt = performance.now();
    await instance.kill();
    isOver = true;
    await Promise.all([sending, answering]);
    const read = (query: string): ReadonlySet<string> =>
      new Set(
        other
          .prepare(query)
          .all()
          .map(({ id }) => String(id)),
      );
    const [consults, cards] = [read('select id from consults'), read('select card as id from feedback')];
    other.close();
    rmSync(dataDir, { recursive: true, force: true });
    const lost = sent.filter(({ id }) => !consults.has(id));
    expect(sent.length).toBeGreaterThan(100);
    expect(lost.filter(({ at }) => at < killedAt - 1_000)).toEqual([]);
    expect(acknowledged.filter((card) => !cards.has(card))).toEqual([]);
  },
  limitMilliseconds,
);
