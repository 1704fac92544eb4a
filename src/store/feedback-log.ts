import type { Transaction } from 'kysely';
import type { ConsultRecord } from '../core/contract/consult-record.js';
import type { Feedback } from '../core/contract/feedback.js';
import type { Log } from '../core/contract/log.js';
import type { FeedbackResult, FeedbackSender } from '../core/contract/store-answers.js';
import { findShownCards, rememberStates, type ShownCard } from './answers.js';
import type { Availability } from './availability.js';
import { type Connection, writeDurably } from './connection.js';
import type { ConsultSpool } from './consult-spool.js';
import { errorCodeOf, failureOf } from './failure.js';
import { insertRows } from './insert-rows.js';
import { toStorableText } from './storable-text.js';
import type { FeedbackRow, Tables } from './tables.js';

/** Stores feedback durably, several calls in one transaction when they come together. */
export interface FeedbackLog {
  readonly save: (feedback: readonly Feedback[], sender: FeedbackSender) => Promise<FeedbackResult>;
  readonly stored: () => number;
  readonly unknownCards: () => number;
  /** resolves when everything that was taken has been answered */
  readonly settle: () => Promise<void>;
}

export interface FeedbackLogOptions {
  readonly connection: Connection;
  readonly spool: ConsultSpool;
  readonly availability: Availability;
  readonly now: () => Date;
  readonly log: Log;
}

/** Calls that one transaction takes: the first, and others as long as together they are no more work than the largest. */
function takeCalls(queue: Call[]): readonly Call[] {
  let rows = queue[0]?.rows.length ?? 0;
  let calls = 1;
  while (calls < Math.min(queue.length, callsPerTransaction)) {
    rows += queue[calls]?.rows.length ?? 0;
    if (rows > rowsPerTransaction) break;
    calls += 1;
  }
  return queue.splice(0, calls);
}

interface Call {
  readonly rows: readonly FeedbackRow[];
  readonly resolve: (result: FeedbackResult) => void;
}

const callsPerTransaction = 64;
const rowsPerTransaction = 4_000;
const commentLimitCharacters = 2_000;
const codeLimitCharacters = 256;

export function createFeedbackLog(options: FeedbackLogOptions): FeedbackLog {
  const { connection, spool, availability, now, log } = options;
  const queue: Call[] = [];
  let working: Promise<void> | undefined;
  let stored = 0;
  let unknownCards = 0;

  async function save(feedback: readonly Feedback[], sender: FeedbackSender): Promise<FeedbackResult> {
    if (!availability.isUp()) return { kind: 'unavailable' };
    const receivedTime = now().toISOString();
    const rows = feedback.flatMap((entry) => toRows(entry, sender, receivedTime));
    return await new Promise((resolve) => {
      queue.push({ rows, resolve });
      working ??= work();
    });
  }

  async function work(): Promise<void> {
    while (queue.length > 0) {
      // calls that arrived together are all in the queue after this turn of the event loop
      await new Promise(setImmediate);
      await writeCalls(takeCalls(queue));
    }
    working = undefined;
  }

  /** A group that is refused for its content is written call by call, so that one bad call fails alone. */
  async function writeCalls(calls: readonly Call[]): Promise<void> {
    try {
      const known = await writeRows(calls.flatMap(({ rows }) => rows));
      for (const call of calls) call.resolve(count(call, known));
    } catch (error) {
      if (failureOf(error) !== 'data') availability.noteFailure(error);
      else if (calls.length > 1) return writeSingly(calls);
      log.warn({ event: 'feedback-refused', calls: calls.length, errorCode: errorCodeOf(error) });
      for (const call of calls) call.resolve({ kind: 'unavailable' });
    }
  }

  async function writeSingly(calls: readonly Call[]): Promise<void> {
    for (const call of calls) await writeCalls([call]);
  }

  /** Answers which of the cards stored consults have shown. */
  async function writeRows(rows: readonly FeedbackRow[]): Promise<ReadonlySet<string>> {
    const named = new Set(rows.map(({ card }) => card));
    if (spool.waiting().some((record) => showsAny(record, named))) await spool.drain();
    const { added, cards } = await writeDurably(connection, (transaction) => storeRows(transaction, rows));
    stored += added;
    return new Set(cards.keys());
  }

  function count({ rows }: Call, known: ReadonlySet<string>): FeedbackResult {
    const unknown = new Set(rows.map(({ card }) => card).filter((card) => !known.has(card))).size;
    unknownCards += unknown;
    return { kind: 'stored', unknownCards: unknown };
  }

  return {
    save,
    stored: () => stored,
    unknownCards: () => unknownCards,
    settle: async () => working,
  };
}

/** Answers how many events were added, and which of the cards stored consults have shown. */
async function storeRows(transaction: Transaction<Tables>, rows: readonly FeedbackRow[]) {
  const cards = await findShownCards(transaction, [...new Set(rows.map(({ card }) => card))]);
  const events = rows.map((row) => (isOffered(row, cards.get(row.card)) ? row : { ...row, suggestion: '' }));
  const added = await insertRows(transaction, 'feedback', events);
  await rememberStates(transaction, events, cards);
  return { added, cards };
}

/** Of a card that is not known yet, nobody can say what it offers. */
function isOffered({ suggestion }: FeedbackRow, card: ShownCard | undefined): boolean {
  return card === undefined || suggestion === '' || card.states.has(suggestion);
}

function showsAny(record: ConsultRecord, cards: ReadonlySet<string>): boolean {
  return record.cards.some(({ uuid }) => cards.has(uuid));
}

/** One row for each accepted suggestion, one for an override. */
function toRows(
  entry: Feedback,
  { client, remembersAnswers }: FeedbackSender,
  receivedTime: string,
): readonly FeedbackRow[] {
  const event = {
    card: toStorableText(entry.card, codeLimitCharacters),
    outcome: entry.kind,
    outcomeTime: entry.at,
    suggestion: '',
    reason: '',
    client,
    comment: null,
    remembersAnswers: remembersAnswers ? 1 : 0,
    receivedTime,
  };
  if (entry.kind === 'accepted') {
    const suggestions = entry.suggestions.length === 0 ? [''] : entry.suggestions;
    return suggestions.map((uuid) => ({ ...event, suggestion: toStorableText(uuid, codeLimitCharacters) }));
  }
  const { reason, comment } = entry;
  return [
    {
      ...event,
      reason: reason === undefined ? '' : toStorableText(`${reason.system ?? ''}|${reason.code}`, codeLimitCharacters),
      comment: comment === undefined ? null : toStorableText(comment, commentLimitCharacters),
    },
  ];
}
