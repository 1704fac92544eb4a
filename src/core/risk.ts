import { readDate, yearsBetween } from './day.js';
import { type Calculator, known, parameterSets, statementsOf, suspectedState } from './fact-context.js';
import { textOf } from './json.js';
import { recordParts } from './record.js';
import { proofsOf, resolutionOf, resolveFlag } from './resolve-fact.js';
import { referenceTo } from './statement.js';

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
  const statements = statementsOf(context, fact.name);
  const reasons = statements.filter((statement) => statement.isReason === true);
  const inside = reasons.filter((statement) => statement.says === 'positive');
  if (inside.length > 0) return known(true, proofsOf(inside), 'order');
  const redFlagReasons = [...context.reading.statements.values()]
    .flat()
    .filter((statement) => statement.isReason === true && statement.says === 'positive' && statement.fact.isRedFlag);
  if (redFlagReasons.length > 0) return known(true, proofsOf(redFlagReasons), 'order');
  const outside = reasons.filter((statement) => statement.says === 'negative');
  if (outside.length > 0 && outside.length >= context.reasons.codedCount)
    return known(false, proofsOf(outside), 'order');
  const others = statements.filter((statement) => statement.isReason !== true && statement.use?.role !== 'absence');
  return resolveFlag(fact, others, resolutionOf(context.guideline, context.asOf));
};

/** Pregnant by status or condition, or by a delivery date that lies ahead. */
export const pregnant: Calculator = (context, fact) => {
  const sets = parameterSets(fact, 'dueDate');
  for (const resource of context.record.resources) {
    if (resource.resourceType !== 'Observation' || resource.valueDateTime === undefined) continue;
    const codings = context.guideline.codings.codings(resource.code);
    if (!codings.some((coding) => sets.some((set) => context.guideline.inValueSet(set, coding)))) continue;
    const due = readDate(resource.valueDateTime);
    if (due !== undefined && due.earliest >= context.asOf && due.latest - context.asOf <= fullTermDays)
      return known(true, [
        { reference: referenceTo(resource), display: fact.definition.label, date: due.text, says: 'positive' },
      ]);
  }
  return resolveFlag(fact, statementsOf(context, fact.name), resolutionOf(context.guideline, context.asOf));
};

const fullTermDays = 300; // a delivery date further ahead than a pregnancy lasts is a mistake of the record

/** MRI safety: one implant of unknown status keeps it open, whatever is documented about another. */
export const mriContraindicated: Calculator = (context, fact) => {
  const all = statementsOf(context, fact.name);
  const stated = all.filter((statement) => statement.use?.role === 'stated');
  const resolved = resolveFlag(fact, stated, resolutionOf(context.guideline, context.asOf));
  if (resolved !== undefined) return resolved;
  const positives = all.filter((statement) => statement.says === 'positive');
  if (positives.length > 0) return known(true, proofsOf(positives), 'documented');
  const hints = all.filter((statement) => statement.says === 'hint');
  const negatives = all.filter((statement) => statement.says === 'negative');
  const isDeviceOpen = hints.some((statement) => statement.proof.reference.startsWith('Device'));
  const isAnswered = negatives.length > 0 && !isDeviceOpen && hints.every((statement) => statement.why === 'device');
  if (hints.length > 0 && !isAnswered) return suspectedState(proofsOf(hints), 'unconfirmed');
  return negatives.length > 0 ? known(false, proofsOf(negatives), 'documented') : undefined;
};

/** Gadolinium caution: the strongest word that is current; a normal kidney function ends an earlier renal caution. */
export const gadoliniumCaution: Calculator = (context, fact) => {
  const words = fact.definition.values ?? [];
  const current = statementsOf(context, fact.name).filter(
    ({ value, when, window }) =>
      typeof value === 'string' && (when === undefined || context.asOf - when.earliest <= window),
  );
  const measured = current.filter(
    (statement) => statement.use?.role === 'measurement' || statement.use?.role === 'stated',
  );
  const newest = [...measured].sort((a, b) => (b.when?.latest ?? 0) - (a.when?.latest ?? 0))[0];
  const counted = current.filter((statement) => !measured.includes(statement) || statement === newest);
  const strongest = counted.sort((a, b) => words.indexOf(String(b.value)) - words.indexOf(String(a.value)))[0];
  return strongest === undefined ? undefined : known(String(strongest.value), [strongest.proof], 'documented');
};
