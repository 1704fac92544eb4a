/** In: one remembered consult after the other. Out: the figures of a report. */

import { at, byKey, type Counts, type CountsByName, count, keyOf, mostFirst, of, partsOf } from './counts.js';
import { type CourseConsult, type CourseReport, createCourseTally } from './course-tally.js';
import { createSilentTally, type SilentReport } from './silent.js';

/** What the consult log says about a span of time. Built by adding one consult after the other; order does not matter. */

export interface ReportQuery {
  /** ISO-8601 UTC; included */
  readonly from: string | undefined;
  /** ISO-8601 UTC; not included */
  readonly to: string | undefined;
}

export interface Report extends CourseReport {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly consults: number;
  readonly latency: { readonly p50Milliseconds: number | undefined; readonly p95Milliseconds: number | undefined };
  readonly criteria: readonly CriterionReport[];
  readonly studies: readonly StudyReport[];
  readonly unreadParts: readonly { readonly part: string; readonly consults: number }[];
  /** what words said on cards that were overridden, by the reason that was given: how often they are misread */
  readonly words: readonly WordsReport[];
  readonly clinicians: readonly ClinicianReport[];
  /** cards that feedback named and no stored consult has shown */
  readonly unknownCards: number;
  /** what was decided and not shown; undefined when every consult had a card */
  readonly silent?: SilentReport;
}

export interface WordsReport {
  readonly reason: string;
  readonly fact: string;
  readonly outcome: string;
  readonly count: number;
}

export interface CriterionReport {
  readonly guideline: string;
  readonly criterion: string;
  /** consults that it decided, and the different orders among them: a hook fires again while an order is edited */
  readonly fired: number;
  readonly orders: number;
  /**
   * by the outcomes of the consult's cards: a card whose suggestion was taken before it was overridden counts as both;
   * `unshown` consults had no card to respond to
   */
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
export interface ReportedConsult extends CourseConsult {
  readonly guideline: string;
  readonly criterion: string;
  readonly studyRating: string;
  readonly userHash: string;
  readonly unreadParts: readonly string[];
  /** `suspected` or `denied` by fact, for what only words said */
  readonly words: { readonly [fact: string]: string };
  readonly latencyMilliseconds: number;
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

type CountedAs = 'accepted' | 'overridden' | 'ignored' | 'unshown';

/** Counts consults one by one; keeps counts and the hashes of orders, not the consults. */
export function createTally(): Tally {
  const criteria: CountsByName = new Map();
  const reasons: CountsByName = new Map();
  const studies: CountsByName = new Map();
  const clinicians: CountsByName = new Map();
  const orders = new Map<string, Set<string>>();
  const unreadParts: Counts = new Map();
  const words: CountsByName = new Map();
  const latencies = new Map<number, number>();
  const course = createCourseTally();
  const silent = createSilentTally();
  let consults = 0;

  function add(consult: ReportedConsult): void {
    const last = lastOutcome(consult.outcomes);
    const countedAs = countAs(consult, last);
    const criterion = keyOf(consult.guideline, consult.criterion);
    consults += 1;
    course.add(consult);
    silent.add(consult);
    count(at(criteria, criterion), ['fired', ...countedAs]);
    if (last?.outcome === 'overridden') {
      count(at(reasons, criterion), [last.reason || noReason]);
      for (const [fact, outcome] of Object.entries(consult.words))
        count(at(words, last.reason || noReason), [keyOf(fact, outcome)]);
    }
    orders.set(criterion, (orders.get(criterion) ?? new Set()).add(consult.orderHash));
    count(at(studies, keyOf(consult.study, consult.time.slice(0, monthLength))), [ratingKey(consult.studyRating)]);
    const clinician = at(clinicians, keyOf(consult.userHash, consult.time.slice(0, yearLength)));
    count(clinician, [ratingKey(consult.studyRating), ...countedAs]);
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
      words: byKey(words).flatMap(([reason, counts]) =>
        mostFirst(counts).map(([key, times]) => {
          const [fact, outcome] = partsOf(key);
          return { reason, fact, outcome, count: times };
        }),
      ),
      clinicians: byKey(clinicians).map(([key, counts]) => {
        const [clinician, year] = partsOf(key);
        const responses = { accepted: of(counts, 'accepted'), overridden: of(counts, 'overridden') };
        return { clinician, year, ...toMix(counts), ...responses };
      }),
      unknownCards,
      ...course.toReport(),
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

/** A suggestion that was taken and the card then overridden counts as both; an override that was thought over, as taken. */
function countAs({ cards, outcomes }: ReportedConsult, last: CardOutcome | undefined): readonly CountedAs[] {
  if (last === undefined) return [cards === 0 ? 'unshown' : 'ignored'];
  if (last.outcome === 'accepted') return ['accepted'];
  return outcomes.some(({ outcome }) => outcome === 'accepted') ? ['accepted', 'overridden'] : ['overridden'];
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
