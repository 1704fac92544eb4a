import { setTimeout as sleep } from 'node:timers/promises';
import type { CompiledQuery, Kysely, Transaction } from 'kysely';
import { failureOf } from './failure.js';
import type { Tables } from './tables.js';

type Work<Result> = (transaction: Transaction<Tables>) => Promise<Result>;

/** An open database. What it has written survives the death of the process; `transact` survives that of the machine. */
export interface Connection {
  readonly storage: 'embedded' | 'postgresql';
  readonly db: Kysely<Tables>;
  /** consults per transaction: the embedded store works on the thread that answers clinicians, so it takes few */
  readonly batchSize: number;
  /** settings that a fresh connection needs; fails as busy while another process does the same */
  readonly prepare: () => Promise<void>;
  /** a query answered at once, on this thread; only where the storage is in this process */
  readonly readNow?: (query: CompiledQuery) => readonly unknown[];
  /** throws when what is open is no longer what stands at its place; only where that can happen */
  readonly requireStorage?: () => void;
  readonly transact: <Result>(work: Work<Result>) => Promise<Result>;
  /** a transaction that reaches the disk within about a second */
  readonly transactSoon: <Result>(work: Work<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/** How long a write waits for another process that holds the embedded store's write lock. */
const busyPatienceMilliseconds = 5_000;
const shortestPauseMilliseconds = 10;
const longestPauseMilliseconds = 200;

/** Runs the work in one durable transaction, again while another process holds the write lock. */
export function writeDurably<Result>(connection: Connection, work: Work<Result>): Promise<Result> {
  return whileBusy(() => connection.transact(work), busyPatienceMilliseconds);
}

/** The same for what nobody waits for and nobody has been promised. */
export function writeSoon<Result>(connection: Connection, work: Work<Result>): Promise<Result> {
  return whileBusy(() => connection.transactSoon(work), busyPatienceMilliseconds);
}

/** Repeats the work while the embedded store is locked, without holding up the thread; any other failure is thrown. */
export async function whileBusy<Result>(work: () => Promise<Result>, patienceMilliseconds: number): Promise<Result> {
  const deadline = performance.now() + patienceMilliseconds;
  for (let pause = shortestPauseMilliseconds; ; pause = Math.min(pause * 2, longestPauseMilliseconds)) {
    try {
      return await work();
    } catch (error) {
      if (failureOf(error) !== 'busy' || performance.now() + pause > deadline) throw error;
      await sleep(pause);
    }
  }
}

/** Writes one row of no meaning: throws when the storage takes no writes. */
export async function tryWrite(connection: Connection, now: Date): Promise<void> {
  connection.requireStorage?.();
  const value = now.toISOString();
  const probe = connection.db
    .insertInto('settings')
    .values({ name: 'lastProbe', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }));
  await whileBusy(() => probe.execute(), probePatienceMilliseconds);
}

const probePatienceMilliseconds = 500;
