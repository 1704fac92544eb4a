import type { Transaction } from 'kysely';
import type { AnswerKey, Attestation, StatedFact } from '../core/contract/consult-record.js';
import type { FactValue } from '../core/values/fact.js';
import { isObject, type JsonObject, objectsOf } from '../core/values/json.js';
import type { Connection } from './connection.js';
import type { AnswerRow, Tables } from './tables.js';
import { withdrawAnswers } from './withdrawals.js';

/**
 * Remembers what the accepted suggestions on these cards state, whether the feedback or the consult was stored first.
 * Feedback of another client than the one that was shown the card counts for nothing; what is said again about a
 * patient on the same day (UTC) is kept once, and what was taken back is not remembered again. A suggestion that takes
 * answers back removes those of its own patient.
 */
export async function rememberStates(transaction: Transaction<Tables>, cards: readonly string[]): Promise<void> {
  if (cards.length === 0) return;
  const accepted = await transaction
    .selectFrom('feedback')
    .innerJoin('cards', 'cards.id', 'feedback.card')
    .innerJoin('consults', (join) =>
      join.onRef('consults.time', '=', 'cards.consultTime').onRef('consults.id', '=', 'cards.consult'),
    )
    .whereRef('feedback.client', '=', 'consults.client')
    .where('feedback.card', 'in', cards)
    .where('feedback.outcome', '=', 'accepted')
    .where('feedback.remembersAnswers', '=', 1)
    .orderBy('feedback.outcomeTime')
    .select(['feedback.suggestion', 'feedback.outcomeTime', 'feedback.receivedTime', 'cards.suggestions'])
    .select(['consults.id as consult', 'consults.time', 'consults.patientHash', 'consults.userHash'])
    .execute();
  const rows = accepted.flatMap((row): readonly AnswerRow[] => {
    const { consult, patientHash, userHash, suggestion } = row;
    const time = within(row.time, row.outcomeTime, row.receivedTime);
    return statesOf(row.suggestions, suggestion).map(({ fact, value }) => {
      return { patientHash, fact, value: JSON.stringify(value), time, userHash, consult, suggestion };
    });
  });
  await addAnswers(transaction, rows);
  for (const { suggestion, suggestions, patientHash, receivedTime } of accepted)
    await takeBack(transaction, patientHash, withdrawnBy(suggestions, suggestion), receivedTime);
}

async function addAnswers(transaction: Transaction<Tables>, rows: readonly AnswerRow[]): Promise<void> {
  if (rows.length === 0) return;
  const suggestions = [...new Set(rows.map(({ suggestion }) => suggestion))];
  const gone = await transaction
    .selectFrom('withdrawals')
    .select(['patientHash', 'fact', 'suggestion'])
    .where('suggestion', 'in', suggestions)
    .execute();
  const names = new Set(gone.map(nameOf));
  const standing = rows.filter((row) => !names.has(nameOf(row)));
  if (standing.length === 0) return;
  await transaction
    .insertInto('answers')
    .values(standing)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function nameOf({ patientHash, fact, suggestion }: AnswerKey & { readonly patientHash: string }): string {
  return `${patientHash} ${fact} ${suggestion}`;
}

/** Takes answers of one patient back; one that they had kept out, being the same on the same day, comes in for them. */
export async function takeBack(
  transaction: Transaction<Tables>,
  patientHash: string,
  answers: readonly AnswerKey[],
  time: string,
): Promise<void> {
  const cards = await withdrawAnswers(transaction, patientHash, answers, time);
  await rememberStates(transaction, cards);
}

/** The client's time, but not before the card was shown and not after its feedback arrived. */
function within(earliest: string, time: string, latest: string): string {
  if (time > latest) return latest;
  return time < earliest ? earliest : time;
}

function statesOf(suggestions: string, uuid: string): readonly StatedFact[] {
  return objectsOf(suggestionIn(suggestions, uuid)?.states).flatMap(({ fact, value }) => {
    return typeof fact === 'string' && isFactValue(value) ? [{ fact, value }] : [];
  });
}

function withdrawnBy(suggestions: string, uuid: string): readonly AnswerKey[] {
  return objectsOf(suggestionIn(suggestions, uuid)?.withdraws).flatMap(({ suggestion, fact }) => {
    return typeof suggestion === 'string' && typeof fact === 'string' ? [{ suggestion, fact }] : [];
  });
}

function suggestionIn(suggestions: string, uuid: string): JsonObject | undefined {
  return objectsOf(parse(suggestions)).find((candidate) => candidate.uuid === uuid);
}

/**
 * What was attested on cards about a patient, newest first: each value of a fact at most once a day. Every hook call
 * asks for it, so the query is built once, and where the storage is in this process nothing is waited for.
 */
export function createAnswerReader({ db, readNow }: Connection): (patientHash: string) => AnswersNowOrLater {
  const query = db
    .selectFrom('answers')
    .select(['fact', 'value', 'time', 'userHash', 'consult', 'suggestion'])
    .where('patientHash', '=', '')
    .orderBy('time', 'desc')
    .compile();
  return (patientHash) => {
    const asked = { ...query, parameters: [patientHash] };
    if (readNow !== undefined) return readNow(asked).flatMap(toAnswers);
    return db.executeQuery(asked).then(({ rows }) => rows.flatMap(toAnswers));
  };
}

type AnswersNowOrLater = readonly Attestation[] | Promise<readonly Attestation[]>;

function toAnswers(row: unknown): readonly Attestation[] {
  if (!isObject(row)) return [];
  const text = (column: string): string => String(row[column]);
  const value = parse(text('value'));
  if (!isFactValue(value)) return [];
  return [
    {
      fact: text('fact'),
      value,
      time: text('time'),
      userHash: text('userHash'),
      consult: text('consult'),
      suggestion: text('suggestion'),
    },
  ];
}

function parse(text: string): unknown {
  return JSON.parse(text);
}

function isFactValue(value: unknown): value is FactValue {
  if (isObject(value)) return typeof value.atLeast === 'number';
  return typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string';
}
