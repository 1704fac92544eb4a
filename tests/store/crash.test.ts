import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, it } from 'vitest';
import { openInstance, startProcess } from './instance.js';
import { newDataDir } from './records.js';
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
