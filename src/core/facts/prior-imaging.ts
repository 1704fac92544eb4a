import { stateNamed } from '../guideline/fact-by-name.js';
import { declare } from '../guideline/parameters.js';
import type { DoneStudy } from '../read/reading.js';
import { newestOf, type Statement } from '../read/statement.js';
import { type Day, isAhead, readDate } from '../values/day.js';
import { calculator } from './calculator.js';
import { statedDays } from './episodes.js';
import { daysSince, type FactContext, knownState, statementsOf } from './fact-context.js';
import { resolveFlag } from './resolve-fact.js';
import { newestStated } from './scores.js';

/** Days since the last completed study of the same region that could stand in for the order (criteria.md §2.8). */
export const imagingDays = calculator(declare({ name: 'imaging-days', parameters: {} }), (context, fact) => {
  const stated = statedDays(context, fact);
  if (stated !== undefined) return stated;
  const [last] = lastEquivalents(context);
  if (last === undefined) return undefined;
  const days = daysSince(context.asOf, last.when.latest);
  return knownState(last.when.earliest === last.when.latest ? days : { atLeast: days }, [last.proof]);
});

/**
 * The equivalent studies of the newest day; one study may stand in several resources. An MRI stands in for any order,
 * a CT for a CT, a radiograph for a radiograph.
 */
function lastEquivalents({ reading, study }: FactContext): readonly DoneStudy[] {
  if (reading.doneStudies.length === 0) return [];
  const equivalents = reading.doneStudies.filter(
    (done) => covers(done.region, study.region) && (done.modality === 'mri' || done.modality === study.modality),
  );
  const day = equivalents.reduce((last, { when }) => Math.max(last, when.latest), Number.NEGATIVE_INFINITY);
  return equivalents.filter(({ when }) => when.latest === day);
}

function covers(done: string, ordered: string): boolean {
  return done === ordered || done === 'whole-spine';
}

const changeDeclared = declare({
  name: 'imaging-change',
  parameters: {
    // beside the red flags, what is new when it is first stated after the study
    news: 'facts',
    // the course of the pain, and its words for a change and for none
    trend: 'known fact',
    worse: 'word',
    unchanged: 'word',
  },
});

/** Whether anything is new or worse since the last equivalent study. */
export const imagingChange = calculator(changeDeclared, (context, fact, { news: names, trend, worse, unchanged }) => {
  const [last] = lastEquivalents(context);
  const stated = statementsOf(context, fact);
  const { resolution } = context;
  if (last === undefined) return resolveFlag(fact, stated, resolution);
  const since = last.when.latest;
  const isAfter = ({ when }: Statement): boolean => when !== undefined && when.earliest > since;
  const direct = resolveFlag(fact, stated.filter(isAfter), resolution);
  if (direct?.value !== undefined) return direct;
  const news = newStatements(context, since, names);
  if (news.length > 0)
    return knownState(
      true,
      news.map((statement) => statement.proof),
    );
  const course = stateNamed(context, trend);
  const day = readDate(course?.proofs[0]?.date)?.earliest;
  if (course === undefined || day === undefined || day <= since) return undefined;
  if (course.value === worse) return knownState(true, course.proofs);
  return course.value === unchanged ? knownState(false, course.proofs) : undefined;
});

/** Symptoms, deficits, trauma and red flags whose first positive statement is later than the study. */
function newStatements(context: FactContext, since: number, names: readonly string[]): readonly Statement[] {
  const { reading } = context;
  const found: Statement[] = [];
  for (const [fact, statements] of reading.statements) {
    const isNews = fact.isRedFlag || names.includes(fact.name);
    if (!isNews || fact.definition.nature === 'history') continue;
    const positives = statements.filter((s) => s.says === 'positive' && s.when !== undefined);
    // a reason of the order does not say since when it is so; an entry with an onset does
    const isDated = positives.some((s) => s.isReason !== true && (s.period?.start?.earliest ?? since) > since);
    const isNamed = ({ isReason }: Statement): boolean => isReason === true && !fact.isRedFlag;
    const isOld = positives.some((s) => (isNamed(s) ? !isDated : beganOn(s) <= since));
    const newest = newestOf(positives);
    if (newest !== undefined && !isOld && !isAhead(newest.when?.earliest ?? 0, reading.asOf)) found.push(newest);
  }
  return found;
}

/** From when it has been so, as far as stated; else when it was seen. */
function beganOn({ period, found, when }: Statement): Day {
  return (period?.start ?? found?.since ?? when)?.earliest ?? Number.POSITIVE_INFINITY;
}

const afterDeclared = declare({ name: 'imaged-after-red-flag', parameters: {} });

/** An equivalent MRI done on or after the day of the newest positive red-flag statement. */
export const imagedAfterRedFlag = calculator(afterDeclared, (context, fact) => {
  const flag = resolveFlag(fact, statementsOf(context, fact), context.resolution);
  if (flag !== undefined) return flag;
  const { reading, study } = context;
  if (reading.doneStudies.length === 0) return undefined;
  const redFlags = [...reading.statements]
    .filter(([candidate]) => candidate.isRedFlag && candidate.definition.window !== 'ever')
    .flatMap(([, statements]) => statements.filter((s) => s.says === 'positive' && s.when !== undefined));
  const newest = newestOf(redFlags);
  if (newest?.when === undefined) return undefined;
  const day = newest.when.latest;
  const mri = reading.doneStudies.find(
    (done) => done.modality === 'mri' && covers(done.region, study.region) && done.when.earliest >= day,
  );
  return mri === undefined ? undefined : knownState(true, [mri.proof, newest.proof]);
});

const findingDeclared = declare({ name: 'imaging-finding', parameters: { conclusions: 'value sets by word' } });

/** The coded conclusion of the last equivalent study. */
export const imagingFinding = calculator(findingDeclared, (context, fact, { conclusions }) => {
  const stated = newestStated(context, fact);
  if (stated !== undefined) return stated;
  const studies = lastEquivalents(context);
  if (studies.length === 0) return undefined;
  for (const [value, set] of Object.entries(conclusions))
    for (const { resource, proof } of studies) {
      const codings = context.guideline.codings.codings(resource.conclusionCode);
      if (codings.some((coding) => context.guideline.inValueSet(set, coding))) return knownState(value, [proof]);
    }
  return undefined;
});
