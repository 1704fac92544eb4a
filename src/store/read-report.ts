import { createTally, type Report, type ReportedConsult, type ReportQuery } from '../core/report/tally.js';
import type { Connection } from './connection.js';
import type { ConsultRow } from './tables.js';

const consultsPerStep = 200;

type Row = Pick<
  ConsultRow,
  | 'id'
  | 'time'
  | 'client'
  | 'guideline'
  | 'criterion'
  | 'rating'
  | 'study'
  | 'studyRating'
  | 'userHash'
  | 'orderHash'
  | 'unreadParts'
  | 'latencyMilliseconds'
>;

/** Reads the consults of a span in steps, so that hook calls are answered in between, and counts them. */
export async function readReport(connection: Connection, query: ReportQuery): Promise<Report> {
  const tally = createTally();
  let last: Row | undefined;
  do {
    const rows = await readStep(connection, query, last);
    for (const consult of await withOutcomes(connection, rows)) tally.add(consult);
    last = rows.length === consultsPerStep ? rows.at(-1) : undefined;
    await new Promise(setImmediate);
  } while (last !== undefined);
  return tally.toReport(query, await countUnknownCards(connection, query));
}

function readStep({ db }: Connection, { from, to }: ReportQuery, last: Row | undefined): Promise<readonly Row[]> {
  return db
    .selectFrom('consults')
    .select(['id', 'time', 'client', 'guideline', 'criterion', 'study', 'studyRating', 'userHash', 'orderHash'])
    .select(['rating', 'unreadParts', 'latencyMilliseconds'])
    .$if(from !== undefined, (step) => step.where('time', '>=', from ?? ''))
    .$if(to !== undefined, (step) => step.where('time', '<', to ?? ''))
    .$if(last !== undefined, (step) =>
      step.where(({ eb, refTuple, tuple }) => eb(refTuple('time', 'id'), '>', tuple(last?.time ?? '', last?.id ?? ''))),
    )
    .orderBy('time')
    .orderBy('id')
    .limit(consultsPerStep)
    .execute();
}

async function withOutcomes({ db }: Connection, rows: readonly Row[]): Promise<readonly ReportedConsult[]> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const cards = await db
    .selectFrom('cards')
    .leftJoin('feedback', 'feedback.card', 'cards.id')
    .select(['cards.consult', 'cards.id', 'feedback.client', 'feedback.outcome', 'feedback.reason'])
    .select('feedback.outcomeTime as time')
    .where('cards.consultTime', '>=', first.time)
    .where('cards.consultTime', '<=', last.time)
    .execute();
  const cardsOf = new Map<string, (typeof cards)[number][]>();
  for (const card of cards) {
    const known = cardsOf.get(card.consult);
    if (known === undefined) cardsOf.set(card.consult, [card]);
    else known.push(card);
  }
  return rows.map(({ id, client, unreadParts, ...row }) => {
    const shown = cardsOf.get(id) ?? [];
    return {
      ...row,
      unreadParts: parseList(unreadParts),
      cards: new Set(shown.map((card) => card.id)).size,
      outcomes: shown.flatMap(({ client: sender, outcome, time, reason }) => {
        if (sender !== client || outcome === null || time === null) return [];
        return [{ outcome, time, reason: reason ?? '' }];
      }),
    };
  });
}

function parseList(text: string): readonly string[] {
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

async function countUnknownCards({ db }: Connection, { from, to }: ReportQuery): Promise<number> {
  const { cards } = await db
    .selectFrom('feedback')
    .leftJoin('cards', 'cards.id', 'feedback.card')
    .where('cards.id', 'is', null)
    .$if(from !== undefined, (rows) => rows.where('feedback.receivedTime', '>=', from ?? ''))
    .$if(to !== undefined, (rows) => rows.where('feedback.receivedTime', '<', to ?? ''))
    .select(({ fn }) => fn.count('feedback.card').distinct().as('cards'))
    .executeTakeFirstOrThrow();
  return Number(cards);
}
