/** In: one remembered consult after the other. Out: the figures of a report. */

import { createSilentTally, type SilentReport } from './silent.js';

/** What the consult log says about a span of time. Built by adding one consult after the other; order does not matter. */

export interface ReportQuery {
  /** ISO-8601 UTC; included */
  readonly from: string | undefined;
  /** ISO-8601 UTC; not included */
  readonly to: string | undefined;
}

export interface Report {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly consults: number;
  readonly latency: { readonly p50Milliseconds: number | undefined; readonly p95Milliseconds: number | undefined };
  readonly criteria: readonly CriterionReport[];
  readonly studies: readonly StudyReport[];
  readonly unreadParts: readonly { readonly part: string; readonly consults: number }[];
  readonly clinicians: readonly ClinicianReport[];
  /** cards that feedback named and no stored consult has shown */
  readonly unknownCards: number;
  /** what was decided and not shown; undefined when every consult had a card */
  readonly silent?: SilentReport;
}

export interface CriterionReport {
  readonly guideline: string;
  readonly criterion: string;
  /** consults that it decided, and the different orders among them: a hook fires again while an order is edited */
  readonly fired: number;
  readonly orders: number;
  /** by the last outcome of the consult's cards; `unshown` consults had no card to respond to */
  readonly accepted: number;
  readonly overridden: number;
  readonly ignored: number;
  readonly unshown: number;
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** The mix of ratings of one study in one month (UTC). */
export interface StudyReport extends RatingMix {
  readonly study: string;
  readonly month: string;
}

/** What one clinician ordered in one year (UTC) and how it was rated; the clinician is a keyed hash. */
export interface ClinicianReport extends RatingMix {
  readonly clinician: string;
  readonly year: string;
  readonly accepted: number;
  readonly overridden: number;
}

export interface RatingMix {
  readonly consults: number;
  readonly ratings: { readonly [studyRating: string]: number };
}

/** One consult as the report counts it. */
export interface ReportedConsult {
  readonly time: string;
  readonly guideline: string;
  readonly criterion: string;
  readonly rating: string;
  readonly study: string;
  readonly studyRating: string;
  readonly userHash: string;
  readonly orderHash: string;
  readonly unreadParts: readonly string[];
  readonly latencyMilliseconds: number;
  readonly cards: number;
  /** feedback on its cards, in any order */
  readonly outcomes: readonly CardOutcome[];
}

export interface CardOutcome {
  readonly outcome: string;
  readonly time: string;
  /** `system|code`, or empty */
  readonly reason: string;
}

export interface Tally {
  readonly add: (consult: ReportedConsult) => void;
  readonly toReport: (query: ReportQuery, unknownCards: number) => Report;
}

type Counts = Map<string, number>;
type CountsByName = Map<string, Counts>;
type CountedAs = 'accepted' | 'overridden' | 'ignored' | 'unshown';

/** Counts consults one by one; keeps counts and the hashes of orders, not the consults. */
export function createTally(): Tally {
  const criteria: CountsByName = new Map();
  const reasons: CountsByName = new Map();
  const studies: CountsByName = new Map();
  const clinicians: CountsByName = new Map();
  const orders = new Map<string, Set<string>>();
  const unreadParts: Counts = new Map();
  const latencies = new Map<number, number>();
  const silent = createSilentTally();
  let consults = 0;

  function add(consult: ReportedConsult): void {
    const last = lastOutcome(consult.outcomes);
    const countedAs = countAs(consult, last);
    const criterion = keyOf(consult.guideline, consult.criterion);
    consults += 1;
    silent.add(consult);
    count(at(criteria, criterion), ['fired', countedAs]);
    if (countedAs === 'overridden' && last !== undefined) count(at(reasons, criterion), [last.reason || noReason]);
    orders.set(criterion, (orders.get(criterion) ?? new Set()).add(consult.orderHash));
    count(at(studies, keyOf(consult.study, consult.time.slice(0, monthLength))), [ratingKey(consult.studyRating)]);
    const clinician = at(clinicians, keyOf(consult.userHash, consult.time.slice(0, yearLength)));
    count(clinician, [ratingKey(consult.studyRating), countedAs]);
    count(unreadParts, new Set(consult.unreadParts));
    count(latencies, [Math.round(consult.latencyMilliseconds)]);
  }

  function toCriterionReport([key, counts]: readonly [string, Counts]): CriterionReport {
    const [guideline, criterion] = partsOf(key);
    return {
      guideline,
      criterion,
      fired: of(counts, 'fired'),
      orders: orders.get(key)?.size ?? 0,
      accepted: of(counts, 'accepted'),
      overridden: of(counts, 'overridden'),
      ignored: of(counts, 'ignored'),
      unshown: of(counts, 'unshown'),
      reasons: mostFirst(reasons.get(key) ?? new Map()).map(([reason, times]) => ({ reason, count: times })),
    };
  }

  return {
    add,
    toReport: ({ from, to }, unknownCards) => ({
      from,
      to,
      consults,
      latency: { p50Milliseconds: percentile(latencies, 0.5), p95Milliseconds: percentile(latencies, 0.95) },
      criteria: byKey(criteria)
        .map(toCriterionReport)
        .sort((a, b) => b.fired - a.fired),
      studies: byKey(studies).map(([key, counts]) => {
        const [study, month] = partsOf(key);
        return { study, month, ...toMix(counts) };
      }),
      unreadParts: mostFirst(unreadParts).map(([part, times]) => ({ part, consults: times })),
      clinicians: byKey(clinicians).map(([key, counts]) => {
        const [clinician, year] = partsOf(key);
        const responses = { accepted: of(counts, 'accepted'), overridden: of(counts, 'overridden') };
        return { clinician, year, ...toMix(counts), ...responses };
      }),
      unknownCards,
      silent: silent.toReport(),
    }),
  };
}

/** How an override without a reason is counted. */
const noReason = 'none given';
const monthLength = 'YYYY-MM'.length;
const yearLength = 'YYYY'.length;

function lastOutcome(outcomes: readonly CardOutcome[]): CardOutcome | undefined {
  return outcomes.reduce<CardOutcome | undefined>((last, outcome) => {
    return last === undefined || outcome.time >= last.time ? outcome : last;
  }, undefined);
}

function countAs({ cards }: ReportedConsult, last: CardOutcome | undefined): CountedAs {
  if (last === undefined) return cards === 0 ? 'unshown' : 'ignored';
  return last.outcome === 'accepted' ? 'accepted' : 'overridden';
}

function toMix(counts: Counts): RatingMix {
  const ratings = byKey(counts).flatMap(([key, times]) => {
    return key.startsWith(ratingPrefix) ? [[key.slice(ratingPrefix.length), times] as const] : [];
  });
  return { consults: ratings.reduce((sum, [, times]) => sum + times, 0), ratings: Object.fromEntries(ratings) };
}

/** Keeps ratings apart from the other words that are counted beside them. */
const ratingPrefix = 'rating ';

function ratingKey(studyRating: string): string {
  return ratingPrefix + studyRating;
}

/** The smallest whole number of milliseconds that this share of the consults did not exceed. */
function percentile(latencies: ReadonlyMap<number, number>, share: number): number | undefined {
  const ascending = [...latencies].sort(([a], [b]) => a - b);
  const enough = share * ascending.reduce((sum, [, times]) => sum + times, 0);
  let seen = 0;
  for (const [milliseconds, times] of ascending) {
    seen += times;
    if (seen >= enough) return milliseconds;
  }
  return undefined;
}

function count<Key>(counts: Map<Key, number>, keys: Iterable<Key>): void {
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
}

function of(counts: Counts, key: string): number {
  return counts.get(key) ?? 0;
}

function at(countsByName: CountsByName, name: string): Counts {
  const known = countsByName.get(name);
  if (known !== undefined) return known;
  const counts: Counts = new Map();
  countsByName.set(name, counts);
  return counts;
}

function keyOf(first: string, second: string): string {
  return `${first}\n${second}`;
}

function partsOf(key: string): readonly [string, string] {
  const [first = '', second = ''] = key.split('\n');
  return [first, second];
}

function byKey<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function mostFirst(counts: Counts): readonly (readonly [string, number])[] {
  return [...byKey(counts)].sort(([, a], [, b]) => b - a);
}
