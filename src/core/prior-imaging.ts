import { statedDays } from './course.js';
import { type Calculator, daysSince, type FactContext, known, newestOf, statementsOf } from './fact-context.js';
import { isObject, objectsOf } from './json.js';
import type { DoneStudy } from './reading.js';
import { resolutionOf, resolveFlag } from './resolve-fact.js';
import { newestStated } from './scores.js';
import type { Statement } from './statement.js';

/** Days since the last completed study of the same region that could stand in for the order (criteria.md §2.8). */
export const priorImagingDays: Calculator = (context, fact) => {
  const stated = statedDays(context, fact);
  if (stated !== undefined) return stated;
  const last = lastEquivalent(context);
  return last === undefined ? undefined : known(daysSince(context.asOf, last.when.latest), [last.proof]);
};

/** An MRI stands in for any order, a CT for a CT, a radiograph for a radiograph. */
function lastEquivalent({ reading, study }: FactContext): DoneStudy | undefined {
  const equivalents = reading.doneStudies.filter(
    (done) => covers(done.region, study.region) && (done.modality === 'mri' || done.modality === study.modality),
  );
  return equivalents.sort((a, b) => b.when.latest - a.when.latest)[0];
}

function covers(done: string, ordered: string): boolean {
  return done === ordered || done === 'whole-spine';
}

/** Whether anything is new or worse since the last equivalent study. */
export const changeSinceImaging: Calculator = (context, fact) => {
  const flag = resolveFlag(fact, statementsOf(context, fact.name), resolutionOf(context.guideline, context.asOf));
  const last = lastEquivalent(context);
  if (last === undefined) return flag;
  const since = last.when.latest;
  if (flag?.value !== undefined && dateOfProof(flag.proofs[0]?.date, since)) return flag;
  const news = newStatements(context, since);
  if (news.length > 0)
    return known(
      true,
      news.map((statement) => statement.proof),
    );
  const trend = newestOf(statementsOf(context, 'painTrend').filter((s) => (s.when?.earliest ?? since) > since));
  if (trend?.value === 'worsening') return known(true, [trend.proof]);
  if (trend?.value === 'stable') return known(false, [trend.proof]);
  return undefined;
};

/** A direct statement counts only if it was made after the study. */
function dateOfProof(date: string | undefined, since: number): boolean {
  if (date === undefined) return true;
  const day = Date.parse(date.length === 10 ? `${date}T00:00:00Z` : '') / 86_400_000;
  return Number.isNaN(day) || day > since;
}

/** Symptoms, deficits, trauma and red flags whose first positive statement is later than the study. */
function newStatements(context: FactContext, since: number): readonly Statement[] {
  const { reading } = context;
  const found: Statement[] = [];
  for (const [fact, statements] of reading.statements) {
    const isNews = fact.isRedFlag || newsFacts.has(fact.name);
    if (!isNews || fact.definition.nature === 'history') continue;
    const positives = statements.filter((s) => s.says === 'positive' && s.when !== undefined);
    const isOld = positives.some((s) => (s.when?.earliest ?? 0) <= since || (s.isReason === true && !fact.isRedFlag));
    const newest = newestOf(positives);
    if (newest !== undefined && !isOld && (newest.when?.earliest ?? 0) <= reading.asOf + 1) found.push(newest);
  }
  return found;
}

const newsFacts: ReadonlySet<string> = new Set([
  'motorWeakness',
  'dermatomalSensoryLoss',
  'reflexDiminished',
  'radicularPain',
  'positiveSlr',
  'gaitChange',
  'canalStenosisSuspected',
  'recentTrauma',
]);

/** An equivalent MRI done on or after the day of the newest positive red-flag statement. */
export const imagedAfterRedFlag: Calculator = (context, fact) => {
  const flag = resolveFlag(fact, statementsOf(context, fact.name), resolutionOf(context.guideline, context.asOf));
  if (flag !== undefined) return flag;
  const { reading, study } = context;
  const redFlags = [...reading.statements]
    .filter(([candidate]) => candidate.isRedFlag && candidate.definition.window !== 'ever')
    .flatMap(([, statements]) => statements.filter((s) => s.says === 'positive' && s.when !== undefined));
  const newest = newestOf(redFlags);
  if (newest?.when === undefined) return undefined;
  const day = newest.when.earliest;
  const mri = reading.doneStudies.find(
    (done) => done.modality === 'mri' && covers(done.region, study.region) && done.when.earliest >= day,
  );
  return mri === undefined ? undefined : known(true, [mri.proof, newest.proof]);
};

/** The coded conclusion of the last equivalent study. */
export const priorImagingFinding: Calculator = (context, fact) => {
  const stated = newestStated(context, fact);
  if (stated !== undefined) return stated;
  const last = lastEquivalent(context);
  const conclusions = fact.definition.computed?.conclusions;
  if (last === undefined || !isObject(conclusions)) return undefined;
  const codings = objectsOf(last.resource.conclusionCode).flatMap((concept) =>
    context.guideline.codings.codings(concept),
  );
  for (const [value] of Object.entries(conclusions))
    if (setsOf(conclusions[value]).some((set) => codings.some((coding) => context.guideline.inValueSet(set, coding))))
      return known(value, [last.proof]);
  return undefined;
};

function setsOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}
