import type { Fact } from '../guideline/guideline.js';
import { wordsOf } from '../values/coding.js';
import { type DayRange, readDate, readPeriod } from '../values/day.js';
import { isObject, type JsonObject, numberOf, objectsOf, textOf } from '../values/json.js';
import type { Reading } from './reading.js';

/** How a Condition ended: not at all as far as stated, on a day, some time ago, or in a way that cannot be read. */
export type End =
  | { readonly kind: 'none' | 'unclear' }
  | { readonly kind: 'ended'; readonly when: DayRange | undefined };

const assertedDate = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate';

/** The day on which a Condition was written down, by R4, US Core, STU3 or DSTU2. */
export function recordedDate(resource: JsonObject): DayRange | undefined {
  const extension = objectsOf(resource.extension).find(({ url }) => url === assertedDate);
  return (
    readDate(resource.recordedDate) ??
    readDate(extension?.valueDateTime) ??
    readDate(resource.assertedDate) ??
    readDate(resource.dateRecorded)
  );
}

/** The start of the visit that a resource was written down in; STU3 calls it the context. */
function visitDate(reading: Reading, resource: JsonObject): DayRange | undefined {
  const reference = resource.encounter ?? resource.context;
  if (reference === undefined) return undefined;
  const visit = reading.resolve(reference, resource);
  if (visit?.resourceType !== 'Encounter') return undefined;
  const { start, end } = readPeriod(visit.period);
  return start ?? end;
}

/**
 * Rule 6: the date of what a Condition states, which decides who is newer: the day it was recorded, else its visit, else
 * its onset; never before its onset. A day that lies ahead is taken if there is no other, and proves nothing.
 */
export function conditionDate(reading: Reading, condition: JsonObject): DayRange | undefined {
  const onset = conditionOnset(reading, condition);
  const stated = recordedDate(condition) ?? visitDate(reading, condition);
  if (stated === undefined) return onset ?? onsetAhead(reading, condition);
  return onset !== undefined && onset.earliest > stated.latest ? onset : stated;
}

/** The stated beginning of a Condition; a placeholder, a day ahead and one before the birth are none. */
export function conditionOnset(reading: Reading, condition: JsonObject): DayRange | undefined {
  const onset = statedOnset(reading, condition);
  if (onset === undefined || onset.earliest > reading.asOf + 1) return undefined;
  return isNoDay(reading, onset) ? undefined : onset;
}

/** The beginning of what a Condition states about one fact: a symptom does not begin at birth. */
export function beginningOf(reading: Reading, condition: JsonObject, fact: Fact): DayRange | undefined {
  const onset = conditionOnset(reading, condition);
  return onset !== undefined && isBirthStamp(reading, condition, fact, onset) ? undefined : onset;
}

function isBirthStamp({ birth, guideline }: Reading, { code }: JsonObject, fact: Fact, onset: DayRange): boolean {
  const { silence } = fact.definition;
  if (birth === undefined || (silence !== 'A' && silence !== 'C')) return false;
  if (onset.earliest !== birth.earliest || onset.latest !== birth.latest) return false;
  return !guideline.forms.isCongenital(wordsOf(code) ?? '');
}

/** A period of onset says between which days it began; its end is no end of the Condition. */
function statedOnset({ asOf }: Reading, condition: JsonObject): DayRange | undefined {
  const moment = readDate(condition.onsetDateTime) ?? readDate(condition.onsetString);
  if (moment !== undefined) return moment;
  const { start, end } = readPeriod(condition.onsetPeriod);
  if (start === undefined || end === undefined) return start;
  return { ...start, latest: Math.max(start.latest, Math.min(end.latest, asOf)) };
}

function onsetAhead(reading: Reading, condition: JsonObject): DayRange | undefined {
  const onset = statedOnset(reading, condition);
  return onset !== undefined && onset.earliest > reading.asOf + 1 ? onset : undefined;
}

/** How a Condition ended, as far as its abatement says; one that lies ahead has not ended. */
export function endOf(reading: Reading, condition: JsonObject): End {
  if (condition.abatementBoolean === true) return { kind: 'ended', when: undefined };
  const { abatementDateTime, abatementString, abatementPeriod, abatementAge } = condition;
  const age = isObject(abatementAge) ? dayOfAge(reading.birth, abatementAge) : undefined;
  const period = readPeriod(abatementPeriod);
  const when = readDate(abatementDateTime) ?? readDate(abatementString) ?? period.end ?? period.start ?? age;
  if (when !== undefined && isNoDay(reading, when)) return { kind: 'unclear' };
  if (when !== undefined) return when.earliest <= reading.asOf ? { kind: 'ended', when } : { kind: 'none' };
  // words, an age without a birth date, a range: it may have ended, and nobody can say when
  const isStated = [abatementDateTime, abatementString, abatementAge, condition.abatementRange].some(
    (value) => value !== undefined && value !== null && value !== '',
  );
  return { kind: isStated ? 'unclear' : 'none' };
}

/** A placeholder, or a day before the birth. */
function isNoDay({ guideline, birth }: Reading, day: DayRange): boolean {
  return guideline.forms.isPlaceholder(day) || (birth !== undefined && day.latest < birth.earliest);
}

/** Whether an end is no earlier than the beginning, or where none is stated, than the day of recording. */
export function endsAfterBeginning(reading: Reading, condition: JsonObject, end: End): boolean {
  if (end.kind !== 'ended' || end.when === undefined) return true;
  const beginning = conditionOnset(reading, condition) ?? recordedDate(condition);
  return beginning === undefined || end.when.latest >= beginning.earliest;
}

/** The year of life in which somebody was that old. */
function dayOfAge(birth: DayRange | undefined, age: JsonObject): DayRange | undefined {
  const years = numberOf(age.value);
  const unit = textOf(age.code) ?? textOf(age.unit) ?? 'a';
  if (birth === undefined || years === undefined || !yearUnits.has(unit)) return undefined;
  const earliest = Math.floor(birth.earliest + years * daysPerYear);
  return { earliest, latest: Math.ceil(birth.latest + (years + 1) * daysPerYear), text: '' };
}

const daysPerYear = 365.25;
const yearUnits: ReadonlySet<string> = new Set(['a', 'year', 'years', 'yr', 'yrs']);

/** Whether the beginning and the end of a Condition are one and the same day or month: the stamp of a visit. */
export function isVisitStamp(reading: Reading, condition: JsonObject, end: End): boolean {
  const onset = statedOnset(reading, condition);
  if (end.kind !== 'ended' || end.when === undefined || onset === undefined) return false;
  return onset.earliest === end.when.earliest && onset.latest === end.when.latest;
}

/** Rule 6: the date of an Observation or report: when it was so, else when it was issued, else its visit. */
export function observationDate(reading: Reading, resource: JsonObject): DayRange | undefined {
  const moment = readDate(resource.effectiveDateTime) ?? readDate(resource.effectiveInstant);
  if (moment !== undefined) return moment;
  const period = readPeriod(resource.effectivePeriod);
  return period.end ?? period.start ?? readDate(resource.issued) ?? visitDate(reading, resource);
}

/** When a Procedure was done, as a period; a single date is a period of one day. */
export function performedPeriod(
  reading: Reading,
  procedure: JsonObject,
): { readonly start: DayRange | undefined; readonly end: DayRange | undefined } {
  // `occurrence[x]` is its name in R5
  const single =
    readDate(procedure.performedDateTime ?? procedure.occurrenceDateTime) ?? readDate(procedure.performedString);
  if (single !== undefined) return { start: single, end: single };
  const period = readPeriod(procedure.performedPeriod ?? procedure.occurrencePeriod);
  if (period.start !== undefined || period.end !== undefined) return period;
  const visit = visitDate(reading, procedure);
  return { start: visit, end: visit };
}
