import type { NewOnset } from '../guideline/computed-definition.js';
import type { Guideline } from '../guideline/guideline.js';
import type { Reading } from '../read/reading.js';
import type { Statement } from '../read/statement.js';
import { isAhead } from '../values/day.js';
import { isObject, type JsonObject, textOf } from '../values/json.js';
import { memoByObject } from '../values/memo.js';
import { typedReference } from '../values/reference.js';
import type { FactContext } from './fact-context.js';

/** The facts that mean something new, with what counts as new. */
const newFacts = memoByObject(({ facts }: Guideline) =>
  facts.flatMap((fact) => {
    const rule = fact.definition.computed?.newOnset;
    return rule === undefined ? [] : [{ fact, rule }];
  }),
);

/** Makes a hint of every positive statement that is not shown to be new, at the facts that mean something new (rule 7a). */
export function keepNew(context: FactContext, isSo: (fact: string) => boolean): void {
  const { guideline, reading } = context;
  for (const { fact, rule } of newFacts(guideline)) {
    const statements = reading.statements.get(fact);
    if (statements?.some(({ says }) => says === 'positive') !== true) continue;
    const isExplained = rule.unless.some(isSo);
    reading.statements.set(
      fact,
      statements.map((statement) =>
        isOpen(statement, context) && !isNew(statement, rule, isExplained, context) ? asHint(statement) : statement,
      ),
    );
  }
}

/** A positive that counts by its date; what is undated, out of date or ahead is no more than a hint anyway. */
function isOpen({ says, when, window }: Statement, { asOf }: FactContext): boolean {
  return says === 'positive' && when !== undefined && !isAhead(when.earliest, asOf) && asOf - when.earliest <= window;
}

function isNew(statement: Statement, rule: NewOnset, isExplained: boolean, context: FactContext): boolean {
  const { period, found, when, isReason, resource } = statement;
  const first = context.asOf - rule.days;
  const onset = period?.start;
  if (onset !== undefined && onset.earliest >= first) return true;
  if (onset !== undefined && onset.latest < first) return false;
  if (isExplained && rule.explainsExams) return false;
  if (isReason === true) return true;
  const since = (found?.since ?? when)?.earliest ?? Number.NEGATIVE_INFINITY;
  if (!diagnoses.has(resource?.resourceType)) return since >= first;
  return !isExplained && (since >= context.asOf - rule.recordedDays || isOfThisVisit(statement, context));
}

const diagnoses: ReadonlySet<unknown> = new Set(['Condition', 'Encounter']);

/** Whether a diagnosis was recorded in the encounter in which the order is made. */
function isOfThisVisit({ resource }: Statement, { reading, order, record }: FactContext): boolean {
  if (resource === undefined) return false;
  const current = record.visit === undefined ? undefined : `Encounter/${record.visit}`;
  const visit = visitOf(reading, order) ?? current;
  return visit !== undefined && visitOf(reading, resource) === visit;
}

/** The encounter that a resource belongs to, as `Encounter/id`; one that is under way may be missing in the record. */
function visitOf(reading: Reading, holder: JsonObject): string | undefined {
  const found = reading.resolve(holder.encounter, holder);
  if (found !== undefined) return `Encounter/${textOf(found.id)}`;
  const reference = isObject(holder.encounter) ? textOf(holder.encounter.reference) : undefined;
  const named = reference === undefined ? undefined : typedReference(reference);
  return named?.type === 'Encounter' ? `Encounter/${named.id}` : undefined;
}

function asHint(statement: Statement): Statement {
  return { ...statement, says: 'hint', why: 'not-new', proof: { ...statement.proof, says: 'hint' } };
}
