import type { ConsultTrace } from '../core/contract/consult-trace.js';
import type { FactValue } from '../core/values/fact.js';
import { isObject, objectsOf } from '../core/values/json.js';
import type { Connection } from './connection.js';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const timeDigits = 12;
/** A consult is stamped with its id before it is answered, and with its time after. */
const earlierMilliseconds = 1_000;
const laterMilliseconds = 120_000;

/**
 * Looks a consult up by its own id, or by the uuid of one of its cards; undefined when neither is known. An id holds the
 * time at which it was made, so that only the rows of that moment are read.
 */
export async function readTrace(connection: Connection, id: string): Promise<ConsultTrace | undefined> {
  if (!uuidPattern.test(id)) return undefined;
  const wanted = id.toLowerCase();
  const { db } = connection;
  const card = await db.selectFrom('cards').select(['consult']).where('id', '=', wanted).executeTakeFirst();
  const consult = card?.consult ?? wanted;
  const made = Number.parseInt(consult.replaceAll('-', '').slice(0, timeDigits), 16);
  const latest = 8.64e15 - laterMilliseconds;
  if (!(made < latest)) return undefined;
  const row = await db
    .selectFrom('consults')
    .selectAll()
    .where('time', '>=', new Date(made - earlierMilliseconds).toISOString())
    .where('time', '<=', new Date(made + laterMilliseconds).toISOString())
    .where('id', '=', consult)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const cards = await db
    .selectFrom('cards')
    .leftJoin('feedback', 'feedback.card', 'cards.id')
    .select(['cards.suggestions', 'feedback.client', 'feedback.outcome', 'feedback.outcomeTime', 'feedback.reason'])
    .where('cards.consultTime', '=', row.time)
    .where('cards.consult', '=', consult)
    .execute();
  const { patientHash: _, userHash: __, orderHash: ___, hookInstance: ____, ...kept } = row;
  return {
    ...kept,
    hook: row.hook === 'order-sign' ? 'order-sign' : 'order-select',
    facts: factsIn(row.facts),
    proofs: listIn(row.proofs),
    unreadParts: listIn(row.unreadParts),
    offered: [...new Set(cards.flatMap(({ suggestions }) => namesIn(suggestions)))],
    outcomes: cards.flatMap(({ client, outcome, outcomeTime, reason }) =>
      outcome === null || client !== row.client ? [] : [{ outcome, time: outcomeTime ?? '', reason: reason ?? '' }],
    ),
  };
}

function listIn(text: string): readonly string[] {
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

function namesIn(text: string): readonly string[] {
  const list: unknown = JSON.parse(text);
  return objectsOf(list).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
}

function factsIn(text: string): ConsultTrace['facts'] {
  const read: unknown = JSON.parse(text);
  const facts: { [fact: string]: FactValue } = {};
  for (const [fact, value] of Object.entries(isObject(read) ? read : {})) {
    if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') facts[fact] = value;
    else if (isObject(value) && typeof value.atLeast === 'number') facts[fact] = { atLeast: value.atLeast };
  }
  return facts;
}
