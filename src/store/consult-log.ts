import type { CompiledQuery, Transaction } from 'kysely';
import type { ConsultRecord } from '../core/contract/consult-record.js';
import { rememberStates, takeBack } from './answers.js';
import { type Connection, writeSoon } from './connection.js';
import { toStorableText } from './storable-text.js';
import type { CardRow, ConsultRow, Tables } from './tables.js';

/** Feedback cannot overtake a consult that is written within this time. */
const promptMilliseconds = 1_000;
const rowsPerInsert = 50;
const idLimitCharacters = 256;

/** Writes consults with their cards, all or none; a consult that is already there stays as it is. */
export function writeConsults(connection: Connection, records: readonly ConsultRecord[], now: Date): Promise<void> {
  return writeSoon(connection, async (transaction) => {
    await insertAll(transaction, 'consults', records.map(toConsultRow));
    await insertAll(transaction, 'cards', records.flatMap(toCardRows));
    const late = records.filter(({ time }) => now.getTime() - Date.parse(time) > promptMilliseconds);
    const cards = late.flatMap((record) => record.cards.map(({ uuid }) => uuid));
    await rememberStates(transaction, cards);
    for (const { patientHash, withdrawn = [], time } of records)
      if (withdrawn.length > 0) await takeBack(transaction, patientHash, withdrawn, time);
  });
}

async function insertAll(
  transaction: Transaction<Tables>,
  table: 'consults' | 'cards',
  rows: readonly (ConsultRow | CardRow)[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    const part = rows.slice(start, start + rowsPerInsert);
    const { sql, query, queryId } = insertOf(transaction, table, part);
    await transaction.executeQuery({ sql, query, queryId, parameters: part.flatMap((row) => Object.values(row)) });
  }
}

/** One statement for each number of rows, by adapter: building one costs as much as running it. */
const inserts = new WeakMap<object, Map<string, CompiledQuery>>();

function insertOf(
  transaction: Transaction<Tables>,
  table: 'consults' | 'cards',
  rows: readonly (ConsultRow | CardRow)[],
): CompiledQuery {
  const { adapter } = transaction.getExecutor();
  const known = inserts.get(adapter) ?? new Map<string, CompiledQuery>();
  inserts.set(adapter, known);
  const name = `${table} ${rows.length}`;
  const insert = known.get(name) ?? compileInsert(transaction, table, rows);
  known.set(name, insert);
  return insert;
}

function compileInsert(
  transaction: Transaction<Tables>,
  table: 'consults' | 'cards',
  rows: readonly (ConsultRow | CardRow)[],
): CompiledQuery {
  return transaction
    .insertInto(table)
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .compile();
}

/** The columns stand in one order, whatever the order in the record: the prepared statement relies on it. */
function toConsultRow(record: ConsultRecord): ConsultRow {
  return {
    time: record.time,
    id: record.id,
    client: record.client,
    hook: record.hook,
    hookInstance: toStorableText(record.hookInstance, idLimitCharacters),
    patientHash: record.patientHash,
    userHash: record.userHash,
    orderHash: record.orderHash,
    guideline: record.guideline,
    guidelineVersion: record.guidelineVersion,
    criterion: record.criterion,
    rating: record.rating,
    studyRating: record.studyRating,
    study: record.study,
    facts: JSON.stringify(record.facts),
    proofs: JSON.stringify(record.proofs),
    unreadParts: JSON.stringify(record.unreadParts),
    latencyMilliseconds: record.latencyMilliseconds,
    earlierConsult: record.earlierConsult ?? '',
  };
}

function toCardRows({ time, id, cards }: ConsultRecord): readonly CardRow[] {
  return cards.map(({ uuid, suggestions }) => {
    return { id: uuid, consultTime: time, consult: id, suggestions: JSON.stringify(suggestions) };
  });
}
