import type { Fact } from './compiled-guideline.js';
import type { Day } from './day.js';
import { type FactState, type FactValue, isAtLeast, type Proof } from './fact.js';
import {
  type Calculator,
  daysSince,
  type FactContext,
  factNamed,
  known,
  newestOf,
  parameter,
  parameterSets,
  statementsOf,
} from './fact-context.js';
import type { Statement } from './statement.js';

/** A stretch of time in which back pain is on record; `isOnset` = its start was stated, not just recorded. */
interface PainRecord {
  readonly start: Day;
  readonly end: Day;
  readonly isOnset: boolean;
  readonly proof: Proof;
}

/** Days since the onset of this episode of back pain (criteria.md §2.6). */
export const symptomDays: Calculator = (context, fact) => {
  const stated = statedDays(context, fact);
  if (stated !== undefined) return stated;
  const gap = parameter(fact, 'newEpisodeAfterDays') ?? 0;
  const episode = episodeOf(painRecords(context, fact), context.asOf, gap);
  const first = episode[0];
  if (first === undefined) return undefined;
  const days = daysSince(context.asOf, first.start);
  return known(first.isOnset ? days : { atLeast: days }, [first.proof]);
};

/** The day on which this episode began, for comparing earlier examinations; undefined = not known. */
export function episodeStart(context: FactContext, symptoms: FactState | undefined): Day | undefined {
  const value = symptoms?.value;
  if (typeof value === 'number') return context.asOf - value;
  return value !== undefined && isAtLeast(value) ? context.asOf - value.atLeast : undefined;
}

/** A number of days stated directly, grown by the days that have passed since it was stated. */
export function statedDays({ asOf, reading }: FactContext, fact: Fact): FactState | undefined {
  const values = (reading.statements.get(fact) ?? []).filter((s) => s.value !== undefined && isUsable(s, asOf));
  const newest = newestOf(values);
  if (newest?.value === undefined || newest.when === undefined) return undefined;
  const elapsed = daysSince(asOf, newest.when.latest);
  return known(grown(newest.value, elapsed), [newest.proof], 'documented');
}

function grown(value: FactValue, days: number): FactValue {
  if (typeof value === 'number') return value + days;
  return isAtLeast(value) ? { atLeast: value.atLeast + days } : value;
}

function isUsable(statement: Statement, asOf: Day): boolean {
  return statement.when !== undefined && statement.when.earliest <= asOf + 1;
}

function painRecords(context: FactContext, fact: Fact): readonly PainRecord[] {
  const sets = parameterSets(fact, 'onsetOf');
  const { asOf } = context;
  return statementsOf(context, 'backPainIndication').flatMap((statement): readonly PainRecord[] => {
    const { use, period, when, says, proof } = statement;
    if (use === undefined || !sets.includes(use.definition.finding ?? '')) return [];
    if (when !== undefined && when.earliest > asOf + 1) return [];
    const onset = period?.start;
    const start = onset?.latest ?? (says === 'negative' ? undefined : when?.latest);
    if (start === undefined || start > asOf + 1) return [];
    const isExact = onset !== undefined && onset.earliest === onset.latest;
    const end = says === 'negative' ? (period?.end?.latest ?? start) : asOf;
    return [{ start: Math.min(start, asOf), end: Math.min(end, asOf), isOnset: isExact, proof }];
  });
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

/** Days since the oldest objective deficit that is still present began (criteria.md §2.5). */
export const neuroDeficitDays: Calculator = (context, fact) => {
  const stated = statedDays(context, fact);
  if (stated !== undefined) return stated;
  let oldest: { readonly day: Day; readonly proof: Proof } | undefined;
  for (const name of deficits) {
    const deficit = factNamed(context.guideline, name);
    if (deficit === undefined || context.states[deficit.index]?.value !== true) continue;
    for (const start of startsOf(statementsOf(context, name), context.asOf))
      if (oldest === undefined || start.day < oldest.day) oldest = start;
  }
  return oldest === undefined ? undefined : known(daysSince(context.asOf, oldest.day), [oldest.proof]);
};

const deficits = [
  'motorWeakness',
  'dermatomalSensoryLoss',
  'reflexDiminished',
  'absentAnkleReflex',
  'absentKneeReflex',
];

/** Stated onsets, and the first positive Observation after the last negative; a record date of a Condition is neither. */
function startsOf(
  statements: readonly Statement[],
  asOf: Day,
): readonly { readonly day: Day; readonly proof: Proof }[] {
  const lastNegative = Math.max(
    ...statements.filter((s) => s.says === 'negative').map((s) => s.when?.latest ?? Number.NEGATIVE_INFINITY),
  );
  return statements.flatMap((statement) => {
    const { says, when, period, proof } = statement;
    if (says !== 'positive') return [];
    if (period?.start !== undefined)
      return period.start.latest > lastNegative ? [{ day: period.start.latest, proof }] : [];
    const isExam = proof.reference.startsWith('Observation');
    return isExam && when !== undefined && when.latest > lastNegative && when.earliest <= asOf + 1
      ? [{ day: when.latest, proof }]
      : [];
  });
}
