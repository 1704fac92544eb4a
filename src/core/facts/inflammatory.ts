import { factNamed } from '../guideline/fact-by-name.js';
import { declare } from '../guideline/parameters.js';
import type { Measurement } from '../read/reading.js';
import { isAtLeast } from '../values/fact.js';
import { calculator } from './calculator.js';
import { type FactContext, factValue, knownState, measurementsOf, statementsOf } from './fact-context.js';
import { resolveFlag } from './resolve-fact.js';

const signsDeclared = declare({
  name: 'inflammatory-signs',
  parameters: {
    // a series whose places are the signs, each 1 or 0
    signs: 'series of signs',
    atLeast: 'count',
    duration: 'known fact',
    longerThanDays: 'days',
  },
});

/** Pain that has lasted long enough with enough of the signs (criteria.md §2.7). */
export const inflammatorySigns = calculator(signsDeclared, (context, fact, parameters) => {
  const { signs: series, atLeast: needed, longerThanDays, duration } = parameters;
  const stated = resolveFlag(fact, statementsOf(context, fact), context.resolution);
  if (stated !== undefined) return stated;
  const newest = newestByPlace(context, series, fact.window);
  if (newest.size === 0) return undefined;
  const signs = Object.keys(context.guideline.documents.series[series]?.places ?? {});
  const present = signs.flatMap((sign) => {
    const measured = newest.get(sign);
    return measured?.value === 1 ? [measured.proof] : [];
  });
  const open = signs.filter((sign) => !newest.has(sign)).length;
  if (present.length + open < needed)
    return knownState(
      false,
      [...newest.values()].map(({ proof }) => proof),
    );
  const isLong = isLongerThan(context, duration, longerThanDays);
  if (isLong === false) return knownState(false, present);
  if (isLong === true && present.length >= needed) return knownState(true, present);
  return { value: undefined, suspected: false, basis: 'derived', proofs: present };
});

function newestByPlace(context: FactContext, series: string, window: number): ReadonlyMap<string, Measurement> {
  const newest = new Map<string, Measurement>();
  for (const measurement of measurementsOf(context, series)) {
    const isCurrent = context.asOf - measurement.when.earliest <= window;
    if (measurement.place !== undefined && isCurrent) newest.set(measurement.place, measurement);
  }
  return newest;
}

/** Whether the pain has lasted longer than so many days; undefined = not known. */
function isLongerThan(context: FactContext, duration: string, days: number): boolean | undefined {
  const value = factValue(context, duration);
  if (typeof value === 'number') return value > days;
  return value !== undefined && isAtLeast(value) && value.atLeast > days ? true : undefined;
}

// the test is a hint only while this flag is so
const answerDeclared = declare({ name: 'supported-answer', parameters: { answersNeed: 'fact' } });

/** Axial spondyloarthritis; a test that only supports it is a hint beside the sign that it needs (criteria.md §2.7). */
export const supportedAnswer = calculator(answerDeclared, (context, fact, { answersNeed }) => {
  const { guideline, resolution } = context;
  const statements = statementsOf(context, fact);
  if (statements.length === 0) return undefined;
  const other = factNamed(guideline, answersNeed);
  const isSupported =
    other === undefined || resolveFlag(other, statementsOf(context, other), resolution)?.value === true;
  const counted = statements.filter(({ evidence: use }) => isSupported || use?.role !== 'answer');
  return resolveFlag(fact, counted, resolution);
});
