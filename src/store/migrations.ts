import type { Kysely, Transaction } from 'kysely';
import { type Connection, whileBusy } from './connection.js';
import { sql } from './query-layer.js';
import type { Tables } from './tables.js';

interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * Consults are found by time first, so that new rows go to the end of every index but two and a batch touches few pages.
 * Only ever added to: an older instance may still be running on the same database while a newer one starts.
 */
const migrations: readonly Migration[] = [
  {
    name: '001-first-tables',
    statements: [
      `create table "consults" (
        "time" text not null, "id" text not null, "client" text not null, "hook" text not null,
        "hookInstance" text not null, "patientHash" text not null, "userHash" text not null, "orderHash" text not null,
        "guideline" text not null, "guidelineVersion" text not null, "criterion" text not null, "rating" text not null,
        "studyRating" text not null, "study" text not null, "facts" text not null, "proofs" text not null,
        "unreadParts" text not null, "latencyMilliseconds" double precision not null,
        primary key ("time", "id"))`,
      `create index "consultsByOrder" on "consults" ("orderHash", "time")`,
      `create table "cards" (
        "id" text primary key, "consultTime" text not null, "consult" text not null, "suggestions" text not null)`,
      `create index "cardsByConsult" on "cards" ("consultTime", "consult")`,
      `create table "feedback" (
        "card" text not null, "outcome" text not null, "outcomeTime" text not null, "suggestion" text not null,
        "reason" text not null, "client" text not null, "comment" text, "remembersAnswers" integer not null,
        "receivedTime" text not null,
        primary key ("card", "outcome", "outcomeTime", "suggestion", "reason", "client"))`,
      `create index "feedbackByTime" on "feedback" ("receivedTime")`,
      `create table "answers" (
        "patientHash" text not null, "fact" text not null, "value" text not null, "time" text not null,
        "userHash" text not null, "consult" text not null, "suggestion" text not null,
        primary key ("patientHash", "fact", "suggestion"))`,
      `create index "answersByTime" on "answers" ("time")`,
      `create table "usedTokens" ("id" text primary key, "expires" text not null)`,
      `create index "usedTokensByExpiry" on "usedTokens" ("expires")`,
      `create table "settings" ("name" text primary key, "value" text not null)`,
    ],
  },
  {
    name: '002-earlier-consult',
    statements: [`alter table "consults" add column "earlierConsult" text not null default ''`],
  },
  {
    // facts know days, not hours: what is said again on one day adds nothing, and every hook call would read it
    name: '003-one-answer-a-day',
    statements: [
      `delete from "answers" where exists (
        select 1 from "answers" as "other"
        where "other"."patientHash" = "answers"."patientHash" and "other"."fact" = "answers"."fact"
          and "other"."value" = "answers"."value" and substr("other"."time", 1, 10) = substr("answers"."time", 1, 10)
          and ("other"."time" < "answers"."time"
            or ("other"."time" = "answers"."time" and "other"."suggestion" < "answers"."suggestion")))`,
      `create unique index "answersOfDay" on "answers" ("patientHash", "fact", "value", substr("time", 1, 10))`,
    ],
  },
  {
    // an answer that was taken back stays so, however often the feedback that gave it is sent again
    name: '004-answers-taken-back',
    statements: [
      `create table "withdrawals" (
        "patientHash" text not null, "fact" text not null, "suggestion" text not null, "time" text not null,
        primary key ("patientHash", "fact", "suggestion"))`,
      `create index "withdrawalsByTime" on "withdrawals" ("time")`,
    ],
  },
  {
    name: '005-companion',
    statements: [
      `create table "companionHandles" (
        "id" text primary key, "sealed" text not null, "usedBy" text not null, "expires" text not null)`,
      `create index "companionHandlesByExpiry" on "companionHandles" ("expires")`,
      `create table "companionSessions" ("id" text primary key, "sealed" text not null, "expires" text not null)`,
      `create index "companionSessionsByExpiry" on "companionSessions" ("expires")`,
    ],
  },
];

/** Brings the schema up to date; instances that start together wait for each other and each step runs once. */
export async function migrate(connection: Connection, now: () => Date): Promise<void> {
  await whileBusy(() => connection.prepare(), lockPatienceMilliseconds);
  const steps = async (transaction: Transaction<Tables>): Promise<void> => {
    await lockMigrations(connection, transaction);
    await sql`create table if not exists "migrations" ("name" text primary key, "time" text not null)`.execute(
      transaction,
    );
    const done = await namesOf(transaction);
    for (const migration of migrations.filter(({ name }) => !done.has(name))) {
      for (const statement of migration.statements) await sql.raw(statement).execute(transaction);
      await transaction.insertInto('migrations').values({ name: migration.name, time: now().toISOString() }).execute();
    }
  };
  await whileBusy(() => connection.transact(steps), lockPatienceMilliseconds);
}

const lockPatienceMilliseconds = 2_000;
/** Any number that no other user of the database takes. */
const lockNumber = 620_060_115;

/** The embedded store's transactions hold the only write lock from their start; PostgreSQL needs one by name. */
async function lockMigrations(connection: Connection, transaction: Transaction<Tables>): Promise<void> {
  if (connection.storage === 'embedded') return;
  await sql`select pg_advisory_xact_lock(${lockNumber})`.execute(transaction);
}

async function namesOf(db: Kysely<Tables>): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('migrations').select('name').execute();
  return new Set(rows.map(({ name }) => name));
}
