import type { Lexicon } from './lexicon.js';
import type { Scan } from './scan.js';
import { signs } from './signs.js';
import type { Token } from './token.js';

/** The times that a segment states, for the mentions in it. */
export interface Times {
  /** days since what is said between two tokens happened, at least; undefined = no time is stated there */
  readonly daysAgo: (from: number, to: number) => number | undefined;
  /**
   * days for which what is said between two tokens goes on, at least, when nothing in the segment is new; else 0. What a comma
   * parts from it says so only when it begins with the time: "leaks urine, for 10 years", not "fell, alendronate for 5 years"
   */
  readonly lasting: (from: number, to: number) => number;
}

/** Tokens between a comma and the time that a phrase begins with: ", for 10 years". */
const mostBeforeTime = 2;
const daysPerYear = 365;
const firstYear = 1920;
const longAgoDays = 2 * daysPerYear;

/** Reads "3 weeks ago", "in 2016", "since 2012", "x 10 yrs", "3/52"; `today` is YYYY-MM-DD. */
export function timesOf(scan: Scan, lexicon: Lexicon, today: string): Times {
  const { segment, signsAt } = scan;
  const bits = (at: number): number => signsAt[at - segment.from] ?? 0;
  const past: { readonly at: number; readonly days: number }[] = [];
  const lasting: { readonly at: number; readonly days: number }[] = [];
  let isRecent = false;
  for (let at = segment.from; at < segment.to; at += 1) {
    const token = scan.passage.tokens[at];
    if (token === undefined) break;
    if ((bits(at) & signs.recent) !== 0) isRecent = true;
    const isSince = ((bits(at - 1) | bits(at - 2)) & signs.since) !== 0;
    if ((bits(at) & signs.longAgo) !== 0) {
      if (isSince) lasting.push({ at, days: longAgoDays });
      else past.push({ at, days: longAgoDays });
    }
    const duration = durationAt(scan, at, lexicon);
    if (duration !== undefined && (bits(duration.end) & signs.ago) !== 0) past.push({ at, days: duration.days });
    else if (duration !== undefined && isSince) lasting.push({ at, days: duration.days });
    const year = yearOf(token);
    if (year === undefined) continue;
    const days = daysSinceYear(year, today);
    if (isSince) lasting.push({ at, days });
    else past.push({ at, days });
  }
  return {
    daysAgo: (from, to) => past.find(({ at }) => at >= from && at < to)?.days,
    lasting: (from, to) =>
      isRecent
        ? 0
        : Math.max(0, ...lasting.filter(({ at }) => at >= from && at <= to + mostBeforeTime).map(({ days }) => days)),
  };
}

/** `10 wks`, `3/52`. */
function durationAt(
  { passage, segment }: Scan,
  at: number,
  { units, fractions }: Lexicon,
): { readonly days: number; readonly end: number } | undefined {
  const token = passage.tokens[at];
  if (token?.kind === 'grade') {
    const unit = fractions[String(token.scale)];
    return unit === undefined ? undefined : { days: token.value * unit, end: at + 1 };
  }
  if (token?.kind !== 'number' || at + 1 >= segment.to) return undefined;
  const unit = units.get(passage.tokens[at + 1]?.text ?? '');
  return unit === undefined ? undefined : { days: token.value * unit, end: at + 2 };
}

function yearOf({ kind, value }: Token): number | undefined {
  const isYear =
    (kind === 'number' || kind === 'date') && Number.isInteger(value) && value >= firstYear && value <= 2100;
  return isYear ? value : undefined;
}

/** At least so many days: it may have been on the last day of the year. */
function daysSinceYear(year: number, today: string): number {
  const [thisYear = 0, month = 1, day = 1] = today.split('-').map(Number);
  const ofThisYear = (month - 1) * 30 + day;
  return Math.max(0, (thisYear - year - 1) * daysPerYear + ofThisYear);
}
