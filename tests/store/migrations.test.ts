import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accept, firstUuids, newConsult, sender } from './records.js';
import { type Place, storages } from './storages.js';

const startMilliseconds = 60_000;
const shownAt = '2026-03-01T10:00:00.000Z';
const acceptedAt = '2026-03-01T10:05:00.000Z';
const now = (): Date => new Date('2026-03-01T12:00:00.000Z');

/** Runs statements on a database that no store has open. */
async function runSql({ dataDir, databaseUrl }: Place, statements: readonly string[]): Promise<void> {
  if (databaseUrl === undefined) {
    const database = new DatabaseSync(join(dataDir, 'store.sqlite'));
    for (const statement of statements) database.exec(statement);
    database.close();
    return;
  }
  const client = new Client(databaseUrl);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

describe.each(storages)('a database of an earlier version, on $name', (storage) => {
  beforeAll(() => storage.start(), startMilliseconds);
  afterEach(() => storage.closeAll());
  afterAll(() => storage.stop());

  it('keeps the first of the answers that say the same on one day', async () => {
    const place = await storage.newPlace();
    const consult = newConsult({ time: shownAt, patientHash: 'anna', userHash: 'dr-who' });
    const first = await storage.open({ ...place, now });
    first.saveConsults([consult]);
    await first.saveFeedback([accept(consult, acceptedAt)], sender);
    await first.close();
    const repeat = (time: string, value: string): string =>
      `insert into "answers" select "patientHash", "fact", '${value}', '${time}', "userHash", 'later', '${time}'
      from "answers" where "consult" = '${consult.id}'`;
    await runSql(place, [
      'drop index "answersOfDay"',
      `delete from "migrations" where "name" = '003-one-answer-a-day'`,
      repeat('2026-03-01T11:00:00.000Z', 'false'),
      repeat('2026-03-01T11:30:00.000Z', 'true'),
      repeat('2026-03-01T11:45:00.000Z', 'true'),
    ]);
    const second = await storage.open({ ...place, now });
    const { suggestion } = firstUuids(consult);
    const answer = { fact: 'saddleAnesthesia', userHash: 'dr-who' };
    const [kept, opposite] = [acceptedAt, '2026-03-01T11:30:00.000Z'];
    expect(await second.attestationsOf('anna')).toEqual({
      kind: 'read',
      answers: [
        { ...answer, value: true, time: opposite, consult: 'later', suggestion: opposite },
        { ...answer, value: false, time: kept, consult: consult.id, suggestion },
      ],
    });
  });
});
