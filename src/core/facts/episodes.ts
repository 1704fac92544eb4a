import { factNamed } from '../guideline/fact-by-name.js';
import type { Fact } from '../guideline/guideline.js';
import { declare, type ParametersOf } from '../guideline/parameters.js';
import type { Statement } from '../read/statement.js';
import { type Day, isAhead } from '../values/day.js';
import { conflictState, type FactState, type FactValue, isAtLeast, type Proof } from '../values/fact.js';
import { calculator } from './calculator.js';
import { daysSince, type FactContext, knownState, statementsNamed, statementsOf } from './fact-context.js';
import { proofsOf, resolveFlag } from './resolve-fact.js';

/** A stretch of time in which back pain is on record; `isOnset` = its start was stated, not just recorded. */
interface PainRecord {
  readonly start: Day;
  readonly end: Day;
  readonly isOnset: boolean;
  readonly proof: Proof;
}

const episodeDeclared = declare({
  name: 'episode-days',
  parameters: {
    // the fact whose statements show that there was pain, and the findings among them that count
    painOf: 'fact',
    onsetOf: 'value sets',
    newEpisodeAfterDays: 'days',
  },
});

/** Days since the onset of this episode of back pain (criteria.md §2.6). */
export const episodeDays = calculator(episodeDeclared, (context, fact, parameters) => {
  const stated = statedDays(context, fact);
  if (stated !== undefined) return stated;
  const records = painRecords(context, parameters);
  if (records.length === 0) return undefined;
  const episode = episodeOf(records, context.asOf, parameters.newEpisodeAfterDays);
  const first = episode[0];
  if (first === undefined) return undefined;
  const days = daysSince(context.asOf, first.start);
  return knownState(first.isOnset ? days : { atLeast: days }, [first.proof]);
});

/** The day on which this episode began, for comparing earlier examinations; undefined = not known. */
export function episodeStart(context: FactContext, symptoms: FactState | undefined): Day | undefined {
  const value = symptoms?.value;
  if (typeof value === 'number') return context.asOf - value;
  return value !== undefined && isAtLeast(value) ? context.asOf - value.atLeast : undefined;
}

/**
 * A number of days stated directly, grown by the days that have passed since it was stated. Of several statements of
 * one day that differ, only the least is certain.
 */
export function statedDays(context: FactContext, fact: Fact): FactState | undefined {
  const { asOf } = context;
  let newest: Statement | undefined;
  let value: FactValue | undefined;
  for (const statement of statementsOf(context, fact)) {
    if (statement.value === undefined || statement.when === undefined || isAhead(statement.when.earliest, asOf))
      continue;
    const days = grown(statement.value, daysSince(asOf, statement.when.latest));
    const order = statement.when.latest - (newest?.when?.latest ?? Number.NEGATIVE_INFINITY);
    if (order < 0) continue;
    value = order > 0 || value === undefined ? days : leastOf(value, days);
    if (order > 0 || newest === undefined) newest = statement;
  }
  return newest === undefined || value === undefined ? undefined : knownState(value, [newest.proof], 'documented');
}

function grown(value: FactValue, days: number): FactValue {
  if (typeof value === 'number') return value + days;
  return isAtLeast(value) ? { atLeast: value.atLeast + days } : value;
}

function leastOf(left: FactValue, right: FactValue): FactValue {
  const [first, second] = [boundOf(left), boundOf(right)];
  if (first === second && typeof left === typeof right) return left;
  return { atLeast: Math.min(first, second) };
}

function boundOf(value: FactValue): number {
  if (typeof value === 'number') return value;
  return isAtLeast(value) ? value.atLeast : 0;
}

function painRecords(
  context: FactContext,
  { painOf, onsetOf }: ParametersOf<typeof episodeDeclared.parameters>,
): readonly PainRecord[] {
  const records: PainRecord[] = [];
  for (const statement of statementsNamed(context, painOf)) {
    if (!onsetOf.includes(statement.evidence?.definition.finding ?? '')) continue;
    const record = painRecord(statement, context.asOf);
    if (record !== undefined) records.push(record);
  }
  return records;
}

function painRecord({ period, when, says, proof }: Statement, asOf: Day): PainRecord | undefined {
  if (when !== undefined && isAhead(when.earliest, asOf)) return undefined;
  const onset = period?.start;
  const start = onset?.latest ?? (says === 'negative' ? undefined : when?.latest);
  if (start === undefined || isAhead(start, asOf)) return undefined;
  const isOnset = onset !== undefined && onset.earliest === onset.latest;
  // a Condition lasts until it ends; an Observation, a visit or the reason of an order is of its day
  const last = says === 'negative' ? (period?.end?.latest ?? start) : period === undefined ? start : asOf;
  return { start: Math.min(start, asOf), end: Math.min(last, asOf), isOnset, proof };
}

/** The records of the present episode, the earliest first; an interval longer than `gap` days ends the search. */
function episodeOf(records: readonly PainRecord[], asOf: Day, gap: number): readonly PainRecord[] {
  const byEnd = [...records].sort((a, b) => b.end - a.end || b.start - a.start);
  let reached = asOf;
  const episode: PainRecord[] = [];
  for (const record of byEnd) {
    if (reached - record.end > gap) break;
    episode.push(record);
    reached = Math.min(reached, record.start);
  }
  return episode.sort((a, b) => a.start - b.start || Number(b.isOnset) - Number(a.isOnset));
}

const deficitDeclared = declare({
  name: 'deficit-days',
  parameters: {
    deficits: 'facts',
    newEpisodeAfterDays: 'days',
    // a normal examination this young bounds when a deficit began that was first recorded after it
    boundedWithinDays: 'days',
  },
});

/** Days since the oldest objective deficit that is still present began; a first record is a lower bound (criteria.md §2.5). */
export const deficitDays = calculator(deficitDeclared, (context, fact, parameters) => {
  const { deficits } = parameters;
  const stated = statedDays(context, fact);
  if (stated !== undefined) return stated;
  let oldest: Start | undefined;
  for (const name of deficits) {
    const deficit = factNamed(context.guideline, name);
    if (deficit === undefined || context.states[deficit.index]?.value !== true) continue;
    const start = startOf(statementsNamed(context, name), context.asOf, parameters);
    if (start !== undefined && (oldest === undefined || start.day < oldest.day)) oldest = start;
  }
  if (oldest === undefined) return undefined;
  const days = daysSince(context.asOf, oldest.day);
  return knownState(oldest.isOnset ? days : { atLeast: days }, [oldest.proof]);
});

interface Start {
  readonly day: Day;
  /** it was stated, or is bounded by a normal examination; else it is the first record */
  readonly isOnset: boolean;
  readonly proof: Proof;
}

/**
 * The earliest stated onset, or the first record of an unbroken row of them; what was denied later does not count. A day
 * of a record is no onset, unless a normal examination shortly before bounds it.
 */
function startOf(
  statements: readonly Statement[],
  asOf: Day,
  { newEpisodeAfterDays: gap, boundedWithinDays }: ParametersOf<typeof deficitDeclared.parameters>,
): Start | undefined {
  let lastNegative = Number.NEGATIVE_INFINITY;
  for (const { says, when } of statements)
    if (says === 'negative') lastNegative = Math.max(lastNegative, when?.latest ?? lastNegative);
  const isBounded = (absentOn: Day): boolean => asOf - absentOn < boundedWithinDays;
  const onsets: Start[] = [];
  const records: Start[] = [];
  for (const { says, when, period, found, proof } of statements) {
    if (says !== 'positive') continue;
    const day = period?.start?.latest;
    const seen = found?.since ?? when;
    if (day !== undefined) {
      if (day > lastNegative && day <= asOf) onsets.push({ day, isOnset: true, proof });
    } else if (seen !== undefined && seen.latest > lastNegative && !isAhead(seen.earliest, asOf)) {
      const isOnset = isBounded(Math.max(lastNegative, found?.absentOn ?? Number.NEGATIVE_INFINITY));
      records.push({ day: Math.min(seen.latest, asOf), isOnset, proof });
    }
  }
  const row = records.sort((a, b) => b.day - a.day);
  let first: Start | undefined;
  for (const exam of row) {
    if ((first?.day ?? asOf) - exam.day > gap) break;
    first = exam;
  }
  const all = first === undefined ? onsets : [...onsets, first];
  return all.sort((a, b) => a.day - b.day)[0];
}

const courseDeclared = declare({
  name: 'deficit-course',
  parameters: {
    deficits: 'facts',
    // grades of strength name no evidence: this is the deficit that they are about
    measured: 'fact',
  },
});

/** Improving means better in every affected area: what is said of the strength says nothing about sensation. */
export const deficitCourse = calculator(courseDeclared, (context, fact, { deficits, measured }) => {
  const statements = statementsOf(context, fact);
  const resolved = resolveFlag(fact, statements, context.resolution);
  if (resolved?.value !== true) return resolved;
  const better = statements.filter((statement) => statement.says === 'positive');
  if (better.some(({ evidence: use }) => use?.fact === fact)) return resolved;
  const open = deficits.filter((name) => {
    const deficit = factNamed(context.guideline, name);
    return deficit !== undefined && context.states[deficit.index]?.value === true;
  });
  const isBetter = open.every((name) => better.some(({ evidence: use }) => (use?.fact.name ?? measured) === name));
  return isBetter ? resolved : conflictState(proofsOf(better));
});
