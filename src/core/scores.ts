import type { Fact } from './compiled-guideline.js';
import type { FactState, Proof } from './fact.js';
import {
  type Calculator,
  type FactContext,
  known,
  measurementsOf,
  newestOf,
  seriesNamed,
  statementsOf,
} from './fact-context.js';
import type { SeriesDefinition } from './guideline-series.js';
import type { Measurement } from './reading.js';
import { resolutionOf, resolveFlag } from './resolve-fact.js';

/** How a score moved between two dates, by the smallest change that counts. */
type Trend = 'better' | 'worse' | 'same';

/** Improving, stable or worsening pain: the newest statement, else two pain scores (criteria.md §2.6). */
export const painTrend: Calculator = (context, fact) => {
  const stated = newestStated(context, fact);
  if (stated !== undefined) return stated;
  for (const series of ['painScore', 'painScoreVisualAnalogue']) {
    const change = trendOf(context, series, context.asOf - fact.window, 'absolute');
    if (change !== undefined && change.trend !== 'same')
      return known(change.trend === 'worse' ? 'worsening' : 'improving', change.proofs);
  }
  return undefined;
};

/** The newest value of an enumerated fact that was stated within its window. */
export function newestStated({ asOf, reading }: FactContext, fact: Fact): FactState | undefined {
  const values = (reading.statements.get(fact) ?? []).filter(
    ({ value, when }) =>
      value !== undefined && when !== undefined && asOf - when.earliest <= fact.window && when.earliest <= asOf + 1,
  );
  const newest = newestOf(values);
  if (newest?.value === undefined) return undefined;
  const conflict = values.find((s) => s.when?.latest === newest.when?.latest && s.value !== newest.value);
  if (conflict !== undefined)
    return { value: undefined, suspected: false, basis: 'conflict', proofs: [newest.proof, conflict.proof] };
  return known(newest.value, [newest.proof], 'documented');
}

/** Severe functional impairment by the newest disability score. */
export const functionalImpairment: Calculator = (context, fact) => {
  const flag = resolveFlag(fact, statementsOf(context, fact.name), resolutionOf(context.guideline, context.asOf));
  if (flag?.value === true) return flag;
  for (const series of ['odi', 'rmdq']) {
    const definition = seriesNamed(context, series);
    const newest = recent(context, series, fact).at(-1);
    if (definition === undefined || newest === undefined) continue;
    const { impairedAbove = Number.POSITIVE_INFINITY, impairedAtLeast = Number.POSITIVE_INFINITY } = definition;
    return known(newest.value > impairedAbove || newest.value >= impairedAtLeast, [newest.proof]);
  }
  return flag;
};

/** Function worse by the smallest change that counts, between two disability scores. */
export const functionalDecline: Calculator = (context, fact) => {
  const flag = resolveFlag(fact, statementsOf(context, fact.name), resolutionOf(context.guideline, context.asOf));
  if (flag !== undefined) return flag;
  const changes = ['odi', 'rmdq'].flatMap((series) => trendOf(context, series, context.asOf - fact.window) ?? []);
  const worse = changes.find((change) => change.trend === 'worse');
  if (worse !== undefined) return known(true, worse.proofs);
  const [first] = changes;
  return first === undefined ? undefined : known(false, first.proofs);
};

/** Weight loss above a share of the earlier weight, without a stated intent. */
export const unexplainedWeightLoss: Calculator = (context, fact) => {
  const flag = resolveFlag(fact, statementsOf(context, fact.name), resolutionOf(context.guideline, context.asOf));
  if (flag?.value === true) return flag;
  const series = seriesNamed(context, 'bodyWeight');
  const weights = measurementsOf(context, 'bodyWeight').filter(
    (weight) => context.asOf - weight.when.earliest <= (series?.withinDays ?? 0),
  );
  const newest = weights.at(-1);
  const heaviest = weights.slice(0, -1).sort((a, b) => b.value - a.value)[0];
  if (newest === undefined || heaviest === undefined || series?.percent === undefined) return flag;
  const lostPercent = ((heaviest.value - newest.value) / heaviest.value) * 100;
  if (lostPercent <= series.percent) return flag;
  const intended = statementsOf(context, 'weightLossIntended').some((statement) => statement.says === 'positive');
  return intended ? flag : known(true, [newest.proof, heaviest.proof]);
};

/** The change between the first and the last score since a day; undefined with fewer than two scores. */
export function trendOf(
  context: FactContext,
  series: string,
  since: number,
  measure: 'absolute' | 'share' = 'share',
): { readonly trend: Trend; readonly proofs: readonly Proof[] } | undefined {
  const definition = seriesNamed(context, series);
  const scores = measurementsOf(context, series).filter((score) => score.when.earliest >= since);
  const [first, last] = [scores[0], scores.at(-1)];
  if (definition === undefined || first === undefined || last === undefined) return undefined;
  if (last.when.earliest <= first.when.latest) return undefined;
  return { trend: compare(definition, first, last, measure), proofs: [last.proof, first.proof] };
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
