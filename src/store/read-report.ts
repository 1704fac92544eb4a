import { createTally, type Report, type ReportedConsult, type ReportQuery } from '../core/report/tally.js';
import { isObject, objectsOf } from '../core/values/json.js';
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
  | 'rating'
  | 'hook'
  | 'userHash'
  | 'orderHash'
  | 'facts'
  | 'unreadParts'
  | 'latencyMilliseconds'
>;

/** What a report is of: a span, and one client or all. */
interface Scope extends ReportQuery {
  readonly client: string | undefined;
}

/**
 * Reads the consults of a span in steps, so that hook calls are answered in between, and counts them: those of one
 * client, or of all when none is named.
 */
export async function readReport(connection: Connection, query: ReportQuery, client?: string): Promise<Report> {
  const scope = { ...query, client };
  const tally = createTally();
  let last: Row | undefined;
  do {
    const rows = await readStep(connection, scope, last);
    for (const consult of await withOutcomes(connection, rows)) tally.add(consult);
    last = rows.length === consultsPerStep ? rows.at(-1) : undefined;
    await new Promise(setImmediate);
  } while (last !== undefined);
  return tally.toReport(query, await countUnknownCards(connection, scope));
}

function readStep({ db }: Connection, { from, to, client }: Scope, last: Row | undefined): Promise<readonly Row[]> {
  return db
    .selectFrom('consults')
    .select(['id', 'time', 'client', 'guideline', 'criterion', 'study', 'studyRating', 'userHash', 'orderHash'])
    .select(['facts', 'unreadParts', 'latencyMilliseconds', 'rating', 'hook'])
    .$if(from !== undefined, (step) => step.where('time', '>=', from ?? ''))
    .$if(to !== undefined, (step) => step.where('time', '<', to ?? ''))
    .$if(client !== undefined, (step) => step.where('client', '=', client ?? ''))
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
    .select(['feedback.outcomeTime as time', 'feedback.suggestion', 'cards.suggestions'])
    .where('cards.consultTime', '>=', first.time)
    .where('cards.consultTime', '<=', last.time)
    .execute();
  const cardsOf = new Map<string, (typeof cards)[number][]>();
  for (const card of cards) {
    const known = cardsOf.get(card.consult);
    if (known === undefined) cardsOf.set(card.consult, [card]);
    else known.push(card);
  }
  return rows.map(({ id, client, facts, unreadParts, ...row }) => {
    const shown = cardsOf.get(id) ?? [];
    return {
      ...row,
      unreadParts: parseList(unreadParts),
      words: wordsIn(facts),
      cards: new Set(shown.map((card) => card.id)).size,
      ...suggestionsOf(shown.filter((card) => card.client === null || card.client === client)),
      outcomes: shown.flatMap(({ client: sender, outcome, time, reason }) => {
        if (sender !== client || outcome === null || time === null) return [];
        return [{ outcome, time, reason: reason ?? '' }];
      }),
    };
  });
}

/** What only words said of a consult's facts. */
function wordsIn(facts: string): { readonly [fact: string]: string } {
  const values: unknown = JSON.parse(facts);
  return Object.fromEntries(
    Object.entries(isObject(values) ? values : {}).flatMap(([fact, value]) =>
      value === 'suspected' || value === 'denied' ? [[fact, value]] : [],
    ),
  );
}

interface ShownCard {
  readonly id: string;
  readonly suggestions: string;
  readonly outcome: string | null;
  readonly suggestion: string | null;
}

/** The names of the suggestions that the cards of a consult offered, and of those that were accepted. */
function suggestionsOf(shown: readonly ShownCard[]): Pick<ReportedConsult, 'offered' | 'taken'> {
  const names = new Map<string, string>();
  const cards = new Map(shown.map((card) => [card.id, card.suggestions]));
  for (const text of cards.values()) {
    const list: unknown = JSON.parse(text);
    for (const { uuid, id } of objectsOf(list)) if (typeof id === 'string') names.set(String(uuid), id);
  }
  const accepted = new Set(shown.flatMap((card) => (card.outcome === 'accepted' ? (card.suggestion ?? []) : [])));
  return { offered: [...names.values()], taken: [...accepted].flatMap((uuid) => names.get(uuid) ?? []) };
}

function parseList(text: string): readonly string[] {
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

async function countUnknownCards({ db }: Connection, { from, to, client }: Scope): Promise<number> {
  const { cards } = await db
    .selectFrom('feedback')
    .leftJoin('cards', 'cards.id', 'feedback.card')
    .where('cards.id', 'is', null)
    .$if(from !== undefined, (rows) => rows.where('feedback.receivedTime', '>=', from ?? ''))
    .$if(to !== undefined, (rows) => rows.where('feedback.receivedTime', '<', to ?? ''))
    .$if(client !== undefined, (rows) => rows.where('feedback.client', '=', client ?? ''))
    .select(({ fn }) => fn.count('feedback.card').distinct().as('cards'))
    .executeTakeFirstOrThrow();
  return Number(cards);
}
