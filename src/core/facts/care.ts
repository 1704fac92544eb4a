import { factNamed } from '../guideline/fact-by-name.js';
import type { Fact } from '../guideline/guideline.js';
import { declare } from '../guideline/parameters.js';
import { latestOf, newestOf, referenceTo, type Statement } from '../read/statement.js';
import { type Day, isAhead, readDate } from '../values/day.js';
import { conflictState, type FactState, type Proof } from '../values/fact.js';
import { objectsOf } from '../values/json.js';
import { calculator } from './calculator.js';
import { statedDays } from './episodes.js';
import {
  daysSince,
  type FactContext,
  knownState,
  statementsNamed,
  statementsOf,
  suspectedState,
} from './fact-context.js';
import { proofsOf, resolveFlag } from './resolve-fact.js';

/** Whether one part of conservative care was given. */
export const carePart = calculator(declare({ name: 'care-part', parameters: {} }), stateOfPart);

/** Any session or course counts; only missed ones make it false. */
function stateOfPart(context: FactContext, fact: Fact): FactState | undefined {
  const statements = statementsOf(context, fact);
  if (statements.length === 0) return undefined;
  const all = statements.filter((statement) => isCurrent(statement, context.asOf));
  const positives = all.filter((statement) => statement.says === 'positive');
  const denial = newestOf(all.filter(({ evidence: use, says }) => use?.role === 'stated' && says === 'negative'));
  if (denial !== undefined && positives.length > 0) {
    const order = latestOf(newestOf(positives)) - latestOf(denial);
    if (order === 0) return conflictState(proofsOf([denial, ...positives]));
    if (order < 0) return knownState(false, [denial.proof], 'documented');
  }
  if (positives.length > 0) return knownState(true, proofsOf(positives), 'documented');
  const negatives = all.filter((statement) => statement.says === 'negative');
  const hints = all.filter((statement) => statement.says === 'hint');
  if (hints.length > 0 && denial === undefined) return suspectedState(proofsOf(hints), 'text');
  return negatives.length > 0 ? knownState(false, proofsOf(negatives), 'documented') : undefined;
}

const daysDeclared = declare({
  name: 'care-days',
  parameters: {
    parts: 'facts',
    // sessions no further apart than this are one course, which counts from its first session
    oneCourseWithinDays: 'days',
  },
});

/**
 * Days from the start of the first part of care to today, or to the end of the last (criteria.md §2.6); at least so many
 * while nothing settles whether another part was given, since it may have begun before.
 */
export const careDays = calculator(daysDeclared, (context, fact, { parts, oneCourseWithinDays }) => {
  const stated = statedCareDays(context, fact);
  if (stated !== undefined) return stated;
  const courses = parts.flatMap((part) =>
    presentCourse(coursesOf(context, part), context.asOf, fact.window, oneCourseWithinDays),
  );
  if (courses.length === 0) return undefined;
  const start = Math.min(...courses.map((course) => course.start));
  const end = Math.max(...courses.map((course) => course.end));
  const days = Math.max(0, end - start);
  const isOpen = parts.some((name) => {
    const part = factNamed(context.guideline, name);
    return part === undefined || stateOfPart(context, part)?.value === undefined;
  });
  return knownState(
    isOpen ? { atLeast: days } : days,
    courses.map((course) => course.proof),
  );
});

/** Care may have ended since it was stated: what was true then is a lower bound now. */
function statedCareDays(context: FactContext, fact: Fact): FactState | undefined {
  const state = statedDays(context, fact);
  if (state === undefined) return undefined;
  const statement = statementsOf(context, fact).find(({ proof }) => proof === state.proofs[0]);
  if (statement?.value === undefined || statement.when === undefined) return undefined;
  const age = daysSince(context.asOf, statement.when.latest);
  if (age > fact.window) return undefined;
  if (age === 0) return state;
  return typeof statement.value === 'number'
    ? { ...state, value: { atLeast: statement.value } }
    : { ...state, value: statement.value };
}

/** Within its window; what never wears off (an allergy) needs no date. */
function isCurrent({ when, window }: Statement, asOf: Day): boolean {
  if (when === undefined) return window === Number.POSITIVE_INFINITY;
  return asOf - when.earliest <= window && !isAhead(when.earliest, asOf);
}

interface Course {
  readonly start: Day;
  readonly end: Day;
  readonly proof: Proof;
}

function coursesOf(context: FactContext, part: string): readonly Course[] {
  const { asOf } = context;
  return statementsNamed(context, part).flatMap((statement) => {
    const { says, period, proof } = statement;
    if (says !== 'positive' || period?.start === undefined || period.start.latest > asOf) return [];
    // what began long ago and names no end may have ended since
    if (period.end === undefined && !isCurrent(statement, asOf)) return [];
    return [{ start: period.start.latest, end: Math.min(period.end?.latest ?? asOf, asOf), proof }];
  });
}

/** What lasts or ended within the window, and the earlier sessions of the same course. */
function presentCourse(courses: readonly Course[], asOf: Day, window: number, gap: number): readonly Course[] {
  const present: Course[] = [];
  let reached = asOf - window;
  for (const course of [...courses].sort((a, b) => b.end - a.end || b.start - a.start)) {
    if (course.end < reached) break;
    present.push(course);
    reached = Math.min(reached, course.start - gap);
  }
  return present;
}

const interventionDeclared = declare({ name: 'planned-intervention', parameters: { requests: 'value sets' } });

/** Whether an intervention is realistic and wanted: stated, or an open request for one. */
export const plannedIntervention = calculator(interventionDeclared, (context, fact, { requests: sets }) => {
  const stated = resolveFlag(fact, statementsOf(context, fact), context.resolution);
  if (stated?.value !== undefined || stated?.basis === 'conflict') return stated;
  for (const resource of context.reading.requests) {
    const concepts = [
      ...objectsOf(resource.code),
      ...objectsOf(resource.serviceType),
      ...objectsOf(resource.specialty),
    ];
    const isOpen = ['active', 'completed', 'booked', 'pending', 'fulfilled', 'arrived'].includes(
      String(resource.status),
    );
    const when = readDate(resource.authoredOn) ?? readDate(resource.start) ?? readDate(resource.created);
    if (!isOpen || when === undefined || context.asOf - when.earliest > fact.window) continue;
    const codings = concepts.flatMap((concept) => context.guideline.codings.codings(concept));
    if (!codings.some((coding) => sets.some((set) => context.guideline.inValueSet(set, coding)))) continue;
    return knownState(true, [
      { reference: referenceTo(resource), display: fact.definition.label, date: when.text, says: 'positive' },
    ]);
  }
  return stated;
});
