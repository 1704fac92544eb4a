import { readDate } from '../../core/values/day.js';
import { isObject, type JsonObject, objectsOf } from '../../core/values/json.js';
import { isAfter, type Moment, readMoment, recordedAt } from './order-time.js';

/** A resource of a patient, and when it came into the record; undefined = it states no day and counts always. */
export interface DatedResource {
  readonly resource: JsonObject;
  readonly recorded: Moment | undefined;
}

export function datedResources(resources: readonly JsonObject[], usesLastUpdated: boolean): readonly DatedResource[] {
  return resources.map((resource) => ({
    resource,
    recorded: resource.resourceType === 'Patient' ? undefined : recordedAt(resource, usesLastUpdated),
  }));
}

/** What stood in a record at a moment: nothing that was written down later, and nothing that had not ended yet as ended. */
export function recordAsOf(resources: readonly DatedResource[], at: Moment): readonly DatedResource[] {
  const there: DatedResource[] = [];
  for (const dated of resources) {
    const { resource, recorded } = dated;
    if (recorded !== undefined && isAfter(recorded, at)) continue;
    const stood = withoutLaterNotes(asItStood(resource, at), at);
    there.push(stood === resource ? dated : { resource: stood, recorded });
  }
  return there;
}

const lifted: ReadonlySet<string> = new Set(['abatementDateTime', 'abatementPeriod', 'abatementString']);
const active = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
};

/** An export has the last state of a resource. An end that lies after the moment is taken back. */
function asItStood(resource: JsonObject, at: Moment): JsonObject {
  switch (resource.resourceType) {
    case 'Condition': {
      const { abatementDateTime, abatementPeriod } = resource;
      const end = abatementDateTime ?? (isObject(abatementPeriod) ? abatementPeriod.start : undefined);
      if (!endsAfter(end, at)) return resource;
      const kept = Object.entries(resource).filter(([member]) => !lifted.has(member));
      return { ...Object.fromEntries(kept), clinicalStatus: active };
    }
    case 'Encounter': {
      const { period } = resource;
      if (!isObject(period) || !endsAfter(period.end, at)) return resource;
      return { ...resource, status: 'in-progress', period: { start: period.start } };
    }
    default:
      return resource;
  }
}

/** The resource without the notes that say that they were added after the moment. */
export function withoutLaterNotes(resource: JsonObject, at: Moment): JsonObject {
  if (resource.note === undefined) return resource;
  const notes = objectsOf(resource.note);
  const kept = notes.filter(({ time }) => {
    const added = readMoment(time);
    return added === undefined || !isAfter(added, at);
  });
  return kept.length === notes.length ? resource : { ...resource, note: kept };
}

function endsAfter(end: unknown, at: Moment): boolean {
  const day = readDate(end);
  return day !== undefined && day.earliest > at.day;
}
