import type { Kysely, Transaction } from 'kysely';
import { type Connection, writeDurably } from './connection.js';
import { sql } from './query-layer.js';
import type { Tables } from './tables.js';

export interface PurgeCounts {
  readonly consults: number;
  readonly feedback: number;
  readonly answers: number;
}

/** A table with the column that says how old a row is. */
interface Aging {
  readonly table: 'consults' | 'feedback' | 'answers' | 'withdrawals' | Expiring;
  readonly column: string;
}

/** Tables whose rows say themselves when they end. */
type Expiring = 'usedTokens' | 'companionHandles' | 'companionSessions';

const rowsPerStep = 200;
const consultsByTime: Aging = { table: 'consults', column: 'time' };
const feedbackByTime: Aging = { table: 'feedback', column: 'receivedTime' };
const answersByTime: Aging = { table: 'answers', column: 'time' };

/** How many consults, feedback events and answers there are, and how many of them are from before a time. */
export async function countBefore(
  { db }: Connection,
  before: Date,
): Promise<{ readonly old: number; readonly all: number }> {
  let [old, all] = [0, 0];
  for (const { table, column } of [consultsByTime, feedbackByTime, answersByTime]) {
    const counted = sql<{ count: number }>`select count(*) as "count" from ${sql.table(table)}`;
    const { rows: older } = await sql<{
      count: number;
    }>`${counted} where ${sql.ref(column)} < ${before.toISOString()}`.execute(db);
    const { rows } = await counted.execute(db);
    old += Number(older[0]?.count ?? 0);
    all += Number(rows[0]?.count ?? 0);
  }
  return { old, all };
}

/** Deletes consults, feedback and answers from before a time, in small steps so that nobody waits long. */
export async function purgeBefore(connection: Connection, before: Date): Promise<PurgeCounts> {
  const time = before.toISOString();
  const counts = {
    consults: await deleteOlder(connection, consultsByTime, time),
    feedback: await deleteOlder(connection, feedbackByTime, time),
    answers: await deleteOlder(connection, answersByTime, time),
  };
  // last: until its feedback is gone, an answer could come back
  await deleteOlder(connection, { table: 'withdrawals', column: 'time' }, time);
  return counts;
}

/** Forgets used tokens, and sessions and handles of the form, that have expired. */
export async function forgetExpired(connection: Connection, now: Date): Promise<void> {
  const expiring: readonly Expiring[] = ['usedTokens', 'companionHandles', 'companionSessions'];
  for (const table of expiring) await deleteOlder(connection, { table, column: 'expires' }, now.toISOString());
}

async function deleteOlder(connection: Connection, aging: Aging, before: string): Promise<number> {
  let deleted = 0;
  for (;;) {
    const next = await findNext(connection.db, aging, before);
    if (next === undefined) return deleted;
    deleted += await writeDurably(connection, (transaction) => deleteUpTo(transaction, aging, next));
    await new Promise(setImmediate);
  }
}

/** The time of the row that ends the next step, or undefined when no row is that old. */
async function findNext(db: Kysely<Tables>, { table, column }: Aging, before: string): Promise<string | undefined> {
  const oldest = sql<{ time: string }>`
    select ${sql.ref(column)} as "time" from ${sql.table(table)}
    where ${sql.ref(column)} < ${before} order by ${sql.ref(column)} limit ${rowsPerStep}`;
  const { rows } = await oldest.execute(db);
  return rows.at(-1)?.time;
}

async function deleteUpTo(transaction: Transaction<Tables>, { table, column }: Aging, time: string): Promise<number> {
  if (table === 'consults') await transaction.deleteFrom('cards').where('consultTime', '<=', time).execute();
  const result = await sql`delete from ${sql.table(table)} where ${sql.ref(column)} <= ${time}`.execute(transaction);
  return Number(result.numAffectedRows ?? 0);
}
