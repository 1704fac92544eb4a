import { isObject, type JsonObject } from '../../core/values/json.js';
import { isAfter, type Moment, readMoment } from './order-time.js';

/**
 * Leaves out the versions of a resource that were written after a moment, where an export has an earlier one too; where
 * all are later, the first stays. A version that does not say when it was written stays.
 */
export function versionsAsOf(resources: readonly JsonObject[], at: Moment): readonly JsonObject[] {
  const first = new Map<string, Moment>();
  const dated = resources.map((resource) => {
    const key = `${String(resource.resourceType)}/${String(resource.id)}`;
    const written = isObject(resource.meta) ? readMoment(resource.meta.lastUpdated) : undefined;
    const known = first.get(key);
    if (written !== undefined && (known === undefined || isAfter(known, written))) first.set(key, written);
    return { resource, key, written };
  });
  return dated
    .filter(({ key, written }) => written === undefined || written === first.get(key) || !isAfter(written, at))
    .map(({ resource }) => resource);
}
