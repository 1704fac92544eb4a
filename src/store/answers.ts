import type { Transaction } from 'kysely';
import type { AnswerKey, Attestation, StatedFact } from '../core/contract/consult-record.js';
import type { FactValue } from '../core/values/fact.js';
import { isObject, type JsonObject, objectsOf } from '../core/values/json.js';
import type { Connection } from './connection.js';
import { insertRows } from './insert-rows.js';
import type { AnswerRow, FeedbackRow, Tables } from './tables.js';
import { withdrawAnswers } from './withdrawals.js';

/** A card that a stored consult has shown, with what accepting each of its suggestions states and takes back. */
export interface ShownCard {
  readonly id: string;
  readonly client: string;
  readonly consult: string;
  readonly time: string;
  readonly patientHash: string;
  readonly userHash: string;
  readonly states: ReadonlyMap<string, readonly StatedFact[]>;
  readonly withdraws: ReadonlyMap<string, readonly AnswerKey[]>;
}

const cardsPerQuery = 200;

/** The cards of these ids that stored consults have shown; each is looked up and read once. */
export async function findShownCards(
  transaction: Transaction<Tables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ShownCard>> {
  const found = new Map<string, ShownCard>();
  for (let start = 0; start < ids.length; start += cardsPerQuery) {
    const rows = await transaction
      .selectFrom('cards')
      .innerJoin('consults', (join) =>
        join.onRef('consults.time', '=', 'cards.consultTime').onRef('consults.id', '=', 'cards.consult'),
      )
      .where('cards.id', 'in', ids.slice(start, start + cardsPerQuery))
      .select(['cards.id', 'cards.suggestions', 'consults.client', 'consults.id as consult', 'consults.time'])
      .select(['consults.patientHash', 'consults.userHash'])
      .execute();
    for (const { suggestions, ...card } of rows) {
      found.set(card.id, { ...card, ...bySuggestion(suggestions) });
      await new Promise(setImmediate);
    }
  }
  return found;
}

/**
 * Remembers what the accepted suggestions among these events state. Feedback of another client than the one that was
 * shown the card counts for nothing; what is said again about a patient on the same day (UTC) is kept once, and what was
 * taken back is not remembered again. A suggestion that takes answers back removes those of its own patient.
 */
export async function rememberStates(
  transaction: Transaction<Tables>,
  events: readonly FeedbackRow[],
  cards: ReadonlyMap<string, ShownCard>,
): Promise<void> {
  const inOrder = events.toSorted((one, other) => compare(one.outcomeTime, other.outcomeTime));
  const cardOf = ({ card: id, client, outcome, remembersAnswers }: FeedbackRow): ShownCard | undefined => {
    const card = cards.get(id);
    return outcome === 'accepted' && remembersAnswers === 1 && card?.client === client ? card : undefined;
  };
  const rows = inOrder.flatMap((event): readonly AnswerRow[] => {
    const card = cardOf(event);
    if (card === undefined) return [];
    const { patientHash, userHash, consult } = card;
    const { suggestion } = event;
    const time = within(card.time, event.outcomeTime, event.receivedTime);
    return (card.states.get(suggestion) ?? []).map(({ fact, value }) => {
      return { patientHash, fact, value: JSON.stringify(value), time, userHash, consult, suggestion };
    });
  });
  await insertRows(transaction, 'answers', await notTakenBack(transaction, rows));
  const done = new Set<string>();
  for (const event of inOrder) {
    const card = cardOf(event);
    const withdrawn = card?.withdraws.get(event.suggestion) ?? [];
    if (card === undefined || withdrawn.length === 0 || done.has(event.suggestion)) continue;
    // accepted again in the same call, it takes nothing more back
    done.add(event.suggestion);
    await takeBack(transaction, card.patientHash, withdrawn, event.receivedTime);
    await new Promise(setImmediate);
  }
}

async function notTakenBack(
  transaction: Transaction<Tables>,
  rows: readonly AnswerRow[],
): Promise<readonly AnswerRow[]> {
  const suggestions = [...new Set(rows.map(({ suggestion }) => suggestion))];
  const gone = new Set<string>();
  for (let start = 0; start < suggestions.length; start += cardsPerQuery) {
    const found = await transaction
      .selectFrom('withdrawals')
      .select(['patientHash', 'fact', 'suggestion'])
      .where('suggestion', 'in', suggestions.slice(start, start + cardsPerQuery))
      .execute();
    for (const row of found) gone.add(nameOf(row));
  }
  return rows.filter((row) => !gone.has(nameOf(row)));
}

/** The same for feedback that was stored before the consults of these cards were. */
export async function rememberEarlierStates(transaction: Transaction<Tables>, cards: readonly string[]): Promise<void> {
  for (let start = 0; start < cards.length; start += cardsPerQuery) {
    const part = cards.slice(start, start + cardsPerQuery);
    const events = await transaction
      .selectFrom('feedback')
      .selectAll()
      .where('card', 'in', part)
      .where('outcome', '=', 'accepted')
      .execute();
    if (events.length > 0) await rememberStates(transaction, events, await findShownCards(transaction, part));
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
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
  await rememberEarlierStates(transaction, cards);
}

/** The client's time, but not before the card was shown and not after its feedback arrived. */
function within(earliest: string, time: string, latest: string): string {
  if (time > latest) return latest;
  return time < earliest ? earliest : time;
}

function bySuggestion(suggestions: string): Pick<ShownCard, 'states' | 'withdraws'> {
  const states = new Map<string, readonly StatedFact[]>();
  const withdraws = new Map<string, readonly AnswerKey[]>();
  for (const offered of objectsOf(parse(suggestions))) {
    states.set(String(offered.uuid), objectsOf(offered.states).flatMap(toStated));
    withdraws.set(String(offered.uuid), objectsOf(offered.withdraws).flatMap(toAnswerKey));
  }
  return { states, withdraws };
}

function toStated({ fact, value }: JsonObject): readonly StatedFact[] {
  return typeof fact === 'string' && isFactValue(value) ? [{ fact, value }] : [];
}

function toAnswerKey({ suggestion, fact }: JsonObject): readonly AnswerKey[] {
  return typeof suggestion === 'string' && typeof fact === 'string' ? [{ suggestion, fact }] : [];
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
