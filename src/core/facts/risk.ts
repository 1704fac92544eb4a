import { recordParts } from '../contract/patient-record.js';
import { parameterSets } from '../guideline/fact-parameters.js';
import type { Fact } from '../guideline/guideline.js';
import { observationDate, observationUse, referenceTo, type Statement } from '../read/statement.js';
import { readDate, yearsBetween } from '../values/day.js';
import { textOf } from '../values/json.js';
import { type Calculator, type FactContext, known, newestOf, statementsAbout, suspectedState } from './fact-context.js';
import { proofsOf, resolveFlag } from './resolve-fact.js';

/** Completed years; of a partial birth date the youngest possible age if below `adultFrom`, else the oldest. */
export const ageYears: Calculator = ({ record, asOf, guideline }, fact) => {
  const born = readDate(record.patient?.birthDate);
  if (record.patient === undefined || born === undefined || born.earliest > asOf) return undefined;
  const youngest = yearsBetween(Math.min(born.latest, asOf), asOf);
  const oldest = yearsBetween(born.earliest, asOf);
  const adultFrom = guideline.documents.guideline.safety.adultFrom;
  const age = youngest < adultFrom ? youngest : oldest;
  if (age > 130) return undefined;
  const { label } = fact.definition;
  return known(age, [{ reference: referenceTo(record.patient), display: label, date: undefined, says: 'value' }]);
};

export const administrativeGender: Calculator = ({ record }, fact) => {
  const gender = textOf(record.patient?.gender);
  return gender !== undefined && fact.definition.values?.includes(gender) === true ? known(gender, []) : undefined;
};

/** False only when no part of the record could be read at all. */
export const recordsAvailable: Calculator = ({ record }) =>
  known(
    recordParts.some((part) => record.parts[part] !== 'unread'),
    [],
  );

/** Whether the order is for back or leg pain: its own coded reasons first, then the record (criteria.md §2.3). */
export const backPainIndication: Calculator = (context, fact) => {
  const statements = statementsAbout(context, fact);
  const reasons = statements.filter((statement) => statement.isReason === true);
  const inside = reasons.filter((statement) => statement.says === 'positive');
  if (inside.length > 0) return known(true, proofsOf(inside), 'order');
  const redFlagReasons = redFlagReasonsOf(context);
  if (redFlagReasons.length > 0) return known(true, proofsOf(redFlagReasons), 'order');
  const outside = reasons.filter((statement) => statement.says === 'negative');
  if (outside.length > 0 && outside.length >= context.reasons.codedCount)
    return known(false, proofsOf(outside), 'order');
  const others = statements.filter((statement) => statement.isReason !== true && statement.use?.role !== 'absence');
  return resolveFlag(fact, others, context.resolution);
};

function redFlagReasonsOf({ reading }: FactContext): readonly Statement[] {
  const found: Statement[] = [];
  for (const [fact, statements] of reading.statements) {
    if (!fact.isRedFlag) continue;
    for (const statement of statements)
      if (statement.isReason === true && statement.says === 'positive') found.push(statement);
  }
  return found;
}

/** Pregnant by status or condition, or by a delivery date that lies ahead. */
export const pregnant: Calculator = (context, fact) => {
  const all = [...statementsAbout(context, fact), ...dueDates(context, fact)];
  return resolveFlag(fact, all, context.resolution);
};

/** An expected delivery that lies ahead, stated on the day of its Observation. */
function dueDates({ reading, guideline, asOf }: FactContext, fact: Fact): readonly Statement[] {
  const sets = parameterSets(fact, 'dueDate');
  const found: Statement[] = [];
  for (const resource of reading.dates) {
    if (observationUse(resource) === 'none') continue;
    const codings = guideline.codings.codings(resource.code);
    if (!codings.some((coding) => sets.some((set) => guideline.inValueSet(set, coding)))) continue;
    const due = readDate(resource.valueDateTime);
    if (due === undefined || due.latest < asOf || due.latest - asOf > fullTermDays) continue;
    const { label } = fact.definition;
    const proof = { reference: referenceTo(resource), display: label, date: due.text, says: 'positive' } as const;
    found.push({ fact, says: 'positive', when: observationDate(resource), window: Number.POSITIVE_INFINITY, proof });
  }
  return found;
}

const fullTermDays = 300; // a delivery date further ahead than a pregnancy lasts is a mistake of the record

/** MRI safety: one implant of unknown status keeps it open, whatever is documented about another. */
export const mriContraindicated: Calculator = (context, fact) => {
  const all = statementsAbout(context, fact);
  if (all.length === 0) return undefined;
  const stated = all.filter((statement) => statement.use?.role === 'stated');
  const others = all.filter((statement) => statement.use?.role !== 'stated');
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
  if (positives.length > 0) return known(true, proofsOf(positives), 'documented');
  const isDeviceOpen = hints.some((statement) => statement.proof.reference.startsWith('Device'));
  const isAnswered = negatives.length > 0 && !isDeviceOpen && hints.every((statement) => statement.why === 'device');
  if (hints.length > 0 && !isAnswered) return suspectedState(proofsOf(hints), 'unconfirmed');
  return negatives.length > 0 ? known(false, proofsOf(negatives), 'documented') : undefined;
};

/** Gadolinium caution: the strongest word that is current; a later normal kidney function ends a renal caution only. */
export const gadoliniumCaution: Calculator = (context, fact) => {
  const words = fact.definition.values ?? [];
  const statements = statementsAbout(context, fact);
  if (statements.length === 0) return undefined;
  const current = statements.filter(({ when, window }) => when === undefined || context.asOf - when.earliest <= window);
  const normal = newestOf(current.filter(({ use, says }) => use?.role === 'measurement' && says === 'negative'))?.when;
  const counted = current.filter(({ value, use, when }) => {
    if (typeof value !== 'string') return false;
    const canEnd = endedByMeasurement.has(use?.role ?? '');
    return !canEnd || normal === undefined || when === undefined || when.latest >= normal.earliest;
  });
  const own = newestOf(counted.filter(({ use }) => use?.role === 'stated'));
  const standing = counted.filter((statement) => statement.use?.role !== 'stated' || statement === own);
  const strongest = standing.sort((a, b) => words.indexOf(String(b.value)) - words.indexOf(String(a.value)))[0];
  if (strongest !== undefined) return known(String(strongest.value), [strongest.proof], 'documented');
  const hints = current.filter((statement) => statement.says === 'hint');
  if (hints.length > 0) return suspectedState(proofsOf(hints), 'unconfirmed');
  return normal === undefined ? undefined : known(words[0] ?? '', [], 'documented');
};

/** A measured or coded kidney problem; dialysis and allergies are not ended by a number. */
const endedByMeasurement: ReadonlySet<string> = new Set(['measurement', 'finding']);
