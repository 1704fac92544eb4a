import { factNamed } from '../guideline/fact-by-name.js';
import type { Fact } from '../guideline/guideline.js';
import { declare, type ParametersOf } from '../guideline/parameters.js';
import type { Statement } from '../read/statement.js';
import { type Day, isAhead } from '../values/day.js';
import { type FactState, type FactValue, isAtLeast, type Proof } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import { calculator } from './calculator.js';
import { daysSince, type FactContext, factValue, knownState, statementsNamed, statementsOf } from './fact-context.js';
import { resolveFlag } from './resolve-fact.js';

/** A stretch of time in which back pain is on record; `isOnset` = its start was stated, not just recorded. */
interface PainRecord {
  readonly start: Day;
  readonly end: Day;
  readonly isOnset: boolean;
  readonly resource: JsonObject | undefined;
  readonly proof: Proof;
}

const episodeDeclared = declare({
  name: 'episode-days',
  parameters: {
    // the fact whose statements show that there was pain, and the findings among them that count
    painOf: 'fact',
    onsetOf: 'value sets',
    newEpisodeAfterDays: 'days',
    // the fact that says that pain is called chronic, and for how long it has then lasted at least
    chronic: 'fact',
    chronicDays: 'days',
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
  const least = chronicDaysOf(context, parameters.chronic, parameters.chronicDays);
  // an onset that another entry states stands, and is contradicted
  const isOpen = !first.isOnset || first.resource === least?.resource;
  if (least !== undefined && isOpen && least.days > days)
    return knownState({ atLeast: least.days }, [least.proof, first.proof]);
  return knownState(first.isOnset ? days : { atLeast: days }, [first.proof]);
});

/** For how long pain that is called chronic has lasted at least, by the oldest record that calls it so. */
function chronicDaysOf(
  context: FactContext,
  chronic: string,
  chronicDays: number,
): { readonly days: number; readonly resource: JsonObject | undefined; readonly proof: Proof } | undefined {
  const fact = factNamed(context.guideline, chronic);
  if (fact === undefined || resolveFlag(fact, statementsOf(context, fact), context.resolution)?.value !== true)
    return undefined;
  return statementsOf(context, fact)
    .flatMap(({ says, when, period, resource, proof }) => {
      if (says !== 'positive' || when === undefined || isAhead(when.earliest, context.asOf)) return [];
      const onset = period?.start;
      const days =
        onset === undefined
          ? chronicDays + daysSince(context.asOf, when.latest)
          : Math.max(chronicDays, daysSince(context.asOf, onset.latest));
      return [{ days, resource, proof }];
    })
    .sort((a, b) => b.days - a.days)[0];
}

const contradictedDeclared = declare({
  name: 'contradicted-days',
  parameters: { stated: 'known fact', chronic: 'fact', chronicDays: 'days' },
});

/** Whether a stated number of days is less than pain that is called chronic allows. */
export const contradictedDays = calculator(contradictedDeclared, (context, _, { stated, chronic, chronicDays }) => {
  const days = factValue(context, stated);
  const least = chronicDaysOf(context, chronic, chronicDays);
  return typeof days === 'number' && least !== undefined && days < least.days
    ? knownState(true, [least.proof])
    : undefined;
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

function painRecord({ period, when, says, resource, proof }: Statement, asOf: Day): PainRecord | undefined {
  if (when !== undefined && isAhead(when.earliest, asOf)) return undefined;
  const onset = period?.start;
  const start = onset?.latest ?? (says === 'negative' ? undefined : when?.latest);
  if (start === undefined || isAhead(start, asOf)) return undefined;
  const isOnset = onset !== undefined && onset.earliest === onset.latest;
  // a Condition lasts until it ends; an Observation, a visit or the reason of an order is of its day
  const last = says === 'negative' ? (period?.end?.latest ?? start) : period === undefined ? start : asOf;
  return { start: Math.min(start, asOf), end: Math.min(last, asOf), isOnset, resource, proof };
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
