import { type Day, readDate } from '../../core/values/day.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';

/** When something was written down: its UTC day, and the moment in milliseconds where a time is stated. */
export interface Moment {
  readonly day: Day;
  readonly instant: number | undefined;
}

/** Whether a moment lies after another one: by time where both state one, else by day. */
export function isAfter(one: Moment, other: Moment): boolean {
  if (one.instant !== undefined && other.instant !== undefined) return one.instant > other.instant;
  return one.day > other.day;
}

/** Reads a FHIR date or time; of a year or a month its last day, because it may have been then. */
export function readMoment(value: unknown): Moment | undefined {
  const range = readDate(value);
  if (range === undefined) return undefined;
  const text = textOf(value) ?? '';
  const instant = text.length > 'YYYY-MM-DD'.length ? Date.parse(text) : Number.NaN;
  return { day: range.latest, instant: Number.isNaN(instant) ? undefined : instant };
}

/** Members in which a resource says when it was written down, and members that say when it happened. */
interface DateMembers {
  readonly written: readonly string[];
  readonly happened: readonly string[];
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
  ServiceRequest: { written: ['authoredOn'], happened: [] },
  MedicationRequest: { written: ['authoredOn'], happened: [] },
  MedicationStatement: {
    written: ['dateAsserted'],
    happened: ['effectiveDateTime', 'effectivePeriod.start'],
  },
  MedicationDispense: { written: [], happened: ['whenPrepared', 'whenHandedOver'] },
  MedicationAdministration: { written: [], happened: ['effectiveDateTime', 'effectivePeriod.start'] },
  Procedure: { written: [], happened: ['performedDateTime', 'performedPeriod.start', 'performedString'] },
  AllergyIntolerance: { written: ['recordedDate', 'assertedDate'], happened: ['onsetDateTime', 'onsetPeriod.start'] },
  DeviceUseStatement: { written: ['recordedOn'], happened: ['timingDateTime', 'timingPeriod.start'] },
  Encounter: { written: [], happened: ['period.start'] },
  ImagingStudy: { written: [], happened: ['started'] },
  CarePlan: { written: ['created'], happened: ['period.start'] },
  Goal: { written: [], happened: ['startDate'] },
  Appointment: { written: ['created'], happened: [] },
  QuestionnaireResponse: { written: ['authored'], happened: [] },
};

const assertedDate = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate';

/**
 * When a resource came into the record: the day it was written down, never before it happened. One that only says when it
 * happened was written down by the day it was last updated, where that tells anything (`usesLastUpdated`: in many exports
 * it is the day on which all was loaded). Undefined when it states no day at all.
 */
export function recordedAt(resource: JsonObject, usesLastUpdated: boolean): Moment | undefined {
  const members = dateMembers[String(resource.resourceType)];
  const written = latest([...momentsIn(resource, members?.written), ...extensionMoments(resource)]);
  const happened = latest(momentsIn(resource, members?.happened));
  if (written !== undefined || !usesLastUpdated) return latest([written, happened]);
  const touched = isObject(resource.meta) ? readMoment(resource.meta.lastUpdated) : undefined;
  return latest([touched, happened]);
}

function momentsIn(resource: JsonObject, members: readonly string[] = []): readonly (Moment | undefined)[] {
  return members.map((member) => {
    const [name = '', inner] = member.split('.');
    const value = resource[name];
    if (inner === undefined) return readMoment(value);
    return isObject(value) ? readMoment(value[inner]) : undefined;
  });
}

function extensionMoments({ resourceType, extension }: JsonObject): readonly (Moment | undefined)[] {
  if (resourceType !== 'Condition' || extension === undefined) return [];
  const stated = objectsOf(extension).find(({ url }) => url === assertedDate);
  return [readMoment(stated?.valueDateTime)];
}

function latest(moments: readonly (Moment | undefined)[]): Moment | undefined {
  let last: Moment | undefined;
  for (const moment of moments)
    if (moment !== undefined && (last === undefined || isAfter(moment, last))) last = moment;
  return last;
}
