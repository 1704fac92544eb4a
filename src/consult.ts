import { makeCard } from './core/card/card.js';
import type { Client } from './core/contract/client.js';
import type { AnswerKey, AttestationsRead, CardRecord } from './core/contract/consult-record.js';
import type { HookRequest } from './core/contract/hook-request.js';
import type { Action, Card, HookResponse } from './core/contract/hook-response.js';
import type { PatientRecord } from './core/contract/patient-record.js';
import { decideOrder } from './core/decide/decide-order.js';
import { ratingAction } from './core/decide/pama.js';
import type { RatedOrder, RequestContext } from './core/decide/rated-order.js';
import type { Guideline } from './core/guideline/guideline.js';
import { inLanguage } from './core/guideline/in-language.js';
import { heldOrdersOf } from './core/order/held-orders.js';
import { type OrderedStudy, studiesOf } from './core/order/ordered-studies.js';
import { selectedOrders } from './core/order/selected-orders.js';
import { mostRatedOrders, nameUnrated } from './core/order/unrated-orders.js';
import { withAnswers } from './core/read/read-answers.js';
import { readRecord } from './core/read/read-record.js';
import { dayOfInstant } from './core/values/day.js';
import type { JsonObject } from './core/values/json.js';
import { written } from './core/values/json-text.js';
import { checkOrderSubjects, prefetchedConditions, withoutRepeats } from './fhir/prefetch.js';

/** What a consult needs from outside: the knowledge, the record, the clock and identifiers. */
export interface ConsultParts {
  /** in the order in which they are asked */
  readonly guidelines: readonly Guideline[];
  /** the record as far as it can be read; rejects with a RequestError for another patient's data */
  readonly gatherRecord: (request: HookRequest, client: Client) => Promise<PatientRecord>;
  /** what clinicians have attested about this patient on earlier cards */
  readonly attestationsOf: (request: HookRequest, client: Client) => Promise<AttestationsRead>;
  /** `Accept-Language` of the call; undefined = it has none */
  readonly acceptLanguage?: string | undefined;
  /** base URL of the pages behind the cards; undefined = there are none */
  readonly pagesUrl?: string;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** One answered request: what is sent, and the orders that were decided with the cards they got. */
export interface Consultation {
  readonly response: HookResponse;
  readonly decided: readonly DecidedOrder[];
  readonly record: PatientRecord | undefined;
  /** whether what was attested on earlier cards could be read */
  readonly answersRead: boolean;
  /** remembered answers that the record says were entered in error */
  readonly withdrawn: readonly AnswerKey[];
}

export interface DecidedOrder {
  readonly rated: RatedOrder;
  readonly card: CardRecord | undefined;
}

const nothing: Consultation = {
  response: { cards: [] },
  decided: [],
  record: undefined,
  answersRead: true,
  withdrawn: [],
};

/**
 * Draft orders in, advisory cards out. Nothing is fetched for a request without a selected spine imaging order.
 * @throws RequestError for an order or data of another patient, in scope or not
 */
export async function consult(parts: ConsultParts, request: HookRequest, client: Client): Promise<Consultation> {
  checkOrderSubjects(request);
  const guidelines = parts.guidelines.map((each) => inLanguage(each, client.language, parts.acceptLanguage));
  const drafts = withoutRepeats(request.context.draftOrders);
  const held = heldOrdersOf(drafts);
  const draftOrders = request.context.draftOrders.concat(held.map(({ order }) => order));
  const orders = guidelines.map((guideline) => ({
    guideline,
    studies: studiesOf(guideline, draftOrders, () => prefetchedConditions(request)),
  }));
  const imaging = new Set(orders.flatMap(({ studies }) => studies.map(({ order }) => order)));
  const chosen = selectedOrders(request.context, drafts, held);
  const selected = [...chosen].filter((order) => imaging.has(order));
  const [first] = orders;
  if (first === undefined || selected.length === 0) return nothing;

  const [record, answers] = await Promise.all([
    parts.gatherRecord(request, client),
    parts.attestationsOf(request, client),
  ]);
  const now = parts.now();
  const asOf = dayOfInstant(now.getTime());
  const earliest = earliestAnswer(now, client);
  const withdrawn: AnswerKey[] = [];
  const sessions = orders.map(({ guideline, studies }): RequestContext => {
    const given = withAnswers(guideline, record, answers, earliest);
    const whole = given.record;
    if (withdrawn.length === 0) withdrawn.push(...given.withdrawn);
    return {
      context: { ...request.context, draftOrders },
      record: whole,
      reading: readRecord(guideline, whole, draftOrders, asOf),
      asOf,
      now: now.toISOString(),
      studies,
      newId: parts.newId,
      writesRatings: client.systemActions !== 'off',
      needsRatedUpdates: client.systemActions === 'pama' || client.systemActions === 'both',
      detail: client.detail,
      pagesUrl: parts.pagesUrl,
      answers: given.answers,
    };
  });

  const decided: DecidedOrder[] = [];
  const cards: Card[] = [];
  for (const order of selected.slice(0, mostRatedOrders)) {
    const answer = answerOrder(sessions, order, parts.newId);
    if (answer === undefined) continue;
    const made = client.cards === 'silent' ? undefined : makeCard(answer.rated, answer.session);
    if (made !== undefined && isShown(made.card, answer.rated, client)) cards.push(made.card);
    decided.push({ rated: answer.rated, card: made?.record });
  }
  const actions = client.cards === 'silent' ? [] : decided.flatMap(({ rated }) => ratingAction(rated) ?? []);
  const shown = nameUnrated(first.guideline, cards, selected.slice(mostRatedOrders));
  const response = withActions(shown, actions, client);
  return { response, decided, record, answersRead: answers.kind === 'read', withdrawn };
}

const dayInMilliseconds = 86_400_000;

/** The time before which answers count no more with a client; undefined = only the windows of their facts end them. */
function earliestAnswer(now: Date, { answersCountDays }: Client): string | undefined {
  if (answersCountDays === undefined) return undefined;
  return new Date(now.getTime() - answersCountDays * dayInMilliseconds).toISOString();
}

/** The first guideline with criteria for the order answers; if none has any, the first that says so. */
function answerOrder(
  sessions: readonly RequestContext[],
  order: JsonObject,
  newId: () => string,
): { readonly rated: RatedOrder; readonly session: RequestContext } | undefined {
  let second: { readonly rated: RatedOrder; readonly session: RequestContext } | undefined;
  for (const session of sessions) {
    const ordered: OrderedStudy | undefined = session.studies.find((study) => study.order === order);
    if (ordered === undefined) continue;
    const rated = decideOrder(session.reading, session.record, ordered, newId());
    const { rating } = rated.decision.criterion.definition;
    if (rating === 'out-of-scope') continue;
    if (rating !== 'no-criteria-apply') return { rated, session };
    second ??= { rated, session };
  }
  return second;
}

/** Whether a client wants a card; one that holds a red flag, or that anything can be done with, is never kept back. */
function isShown({ indicator, suggestions }: Card, { decision }: RatedOrder, { cards, noCriteria }: Client): boolean {
  if (indicator !== 'info' || suggestions !== undefined) return true;
  const isEmpty = decision.criterion.definition.rating === 'no-criteria-apply';
  return cards === 'all' && !(isEmpty && noCriteria === 'silent');
}

/** Ratings go where the client has agreed to look for them (rows G-3, S-12); in two places they are written once. */
function withActions(cards: readonly Card[], ratings: readonly Action[], { systemActions }: Client): HookResponse {
  if (ratings.length === 0 || systemActions === 'off') return { cards };
  const actions = written(ratings);
  const extension = { systemActions: actions };
  if (systemActions === 'pama') return { cards, extension };
  return systemActions === 'standard'
    ? { cards, systemActions: actions }
    : { cards, systemActions: actions, extension };
}
