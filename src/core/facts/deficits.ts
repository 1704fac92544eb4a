import { factNamed } from '../guideline/fact-by-name.js';
import { declare, type ParametersOf } from '../guideline/parameters.js';
import type { Statement } from '../read/statement.js';
import { type Day, isAhead } from '../values/day.js';
import { conflictState, type Proof } from '../values/fact.js';
import { calculator } from './calculator.js';
import { statedDays } from './episodes.js';
import { daysSince, knownState, statementsNamed, statementsOf } from './fact-context.js';
import { proofsOf, resolveFlag } from './resolve-fact.js';

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
