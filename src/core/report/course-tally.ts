/** What became of orders and suggestions over time, counted beside the criteria. */

export interface CourseReport {
  /** what the criteria answered in each week with a consult, by the Monday on which it began (UTC) */
  readonly weeks: readonly WeekReport[];
  readonly suggestions: readonly SuggestionReport[];
  readonly orders: OrdersReport;
}

export interface WeekReport {
  /** YYYY-MM-DD */
  readonly week: string;
  readonly consults: number;
  readonly ratings: { readonly [rating: string]: number };
}

/** One suggestion of the catalogue, over all cards. */
export interface SuggestionReport {
  readonly suggestion: string;
  readonly offered: number;
  readonly taken: number;
}

/** Orders that were asked about with a card, and what later calls about the same order showed. */
export interface OrdersReport {
  readonly advised: number;
  /** the last call asked for another study than the first */
  readonly changed: number;
  /** was about to be signed after a card was shown */
  readonly signed: number;
}

/** What of a consult is counted here. */
export interface CourseConsult {
  readonly time: string;
  readonly hook: string;
  readonly rating: string;
  readonly study: string;
  readonly orderHash: string;
  readonly cards: number;
  /** names of the suggestions on its cards */
  readonly offered: readonly string[];
  /** names of those that were accepted, each once */
  readonly taken: readonly string[];
}

interface OrderCourse {
  first: { readonly time: string; readonly study: string };
  last: { readonly time: string; readonly study: string };
  firstCard: string | undefined;
  lastSign: string | undefined;
}

/** Counts the course of orders; the order in which consults are added does not matter. */
export function createCourseTally() {
  const weeks = new Map<string, Map<string, number>>();
  const offered = new Map<string, number>();
  const taken = new Map<string, number>();
  const orders = new Map<string, OrderCourse>();

  function add(consult: CourseConsult): void {
    const week = mondayOf(consult.time);
    const ratings = weeks.get(week) ?? new Map<string, number>();
    weeks.set(week, ratings);
    count(ratings, consult.rating);
    for (const name of consult.offered) count(offered, name);
    for (const name of consult.taken) count(taken, name);
    addOrder(consult);
  }

  function addOrder({ orderHash, time, study, cards, hook }: CourseConsult): void {
    const call = { time, study };
    const known = orders.get(orderHash) ?? { first: call, last: call, firstCard: undefined, lastSign: undefined };
    orders.set(orderHash, known);
    if (time < known.first.time) known.first = call;
    if (time > known.last.time) known.last = call;
    if (cards > 0 && (known.firstCard === undefined || time < known.firstCard)) known.firstCard = time;
    if (hook === 'order-sign' && (known.lastSign === undefined || time > known.lastSign)) known.lastSign = time;
  }

  function toReport(): CourseReport {
    const advised = [...orders.values()].filter(({ firstCard }) => firstCard !== undefined);
    return {
      weeks: sorted(weeks).map(([week, ratings]) => ({
        week,
        consults: [...ratings.values()].reduce((sum, times) => sum + times, 0),
        ratings: Object.fromEntries(sorted(ratings)),
      })),
      suggestions: sorted(offered)
        .map(([suggestion, times]) => ({ suggestion, offered: times, taken: taken.get(suggestion) ?? 0 }))
        .sort((left, right) => right.taken - left.taken || right.offered - left.offered),
      orders: {
        advised: advised.length,
        changed: advised.filter(({ first, last }) => first.study !== last.study).length,
        signed: advised.filter(({ firstCard = '', lastSign = '' }) => lastSign >= firstCard).length,
      },
    };
  }

  return { add, toReport };
}

const dayMilliseconds = 86_400_000;
const weekDays = 7;
/** 1 January 1970 was a Thursday: the first Monday after it is day 4. */
const firstMonday = 4;

function mondayOf(time: string): string {
  const day = Math.floor(Date.parse(time) / dayMilliseconds);
  const monday = day - ((((day - firstMonday) % weekDays) + weekDays) % weekDays);
  return new Date(monday * dayMilliseconds).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : 1));
}
