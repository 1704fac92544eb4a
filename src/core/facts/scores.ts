import type { Fact } from '../guideline/guideline.js';
import { declare } from '../guideline/parameters.js';
import type { ScoreSeries } from '../guideline/series-documents.js';
import type { Measurement } from '../read/reading.js';
import { newestOf, type Statement } from '../read/statement.js';
import { isAhead } from '../values/day.js';
import { conflictState, type FactState, type Proof } from '../values/fact.js';
import { calculator } from './calculator.js';
import {
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

const courseDeclared = declare({
  name: 'score-course',
  parameters: { scores: 'list of scores', better: 'word', worse: 'word' },
});

/** Improving, stable or worsening pain: the newest statement, else two pain scores (criteria.md §2.6). */
export const scoreCourse = calculator(courseDeclared, (context, fact, { scores, better, worse }) => {
  const stated = newestStated(context, fact);
  for (const series of scores) {
    const change = trendOf(context, series, context.asOf - fact.window, 'absolute');
    if (change === undefined || change.trend === 'same') continue;
    const values = statementsOf(context, fact).filter((statement) => statement.value !== undefined);
    const statedOn = newestOf(values)?.when;
    const isNewest = stated === undefined || statedOn === undefined || change.last.when.earliest > statedOn.latest;
    if (isNewest) return knownState(change.trend === 'worse' ? worse : better, change.proofs);
  }
  return stated;
});

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

const impairmentDeclared = declare({ name: 'score-impairment', parameters: { scores: 'list of scores' } });

/** Severe functional impairment by the newest disability score. */
export const scoreImpairment = calculator(impairmentDeclared, (context, fact, { scores }) => {
  const measured: Statement[] = [];
  for (const series of scores) {
    const definition = seriesNamed(context, series);
    const newest = recent(context, series, fact).at(-1);
    if (definition?.kind !== 'score' || newest === undefined) continue;
    const { impairedAbove = Number.POSITIVE_INFINITY, impairedAtLeast = Number.POSITIVE_INFINITY } = definition;
    measured.push(measuredAs(fact, newest.value > impairedAbove || newest.value >= impairedAtLeast, newest));
  }
  return withMeasured(context, fact, eitherOf(measured));
});

const declineDeclared = declare({ name: 'score-decline', parameters: { scores: 'list of scores' } });

/** Function worse by the smallest change that counts, between two disability scores. */
export const scoreDecline = calculator(declineDeclared, (context, fact, { scores }) => {
  const measured: Statement[] = [];
  for (const series of scores) {
    const change = trendOf(context, series, context.asOf - fact.window);
    if (change !== undefined) measured.push(measuredAs(fact, change.trend === 'worse', change.last));
  }
  return withMeasured(context, fact, eitherOf(measured));
});

const lossDeclared = declare({
  name: 'weight-loss',
  parameters: {
    series: 'series of weights',
    // a loss that is meant is not unexplained
    unless: 'fact',
  },
});

/** Weight loss above a share of the earlier weight, without a stated intent. */
export const weightLoss = calculator(lossDeclared, (context, fact, parameters) => {
  const { series, unless } = parameters;
  const definition = seriesNamed(context, series);
  if (!context.measured.has(series) || definition?.kind !== 'weight') return withMeasured(context, fact, []);
  const weights = measurementsOf(context, series).filter(
    (weight) => context.asOf - weight.when.earliest <= definition.withinDays,
  );
  const newest = weights.at(-1);
  if (newest === undefined) return withMeasured(context, fact, []);
  const earlier = weights.filter((weight) => weight.when.latest < newest.when.earliest);
  const heaviest = Math.max(...earlier.map((weight) => weight.value));
  const hasLost = ((heaviest - newest.value) / heaviest) * 100 > definition.percent;
  const isIntended = statementsNamed(context, unless).some((statement) => statement.says === 'positive');
  return withMeasured(context, fact, hasLost && !isIntended ? [measuredAs(fact, true, newest)] : []);
});

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
  if (definition?.kind !== 'score' || first === undefined || last === undefined) return undefined;
  if (last.when.earliest <= first.when.latest) return undefined;
  return { trend: compare(definition, first, last, measure), last, proofs: [last.proof, first.proof] };
}

function compare(
  { change, percent }: ScoreSeries,
  first: Measurement,
  last: Measurement,
  measure: 'absolute' | 'share',
): Trend {
  const rise = last.value - first.value;
  const isShared = measure === 'share' && percent !== undefined && first.value > 0;
  const share = isShared && (Math.abs(rise) / first.value) * 100 >= percent;
  const counts = Math.abs(rise) >= change || (share && rise !== 0);
  if (!counts) return 'same';
  return rise > 0 ? 'worse' : 'better';
}

function recent(context: FactContext, series: string, fact: Fact): readonly Measurement[] {
  return measurementsOf(context, series).filter((score) => context.asOf - score.when.earliest <= fact.window);
}
