import { type Day, readDate } from '../../core/values/day.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';

/** When something was written down: its UTC day, and the date with its time where one is stated. */
export interface Moment {
  readonly day: Day;
  readonly time: string | undefined;
}

/** Whether a moment lies after another one: by day, and on one day by time where both state one. */
export function isAfter(one: Moment, other: Moment): boolean {
  if (one.day !== other.day) return one.day > other.day;
  const [instant, before] = [instantOf(one), instantOf(other)];
  return instant !== undefined && before !== undefined && instant > before;
}

const zonePattern = /(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$/;

/** Milliseconds since 1970; undefined where no time is stated. A time without a zone is one of UTC, on every machine. */
export function instantOf({ time }: Moment): number | undefined {
  if (time === undefined) return undefined;
  const instant = Date.parse(zonePattern.test(time) ? time : `${time}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Reads a FHIR date or time; of a year or a month its last day, because it may have been then. */
export function readMoment(value: unknown): Moment | undefined {
  const range = readDate(value);
  if (range === undefined) return undefined;
  const text = textOf(value) ?? '';
  // a record has thousands of times, and hardly any is on the day of an order: they are read when they are compared
  return { day: range.latest, time: text.length > 'YYYY-MM-DD'.length ? text : undefined };
}

/** Members in which a resource says when it was written down, when it happened, or for when it is planned; `a.b` is b of a. */
interface DateMembers {
  readonly written: readonly string[];
  readonly happened: readonly string[];
  /** when it is to happen: counts where nothing else is stated, because it may have been planned on that day */
  readonly planned?: readonly string[];
}

const dateMembers: { readonly [type: string]: DateMembers } = {
  Condition: {
    written: ['recordedDate', 'assertedDate', 'dateRecorded'],
    happened: ['onsetDateTime', 'onsetPeriod.start'],
  },
  Observation: {
    written: ['issued'],
    happened: ['effectiveDateTime', 'effectivePeriod.start', 'effectiveInstant', 'effectiveTiming.event'],
  },
  DiagnosticReport: { written: ['issued'], happened: ['effectiveDateTime', 'effectivePeriod.start'] },
  ServiceRequest: {
    written: ['authoredOn'],
    happened: [],
    planned: ['occurrenceDateTime', 'occurrencePeriod.start'],
  },
  MedicationRequest: { written: ['authoredOn'], happened: [] },
  MedicationStatement: {
    written: ['dateAsserted'],
    happened: ['effectiveDateTime', 'effectivePeriod.start'],
  },
  MedicationDispense: { written: ['recorded'], happened: ['whenPrepared', 'whenHandedOver'] },
  MedicationAdministration: { written: ['recorded'], happened: ['effectiveDateTime', 'effectivePeriod.start'] },
  Procedure: { written: ['recorded'], happened: ['performedDateTime', 'performedPeriod.start', 'performedString'] },
  AllergyIntolerance: { written: ['recordedDate', 'assertedDate'], happened: ['onsetDateTime', 'onsetPeriod.start'] },
  DeviceUseStatement: { written: ['recordedOn'], happened: ['timingDateTime', 'timingPeriod.start'] },
  Encounter: { written: [], happened: ['period.start'] },
  ImagingStudy: { written: [], happened: ['started'] },
  CarePlan: { written: ['created'], happened: ['period.start'] },
  Goal: { written: [], happened: ['startDate'] },
  Appointment: { written: ['created'], happened: [], planned: ['start'] },
  QuestionnaireResponse: { written: ['authored'], happened: [] },
};

/** A member, and the member inside it that holds the date. */
type Path = readonly [member: string, inner: string | undefined];

const paths = new Map(
  Object.entries(dateMembers).map(([type, { written, happened, planned = [] }]) => [
    type,
    { written: written.map(toPath), happened: happened.map(toPath), planned: planned.map(toPath) },
  ]),
);

function toPath(text: string): Path {
  const [member = '', inner] = text.split('.');
  return [member, inner];
}

const assertedDate = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate';

/**
 * When a resource came into the record: the day it was written down, never before it happened. One that only says when it
 * happened was written down by the day it was last updated, where that tells anything (`usesLastUpdated`: in many exports
 * it is the day on which all was loaded). Undefined when it states no day at all.
 */
export function recordedAt(resource: JsonObject, usesLastUpdated: boolean): Moment | undefined {
  const members = paths.get(String(resource.resourceType));
  const written = later(latestOf(resource, members?.written ?? []), assertedAt(resource));
  const happened = latestOf(resource, members?.happened ?? []);
  if (written !== undefined) return later(written, happened);
  const updated = usesLastUpdated && isObject(resource.meta) ? readMoment(resource.meta.lastUpdated) : undefined;
  return later(updated, happened) ?? latestOf(resource, members?.planned ?? []);
}

function latestOf(resource: JsonObject, members: readonly Path[]): Moment | undefined {
  let last: Moment | undefined;
  for (const [member, inner] of members) {
    const value = resource[member];
    if (value === undefined) continue;
    last = later(last, readMoment(inner === undefined ? value : isObject(value) ? value[inner] : undefined));
  }
  return last;
}

function assertedAt({ resourceType, extension }: JsonObject): Moment | undefined {
  if (resourceType !== 'Condition' || extension === undefined) return undefined;
  return readMoment(objectsOf(extension).find(({ url }) => url === assertedDate)?.valueDateTime);
}

function later(one: Moment | undefined, other: Moment | undefined): Moment | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isAfter(other, one) ? other : one;
}
