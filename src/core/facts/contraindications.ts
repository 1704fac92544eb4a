import type { Fact } from '../guideline/guideline.js';
import { declare } from '../guideline/parameters.js';
import { observationUse } from '../read/resource-status.js';
import { newestOf, referenceTo, type Statement } from '../read/statement.js';
import { observationDate } from '../read/statement-date.js';
import { readDate } from '../values/day.js';
import { calculator } from './calculator.js';
import { type FactContext, knownState, statementsOf, suspectedState } from './fact-context.js';
import { proofsOf, resolveFlag } from './resolve-fact.js';

/** Pregnant by status or condition, or by a delivery date that lies ahead. */
export const pregnancy = calculator(
  declare({
    name: 'pregnancy',
    parameters: {
      dueDate: 'value set',
      // a delivery date further ahead than a pregnancy lasts is a mistake of the record
      dueWithinDays: 'days',
    },
  }),
  (context, fact, { dueDate, dueWithinDays }) => {
    const all = [...statementsOf(context, fact), ...dueDates(context, fact, dueDate, dueWithinDays)];
    return resolveFlag(fact, all, context.resolution);
  },
);

/** An expected delivery that lies ahead, stated on the day of its Observation. */
function dueDates(
  { reading, guideline, asOf }: FactContext,
  fact: Fact,
  dueDate: string,
  dueWithinDays: number,
): readonly Statement[] {
  const found: Statement[] = [];
  for (const resource of reading.dates) {
    if (observationUse(guideline, resource) === 'none') continue;
    const codings = guideline.codings.codings(resource.code);
    if (!codings.some((coding) => guideline.inValueSet(dueDate, coding))) continue;
    const due = readDate(resource.valueDateTime);
    if (due === undefined || due.latest < asOf || due.latest - asOf > dueWithinDays) continue;
    const { label } = fact.definition;
    const proof = { reference: referenceTo(resource), display: label, date: due.text, says: 'positive' } as const;
    found.push({
      fact,
      says: 'positive',
      when: observationDate(reading, resource),
      window: Number.POSITIVE_INFINITY,
      proof,
    });
  }
  return found;
}

/** MRI safety: one implant of unknown status keeps it open, whatever is documented about another. */
export const mriSafety = calculator(declare({ name: 'mri-safety', parameters: {} }), (context, fact) => {
  const all = statementsOf(context, fact);
  if (all.length === 0) return undefined;
  const stated = all.filter((statement) => statement.evidence?.role === 'stated');
  const others = all.filter((statement) => statement.evidence?.role !== 'stated');
  const positives = others.filter((statement) => statement.says === 'positive');
  const hints = others.filter((statement) => statement.says === 'hint');
  const negatives = others.filter((statement) => statement.says === 'negative');
  const resolved = resolveFlag(fact, stated, context.resolution);
  if (resolved?.value === true) return resolved;
  if (resolved !== undefined) {
    // a safety check answers for what was known before it, not for an implant of later or unknown date
    const checked = newestOf(stated.filter((statement) => statement.says === 'negative'))?.when?.earliest;
    const later = [...positives, ...hints].filter(
      ({ when }) => checked === undefined || when === undefined || when.latest >= checked,
    );
    if (later.length === 0) return resolved;
    return suspectedState(proofsOf([...later, ...stated]), 'conflict');
  }
  if (positives.length > 0) return knownState(true, proofsOf(positives), 'documented');
  const isDeviceOpen = hints.some((statement) => statement.proof.reference.startsWith('Device'));
  const isAnswered = negatives.length > 0 && !isDeviceOpen && hints.every((statement) => statement.why === 'device');
  if (hints.length > 0 && !isAnswered) return suspectedState(proofsOf(hints), 'unconfirmed');
  return negatives.length > 0 ? knownState(false, proofsOf(negatives), 'documented') : undefined;
});

/** Gadolinium caution: the strongest word that is current; a later normal kidney function ends a renal caution only. */
export const strongestCaution = calculator(declare({ name: 'strongest-caution', parameters: {} }), (context, fact) => {
  const words = fact.definition.values ?? [];
  const statements = statementsOf(context, fact);
  if (statements.length === 0) return undefined;
  const current = statements.filter(({ when, window }) => when === undefined || context.asOf - when.earliest <= window);
  const normal = newestOf(
    current.filter(({ evidence: use, says }) => use?.role === 'measurement' && says === 'negative'),
  )?.when;
  const counted = current.filter(({ value, evidence: use, when }) => {
    if (typeof value !== 'string') return false;
    const canEnd = endedByMeasurement.has(use?.role ?? '');
    return !canEnd || normal === undefined || when === undefined || when.latest >= normal.earliest;
  });
  const own = newestOf(counted.filter(({ evidence: use }) => use?.role === 'stated'));
  const standing = counted.filter((statement) => statement.evidence?.role !== 'stated' || statement === own);
  const strongest = standing.sort((a, b) => words.indexOf(String(b.value)) - words.indexOf(String(a.value)))[0];
  if (strongest !== undefined) return knownState(String(strongest.value), [strongest.proof], 'documented');
  const hints = current.filter((statement) => statement.says === 'hint');
  if (hints.length > 0) return suspectedState(proofsOf(hints), 'unconfirmed');
  return normal === undefined ? undefined : knownState(words[0] ?? '', [], 'documented');
});

/** A measured or coded kidney problem; dialysis and allergies are not ended by a number. */
const endedByMeasurement: ReadonlySet<string> = new Set(['measurement', 'finding']);
