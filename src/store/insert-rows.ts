import type { CompiledQuery, Transaction } from 'kysely';
import { memoByObject } from '../core/values/memo.js';
import type { AnswerRow, CardRow, ConsultRow, FeedbackRow, Tables } from './tables.js';

type Row = ConsultRow | CardRow | FeedbackRow | AnswerRow;
type Table = 'consults' | 'cards' | 'feedback' | 'answers';

const rowsPerInsert = 50;

/**
 * Inserts rows, passing over those that are there already, and answers how many were added. Hook calls are answered
 * between two statements: the embedded store works on their thread. The members of all rows stand in one order.
 */
export async function insertRows(
  transaction: Transaction<Tables>,
  table: Table,
  rows: readonly Row[],
): Promise<number> {
  let added = 0;
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    if (start > 0) await new Promise(setImmediate);
    const part = rows.slice(start, start + rowsPerInsert);
    const { sql, query, queryId } = insertOf(transaction, table, part);
    const parameters: unknown[] = [];
    for (const row of part) parameters.push(...Object.values(row));
    const result = await transaction.executeQuery({ sql, query, queryId, parameters });
    added += Number(result.numAffectedRows ?? 0);
  }
  return added;
}

/** One statement for each number of rows, by adapter: building one costs as much as running it. */
const insertsOf = memoByObject((_adapter: object) => new Map<string, CompiledQuery>());

function insertOf(transaction: Transaction<Tables>, table: Table, rows: readonly Row[]): CompiledQuery {
  const inserts = insertsOf(transaction.getExecutor().adapter);
  const name = `${table} ${rows.length}`;
  const known = inserts.get(name);
  if (known !== undefined) return known;
  const made = compileInsert(transaction, table, rows);
  inserts.set(name, made);
  return made;
}

function compileInsert(transaction: Transaction<Tables>, table: Table, rows: readonly Row[]): CompiledQuery {
  return transaction
    .insertInto(table)
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .compile();
}
