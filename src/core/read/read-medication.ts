import type { Evidence } from '../guideline/guideline.js';
import { unreadStatus } from '../guideline/record-statuses.js';
import { wordsOf } from '../values/coding.js';
import { type Day, type DayRange, isAhead, readDate, readPeriod } from '../values/day.js';
import { isObject, type JsonObject, numberOf, objectsOf, textOf } from '../values/json.js';
import { inUnit, readQuantity } from '../values/quantity.js';
import { account, kindOf } from './entries.js';
import { type Meaning, meaningOfThing } from './meaning.js';
import { readNames } from './read-text.js';
import { addStatement, isAdmitted, type Reading, type Supply } from './reading.js';
import { referenceTo, type Statement } from './statement.js';

const kept = ['active', 'completed', 'stopped', 'on-hold', 'in-progress'] as const;
const takenStatus: { readonly [type: string]: readonly string[] } = {
  MedicationRequest: kept,
  MedicationOrder: kept,
  MedicationStatement: kept,
  MedicationUsage: kept,
  MedicationDispense: ['completed', 'in-progress', 'active'],
  MedicationAdministration: ['completed', 'in-progress', 'active', 'stopped'],
};

/** Reads a prescription, statement, dispense or administration of a medicine. */
export function readMedication(reading: Reading, resource: JsonObject): void {
  const concepts = medicineConcepts(reading, resource);
  const meaning = meaningOfThing(reading.guideline, concepts);
  const type = String(resource.resourceType);
  const status = statusOf(reading, resource);
  if (status === 'not-taken' || isNotTaken(resource)) {
    readUses(reading, resource, meaning, 'negative');
    return;
  }
  const isPerhaps = status === 'unknown' || status === unreadStatus;
  if (!isPerhaps && status !== undefined && takenStatus[type]?.includes(status) !== true) return;
  const intent = textOf(resource.intent);
  if (resource.doNotPerform === true || intent === 'proposal' || intent === 'plan' || intent === 'option') return;
  const isUnderstood = readUses(reading, resource, meaning, isPerhaps ? 'hint' : 'positive');
  const names = meaning.glosses.length === 0 ? meaning.words : [...meaning.words, ...meaning.glosses];
  const isPointing =
    names.length > 0 &&
    readNames(reading, names, { where: 'medication.text', when: courseOf(reading, resource).end, resource });
  // a medicine that could not be looked up makes its part unread, and says nothing here
  if (concepts.length > 0 || !refersToMedicine(resource))
    account(reading, resource, kindOf(isUnderstood, isPointing, meaning.isReadable), concepts);
}

function statusOf({ guideline }: Reading, { status }: JsonObject): string | undefined {
  return guideline.forms.statusOf('event', status);
}

/** DSTU2 and STU3 say so beside the status. */
function isNotTaken({ wasNotTaken, taken, notGiven, wasNotGiven }: JsonObject): boolean {
  return wasNotTaken === true || taken === 'n' || notGiven === true || wasNotGiven === true;
}

function readUses(
  reading: Reading,
  resource: JsonObject,
  { codings, doubtful }: Meaning,
  says: Statement['says'],
): boolean {
  const done = new Set<Evidence>();
  for (const coding of codings)
    for (const use of reading.guideline.uses.lookup(coding)) {
      if (use.kind !== 'evidence' || use.role !== 'medication' || done.has(use)) continue;
      if (!isAdmitted(reading, use, resource, coding)) continue;
      done.add(use);
      if (says === 'negative' && use.fact.definition.silence !== 'N') continue;
      addUse(reading, resource, use, doubtful.has(coding) ? 'hint' : says);
    }
  return done.size > 0;
}

function addUse(reading: Reading, resource: JsonObject, use: Evidence, says: Statement['says']): void {
  const course = courseOf(reading, resource);
  if (course.start !== undefined && isAhead(course.start.earliest, reading.asOf)) return;
  if (use.definition.minimumDays !== undefined && says !== 'hint') {
    if (says === 'positive' && course.start !== undefined)
      reading.supplies.push({
        evidence: use,
        start: course.start.latest,
        days: course.days,
        resource,
        when: course.end ?? course.start,
      });
    return;
  }
  addStatement(reading, {
    fact: use.fact,
    says,
    when: course.end ?? course.start,
    window: use.window,
    evidence: use,
    period: { start: course.start, end: course.end },
    resource,
    display: wordsOf(resource.medicationCodeableConcept),
    why: says === 'hint' ? 'unreadable' : undefined,
  });
}

interface Course {
  readonly start: DayRange | undefined;
  readonly end: DayRange | undefined;
  /** days of supply, if stated */
  readonly days: number | undefined;
}

function courseOf(reading: Reading, resource: JsonObject): Course {
  const period = readPeriod(resource.effectivePeriod);
  const bounds = boundsOf(resource);
  const start =
    period.start ??
    readDate(resource.effectiveDateTime) ??
    bounds.start ??
    readDate(resource.whenHandedOver) ??
    readDate(resource.authoredOn ?? resource.dateWritten) ??
    readDate(resource.dateAsserted);
  const stated = period.end ?? bounds.end;
  const isOneDose = resource.resourceType === 'MedicationAdministration' && period.start === undefined;
  const days = supplyDays(resource) ?? bounds.days ?? (isOneDose ? 1 : spanOf(start, stated, reading.asOf));
  const bySupply = start === undefined || days === undefined ? undefined : dayAfter(start, days, reading.asOf);
  const end = stated ?? bySupply ?? (isOngoing(reading, resource) ? todayOf(reading, start) : start);
  return { start, end: end === undefined ? undefined : capped(end, reading.asOf), days };
}

/** A request or statement that is active, with no end and no supply stated: taken to this day. */
function isOngoing(reading: Reading, resource: JsonObject): boolean {
  const { resourceType } = resource;
  return keptTypes.has(resourceType) && statusOf(reading, resource) === 'active';
}

const keptTypes: ReadonlySet<unknown> = new Set([
  'MedicationRequest',
  'MedicationOrder',
  'MedicationStatement',
  'MedicationUsage',
]);

function todayOf({ asOf }: Reading, start: DayRange | undefined): DayRange | undefined {
  return start === undefined ? undefined : { earliest: asOf, latest: asOf, text: start.text };
}

function boundsOf(resource: JsonObject): Course {
  for (const dosages of [resource.dosageInstruction, resource.dosage]) {
    for (const dosage of objectsOf(dosages)) {
      const repeat = isObject(dosage.timing) && isObject(dosage.timing.repeat) ? dosage.timing.repeat : undefined;
      if (repeat === undefined) continue;
      const period = readPeriod(repeat.boundsPeriod);
      const days = daysOf(repeat.boundsDuration);
      if (period.start !== undefined || days !== undefined) return { start: period.start, end: period.end, days };
    }
  }
  return { start: undefined, end: undefined, days: undefined };
}

/** Days that the prescriber or pharmacist says the supply lasts, repeats included. */
function supplyDays(resource: JsonObject): number | undefined {
  const dispensed = daysOf(resource.daysSupply);
  if (dispensed !== undefined) return dispensed;
  if (!isObject(resource.dispenseRequest)) return undefined;
  const one = daysOf(resource.dispenseRequest.expectedSupplyDuration);
  const repeats = numberOf(resource.dispenseRequest.numberOfRepeatsAllowed) ?? 0;
  return one === undefined ? undefined : one * (1 + Math.max(0, repeats));
}

function daysOf(value: unknown): number | undefined {
  const quantity = readQuantity(value);
  if (quantity === undefined || quantity.value < 0) return undefined;
  const days = quantity.unit === undefined ? quantity.value : inUnit(quantity, 'd');
  return days === undefined ? undefined : Math.round(days);
}

function spanOf(start: DayRange | undefined, end: DayRange | undefined, asOf: Day): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  return Math.max(0, Math.min(end.latest, asOf) - start.latest + 1);
}

function dayAfter(start: DayRange, days: number, asOf: Day): DayRange {
  const end = Math.min(start.latest + days, asOf);
  return { earliest: Math.max(end, start.earliest), latest: Math.max(end, start.latest), text: start.text };
}

function capped(range: DayRange, asOf: Day): DayRange {
  return range.latest <= asOf ? range : { ...range, earliest: Math.min(range.earliest, asOf), latest: asOf };
}

/** Every concept that names a medicine: its own (in R5 `medication.concept`), that of the Medication it refers to, and those of its ingredients. */
function medicineConcepts(reading: Reading, resource: JsonObject): readonly JsonObject[] {
  const [held = {}] = objectsOf(resource.medication);
  const direct = [...objectsOf(resource.medicationCodeableConcept), ...objectsOf(held.concept)];
  const reference = resource.medicationReference ?? held.reference;
  if (reference === undefined) return direct;
  const medicine = reading.resolve(reference, resource);
  const { display } = objectsOf(reference)[0] ?? {};
  const named = display === undefined ? [] : [{ text: display }];
  if (medicine === undefined) return [...direct, ...named];
  const ingredients = objectsOf(medicine.ingredient).flatMap(({ itemCodeableConcept }) =>
    objectsOf(itemCodeableConcept),
  );
  return [...direct, ...named, ...objectsOf(medicine.code), ...ingredients];
}

function refersToMedicine({ medicationReference, medication }: JsonObject): boolean {
  const references = [...objectsOf(medicationReference), ...objectsOf(medication).map(({ reference }) => reference)];
  return references.some((reference) => reference !== undefined);
}

/** Sums the supplies of facts that ask for a number of days within a span, and states what they prove. */
export function stateSupplies(reading: Reading): void {
  const byEvidence = new Map<Evidence, Supply[]>();
  for (const supply of reading.supplies) {
    const list = byEvidence.get(supply.evidence) ?? [];
    list.push(supply);
    byEvidence.set(supply.evidence, list);
  }
  for (const [evidence, supplies] of byEvidence) {
    const { minimumDays = 0, withinDays = 365 } = evidence.definition;
    const since = reading.asOf - withinDays;
    const recent = supplies.filter((supply) => supply.when.latest >= since);
    const days = daysCovered(recent, since, reading.asOf);
    const isOpen = recent.some((supply) => supply.days === undefined);
    if (days < minimumDays && !isOpen) continue;
    const says = days >= minimumDays ? 'positive' : 'hint';
    const why = says === 'hint' ? 'unreadable' : undefined;
    const references = new Set<string>();
    for (const { resource, when } of recent) {
      if (references.has(referenceTo(resource))) continue;
      references.add(referenceTo(resource));
      const display = wordsOf(resource.medicationCodeableConcept);
      const { fact } = evidence;
      addStatement(reading, { fact, says, when, window: withinDays, evidence: evidence, resource, display, why });
    }
  }
}

/** Days on which any of the supplies lasted: a day that a request and its dispense both cover counts once. */
function daysCovered(supplies: readonly Supply[], since: Day, until: Day): number {
  const spans = supplies
    .flatMap(({ start, days }) =>
      days === undefined ? [] : [{ from: Math.max(start, since), to: Math.min(start + days, until) }],
    )
    .sort((a, b) => a.from - b.from);
  let covered = 0;
  let reached = since;
  for (const { from, to } of spans) {
    covered += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return covered;
}
