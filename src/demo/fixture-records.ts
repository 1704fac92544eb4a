import { isObject, type JsonObject, objectsOf, textOf } from '../core/values/json.js';

/** The record of one patient of the demo. */
export interface DemoRecord {
  readonly patientId: string;
  readonly label: string;
  readonly resources: readonly JsonObject[];
}

/** A patient as the fixtures have it: the prefetch of a hook request, as JSON text. */
export interface FixtureText {
  readonly id: string;
  readonly label: string;
  readonly text: string;
}

/** The resources of a patient's prefetch; patients that share one id in the fixtures get ids of their own. */
export function toDemoRecords(fixtures: readonly FixtureText[]): readonly DemoRecord[] {
  const taken = new Set<string>();
  return fixtures.flatMap(({ id, label, text }) => {
    const own = textOf(objectIn(JSON.parse(text)).patientId) ?? id;
    const patientId = sharedId === own || taken.has(own) ? id : own;
    taken.add(patientId);
    const { prefetch } = objectIn(JSON.parse(patientId === own ? text : text.replaceAll(own, patientId)));
    const resources = Object.values(objectIn(prefetch)).flatMap(resourcesIn);
    return [{ patientId, label, resources }];
  });
}

const sharedId = 'example-patient';

function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function resourcesIn(part: unknown): readonly JsonObject[] {
  if (!isObject(part)) return [];
  if (part.resourceType !== 'Bundle') return [part];
  return objectsOf(part.entry).flatMap(({ resource }) => objectsOf(resource));
}
