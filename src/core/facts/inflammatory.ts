import { factNamed, parameter } from '../guideline/fact-parameters.js';
import type { Measurement } from '../read/reading.js';
import { isAtLeast } from '../values/fact.js';
import {
  type Calculator,
  type FactContext,
  factValue,
  knownState,
  measurementsOf,
  statementsOf,
} from './fact-context.js';
import { resolveFlag } from './resolve-fact.js';

/** Pain for more than three months with at least four of the five signs (criteria.md §2.7). */
export const inflammatoryBackPain: Calculator = (context, fact) => {
  const stated = resolveFlag(fact, statementsOf(context, fact), context.resolution);
  if (stated !== undefined) return stated;
  const series = fact.definition.computed?.signs;
  if (typeof series !== 'string') return undefined;
  const newest = newestByPlace(context, series, fact.window);
  if (newest.size === 0) return undefined;
  const signs = Object.keys(context.guideline.documents.series[series]?.places ?? {});
  const present = signs.flatMap((sign) => {
    const measured = newest.get(sign);
    return measured?.value === 1 ? [measured.proof] : [];
  });
  const open = signs.filter((sign) => !newest.has(sign)).length;
  const needed = parameter(fact, 'atLeast') ?? signs.length;
  if (present.length + open < needed)
    return knownState(
      false,
      [...newest.values()].map(({ proof }) => proof),
    );
  const isLong = isLongerThan(context, parameter(fact, 'longerThanDays') ?? 0);
  if (isLong === false) return knownState(false, present);
  if (isLong === true && present.length >= needed) return knownState(true, present);
  return { value: undefined, suspected: false, basis: 'derived', proofs: present };
};

function newestByPlace(context: FactContext, series: string, window: number): ReadonlyMap<string, Measurement> {
  const newest = new Map<string, Measurement>();
  for (const measurement of measurementsOf(context, series)) {
    const isCurrent = context.asOf - measurement.when.earliest <= window;
    if (measurement.place !== undefined && isCurrent) newest.set(measurement.place, measurement);
  }
  return newest;
}

/** Whether the pain has lasted longer than so many days; undefined = not known. */
function isLongerThan(context: FactContext, days: number): boolean | undefined {
  const value = factValue(context, 'symptomDays');
  if (typeof value === 'number') return value > days;
  return value !== undefined && isAtLeast(value) && value.atLeast > days ? true : undefined;
}

/** Axial spondyloarthritis; a test that only supports it is a hint beside the sign that it needs (criteria.md §2.7). */
export const axspaCoded: Calculator = (context, fact) => {
  const { guideline, resolution } = context;
  const statements = statementsOf(context, fact);
  if (statements.length === 0) return undefined;
  const needed = fact.definition.computed?.answersNeed;
  const other = typeof needed === 'string' ? factNamed(guideline, needed) : undefined;
  const isSupported =
    other === undefined || resolveFlag(other, statementsOf(context, other), resolution)?.value === true;
  const counted = statements.filter(({ evidence: use }) => isSupported || use?.role !== 'answer');
  return resolveFlag(fact, counted, resolution);
};
