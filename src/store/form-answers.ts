import type { AnswerKey, StatedFact } from '../core/contract/consult-record.js';
import { type Connection, writeDurably } from './connection.js';
import { insertRows } from './insert-rows.js';
import type { AnswerRow } from './tables.js';
import { withdrawAnswers } from './withdrawals.js';

/** What a clinician has attested in the form about one patient. */
export interface FormAnswers {
  /** keyed hashes */
  readonly patientHash: string;
  readonly userHash: string;
  /** the consult that is remembered beside them */
  readonly consult: string;
  /** UUID under which they are taken back, as if they were one suggestion of a card */
  readonly suggestion: string;
  readonly states: readonly StatedFact[];
  /** facts of which an answer of the same day that says otherwise is taken back */
  readonly corrects: readonly string[];
}

/**
 * Remembers the answers of a form as those that are given on cards; the same said again on one day (UTC) is kept once, and
 * what was said otherwise on that day is taken back.
 * @returns the answers that were taken back
 */
export async function rememberFormAnswers(
  connection: Connection,
  answers: FormAnswers,
  now: Date,
): Promise<readonly AnswerKey[]> {
  const { patientHash, userHash, consult, suggestion, states, corrects } = answers;
  const time = now.toISOString();
  const rows = states.map(({ fact, value }): AnswerRow => {
    return { patientHash, fact, value: JSON.stringify(value), time, userHash, consult, suggestion };
  });
  return writeDurably(connection, async (transaction) => {
    const earlier = await transaction
      .selectFrom('answers')
      .select(['fact', 'value', 'suggestion', 'time'])
      .where('patientHash', '=', patientHash)
      .execute();
    const isCorrected = (old: (typeof earlier)[number]): boolean =>
      old.time.slice(0, dayLength) === time.slice(0, dayLength) &&
      corrects.includes(old.fact) &&
      rows.some(({ fact, value }) => fact === old.fact && value !== old.value);
    const corrected = earlier.filter(isCorrected);
    await withdrawAnswers(transaction, patientHash, corrected, time);
    await insertRows(transaction, 'answers', rows);
    return corrected.map(({ suggestion: given, fact }) => ({ suggestion: given, fact }));
  });
}

const dayLength = 'YYYY-MM-DD'.length;
