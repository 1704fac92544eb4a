import type { Fact } from '../guideline/guideline.js';
import type { SeriesDefinition } from '../guideline/series-documents.js';
import type { Measurement } from '../read/reading.js';
import { newestOf, type Statement } from '../read/statement.js';
import { isAhead } from '../values/day.js';
import { conflictState, type FactState, type Proof } from '../values/fact.js';
import {
  type Calculator,
  type FactContext,
  knownState,
  measurementsOf,
  seriesNamed,
  statementsNamed,
  statementsOf,
} from './fact-context.js';
import { resolveFlag } from './resolve-fact.js';

/** How a score moved between two dates, by the smallest change that counts. */
type Trend = 'better' | 'worse' | 'same';

/** Improving, stable or worsening pain: the newest statement, else two pain scores (criteria.md §2.6). */
export const painTrend: Calculator = (context, fact) => {
  const stated = newestStated(context, fact);
  for (const series of painScores) {
    const change = trendOf(context, series, context.asOf - fact.window, 'absolute');
    if (change === undefined || change.trend === 'same') continue;
    const values = statementsOf(context, fact).filter((statement) => statement.value !== undefined);
    const statedOn = newestOf(values)?.when;
    const isNewest = stated === undefined || statedOn === undefined || change.last.when.earliest > statedOn.latest;
    if (isNewest) return knownState(change.trend === 'worse' ? 'worsening' : 'improving', change.proofs);
  }
  return stated;
};

const painScores: readonly string[] = ['painScore', 'painScoreVisualAnalogue'];
const disabilityScores: readonly string[] = ['odi', 'rmdq'];

/** The newest value of an enumerated fact that was stated within its window. */
export function newestStated(context: FactContext, fact: Fact): FactState | undefined {
  const { asOf } = context;
  const statements = statementsOf(context, fact);
  if (statements.length === 0) return undefined;
  const values = statements.filter(
    ({ value, when }) =>
      value !== undefined && when !== undefined && asOf - when.earliest <= fact.window && !isAhead(when.earliest, asOf),
  );
  const newest = newestOf(values);
  if (newest?.value === undefined) return undefined;
  const conflict = values.find((s) => s.when?.latest === newest.when?.latest && s.value !== newest.value);
  if (conflict !== undefined) return conflictState([newest.proof, conflict.proof]);
  return knownState(newest.value, [newest.proof], 'documented');
}

/** Severe functional impairment by the newest disability score. */
export const functionalImpairment: Calculator = (context, fact) => {
  const measured: Statement[] = [];
  for (const series of disabilityScores) {
    const definition = seriesNamed(context, series);
    const newest = recent(context, series, fact).at(-1);
    if (definition === undefined || newest === undefined) continue;
    const { impairedAbove = Number.POSITIVE_INFINITY, impairedAtLeast = Number.POSITIVE_INFINITY } = definition;
    measured.push(measuredAs(fact, newest.value > impairedAbove || newest.value >= impairedAtLeast, newest));
  }
  return withMeasured(context, fact, eitherOf(measured));
};

/** Function worse by the smallest change that counts, between two disability scores. */
export const functionalDecline: Calculator = (context, fact) => {
  const measured: Statement[] = [];
  for (const series of disabilityScores) {
    const change = trendOf(context, series, context.asOf - fact.window);
    if (change !== undefined) measured.push(measuredAs(fact, change.trend === 'worse', change.last));
  }
  return withMeasured(context, fact, eitherOf(measured));
};

/** Weight loss above a share of the earlier weight, without a stated intent. */
export const unexplainedWeightLoss: Calculator = (context, fact) => {
  if (!context.measured.has('bodyWeight')) return withMeasured(context, fact, []);
  const series = seriesNamed(context, 'bodyWeight');
  const weights = measurementsOf(context, 'bodyWeight').filter(
    (weight) => context.asOf - weight.when.earliest <= (series?.withinDays ?? 0),
  );
  const newest = weights.at(-1);
  if (newest === undefined || series?.percent === undefined) return withMeasured(context, fact, []);
  const earlier = weights.filter((weight) => weight.when.latest < newest.when.earliest);
  const heaviest = Math.max(...earlier.map((weight) => weight.value));
  const hasLost = ((heaviest - newest.value) / heaviest) * 100 > series.percent;
  const isIntended = statementsNamed(context, 'weightLossIntended').some((statement) => statement.says === 'positive');
  return withMeasured(context, fact, hasLost && !isIntended ? [measuredAs(fact, true, newest)] : []);
};

/** What a measurement says of a flag, to be weighed with what is stated of it. */
function measuredAs(fact: Fact, isTrue: boolean, { when, proof }: Measurement): Statement {
  const says = isTrue ? 'positive' : 'negative';
  return { fact, says, when, window: fact.window, proof: { ...proof, says } };
}

/** One score that shows it is enough: another one that does not is no denial. */
function eitherOf(measured: readonly Statement[]): readonly Statement[] {
  const positives = measured.filter((statement) => statement.says === 'positive');
  return positives.length > 0 ? positives : measured;
}

function withMeasured(context: FactContext, fact: Fact, measured: readonly Statement[]): FactState | undefined {
  const stated = statementsOf(context, fact);
  return resolveFlag(fact, measured.length === 0 ? stated : [...stated, ...measured], context.resolution);
}

/** The change between the first and the last score since a day; undefined with fewer than two scores. */
export function trendOf(
  context: FactContext,
  series: string,
  since: number,
  measure: 'absolute' | 'share' = 'share',
): { readonly trend: Trend; readonly last: Measurement; readonly proofs: readonly Proof[] } | undefined {
  if (!context.measured.has(series)) return undefined;
  const definition = seriesNamed(context, series);
  const scores = measurementsOf(context, series).filter((score) => score.when.earliest >= since);
  const [first, last] = [scores[0], scores.at(-1)];
  if (definition === undefined || first === undefined || last === undefined) return undefined;
  if (last.when.earliest <= first.when.latest) return undefined;
  return { trend: compare(definition, first, last, measure), last, proofs: [last.proof, first.proof] };
}

function compare(
  { change = Number.POSITIVE_INFINITY, percent, worse }: SeriesDefinition,
  first: Measurement,
  last: Measurement,
  measure: 'absolute' | 'share',
): Trend {
  const rise = worse === 'lower' ? first.value - last.value : last.value - first.value;
  const isShared = measure === 'share' && percent !== undefined && first.value > 0;
  const share = isShared && (Math.abs(rise) / first.value) * 100 >= percent;
  const counts = Math.abs(rise) >= change || (share && rise !== 0);
  if (!counts) return 'same';
  return rise > 0 ? 'worse' : 'better';
}

function recent(context: FactContext, series: string, fact: Fact): readonly Measurement[] {
  return measurementsOf(context, series).filter((score) => context.asOf - score.when.earliest <= fact.window);
}
