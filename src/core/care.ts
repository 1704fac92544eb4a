import type { Fact } from './compiled-guideline.js';
import { statedDays } from './course.js';
import type { Day } from './day.js';
import type { FactState, Proof } from './fact.js';
import {
  type Calculator,
  daysSince,
  type FactContext,
  known,
  parameterSets,
  statementsOf,
  suspectedState,
} from './fact-context.js';
import { isObject, type JsonObject, objectsOf } from './json.js';
import { proofsOf } from './resolve-fact.js';
import { newestStated, trendOf } from './scores.js';
import { observationDate, performedPeriod, referenceTo, type Statement } from './statement.js';

/** Whether one part of conservative care was given: any session or course counts; only missed ones make it false. */
export const careComponent: Calculator = (context, fact) => {
  const all = statementsOf(context, fact.name).filter((statement) => isCurrent(statement, fact, context.asOf));
  const stated = all.filter((statement) => statement.use?.role === 'stated');
  const newest = [...stated].sort((a, b) => (b.when?.latest ?? 0) - (a.when?.latest ?? 0))[0];
  const positives = all.filter((statement) => statement.says === 'positive');
  if (newest?.says === 'negative' && !positives.some((p) => (p.when?.latest ?? 0) > (newest.when?.latest ?? 0)))
    return known(false, [newest.proof], 'documented');
  if (positives.length > 0) return known(true, proofsOf(positives), 'documented');
  const negatives = all.filter((statement) => statement.says === 'negative');
  const hints = all.filter((statement) => statement.says === 'hint');
  if (hints.length > 0) return suspectedState(proofsOf(hints), 'text');
  return negatives.length > 0 ? known(false, proofsOf(negatives), 'documented') : undefined;
};

/** Days from the start of the first part of care to today, or to the end of the last (criteria.md §2.6). */
export const conservativeCareDays: Calculator = (context, fact) => {
  const stated = statedCareDays(context, fact);
  if (stated !== undefined) return stated;
  const courses = ['carePhysicalComponent', 'careMedicalComponent'].flatMap((name) =>
    statementsOf(context, name).flatMap((statement) => courseOf(statement, fact, context.asOf) ?? []),
  );
  if (courses.length === 0) return undefined;
  const start = Math.min(...courses.map((course) => course.start));
  const end = Math.max(...courses.map((course) => course.end));
  return known(
    Math.max(0, end - start),
    courses.map((course) => course.proof),
  );
};

/** Care may have ended since it was stated: what was true then is a lower bound now. */
function statedCareDays(context: FactContext, fact: Fact): FactState | undefined {
  const state = statedDays(context, fact);
  const statement = statementsOf(context, fact.name).find(({ proof }) => proof === state?.proofs[0]);
  if (state === undefined || statement?.value === undefined || statement.when === undefined) return undefined;
  const age = daysSince(context.asOf, statement.when.latest);
  if (age > fact.window) return undefined;
  if (age === 0) return state;
  return typeof statement.value === 'number'
    ? { ...state, value: { atLeast: statement.value } }
    : { ...state, value: statement.value };
}

function isCurrent({ when }: Statement, fact: Fact, asOf: Day): boolean {
  return when !== undefined && asOf - when.earliest <= fact.window && when.earliest <= asOf + 1;
}

function courseOf(
  statement: Statement,
  fact: Fact,
  asOf: Day,
): { readonly start: Day; readonly end: Day; readonly proof: Proof } | undefined {
  const { says, period, proof } = statement;
  if (says !== 'positive' || period?.start === undefined) return undefined;
  const end = Math.min(period.end?.latest ?? asOf, asOf);
  if (asOf - end > fact.window || period.start.latest > asOf) return undefined;
  return { start: period.start.latest, end, proof };
}

/** The result of care: stated, an outcome of a procedure or goal, else the change of disability or pain scores. */
export const careOutcome: Calculator = (context, fact) => {
  const stated = newestStated(context, fact);
  if (stated !== undefined) return stated;
  const coded = codedOutcome(context, fact);
  if (coded !== undefined) return coded;
  if (
    statementsOf(context, 'carePhysicalComponent').length + statementsOf(context, 'careMedicalComponent').length ===
    0
  )
    return undefined;
  for (const series of ['odi', 'rmdq', 'painScore', 'painScoreVisualAnalogue']) {
    const change = trendOf(context, series, context.asOf - fact.window);
    if (change === undefined) continue;
    if (change.trend === 'better') return known('improved', change.proofs);
    if (change.trend === 'worse') return known('worsened', change.proofs);
    if (series === 'odi' || series === 'rmdq') return known('not-improved', change.proofs);
  }
  return undefined;
};

function codedOutcome(context: FactContext, fact: Fact): FactState | undefined {
  const outcomes = fact.definition.computed?.outcomes;
  if (!isObject(outcomes)) return undefined;
  const found = context.record.resources
    .flatMap((resource) => outcomeOf(context, resource, outcomes) ?? [])
    .filter(({ day }) => context.asOf - day <= fact.window && day <= context.asOf + 1)
    .sort((a, b) => b.day - a.day)[0];
  return found === undefined ? undefined : known(found.value, [found.proof], 'documented');
}

function outcomeOf(
  context: FactContext,
  resource: JsonObject,
  outcomes: JsonObject,
): { readonly value: string; readonly day: Day; readonly proof: Proof } | undefined {
  const { guideline } = context;
  const isGoal = resource.resourceType === 'Goal';
  if (
    !isGoal &&
    (resource.resourceType !== 'Procedure' || resource.outcome === undefined || !isCare(context, resource))
  )
    return undefined;
  const codings = guideline.codings.codings(isGoal ? resource.achievementStatus : resource.outcome);
  const value = Object.entries(outcomes).find(
    ([, set]) => typeof set === 'string' && codings.some((coding) => guideline.inValueSet(set, coding)),
  )?.[0];
  const period = performedPeriod(resource);
  const when = isGoal
    ? observationDate({ effectiveDateTime: resource.statusDate ?? resource.startDate })
    : (period.end ?? period.start);
  if (value === undefined || when === undefined) return undefined;
  return {
    value,
    day: when.latest,
    proof: { reference: referenceTo(resource), display: value, date: when.text, says: 'value' },
  };
}

function isCare(context: FactContext, procedure: JsonObject): boolean {
  const reference = referenceTo(procedure);
  return statementsOf(context, 'carePhysicalComponent').some((statement) => statement.proof.reference === reference);
}

/** Whether an intervention is realistic and wanted: stated, or an open request for one. */
export const surgicalCandidate: Calculator = (context, fact) => {
  const statements = statementsOf(context, fact.name).filter((statement) => isCurrent(statement, fact, context.asOf));
  const newest = [...statements].sort((a, b) => (b.when?.latest ?? 0) - (a.when?.latest ?? 0))[0];
  if (newest !== undefined && newest.says !== 'hint')
    return known(newest.says === 'positive', [newest.proof], 'documented');
  const sets = parameterSets(fact, 'requests');
  for (const resource of context.record.resources) {
    if (resource.resourceType !== 'ServiceRequest' && resource.resourceType !== 'Appointment') continue;
    const concepts = [
      ...objectsOf(resource.code),
      ...objectsOf(resource.serviceType),
      ...objectsOf(resource.specialty),
    ];
    const isOpen = ['active', 'completed', 'booked', 'pending', 'fulfilled', 'arrived'].includes(
      String(resource.status),
    );
    const when = observationDate({ effectiveDateTime: resource.authoredOn ?? resource.start ?? resource.created });
    if (!isOpen || when === undefined || context.asOf - when.earliest > fact.window) continue;
    const codings = concepts.flatMap((concept) => context.guideline.codings.codings(concept));
    if (!codings.some((coding) => sets.some((set) => context.guideline.inValueSet(set, coding)))) continue;
    return known(true, [
      { reference: referenceTo(resource), display: fact.definition.label, date: when.text, says: 'positive' },
    ]);
  }
  return undefined;
};
