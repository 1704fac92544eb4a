import type { Guideline } from '../../core/guideline/guideline.js';
import { formatDay } from '../../core/values/day.js';
import { isObject, type JsonObject } from '../../core/values/json.js';
import { isAfter, type Moment, readMoment } from '../record/order-time.js';
import { type PlacedOrder, placedOrders } from '../record/placed-orders.js';
import type { DatedResource } from '../record/record-as-of.js';

/** Which orders of a patient are scored: those that were placed, or one study on the last visit. */
export type OrderChoice =
  | { readonly kind: 'placed'; readonly guidelines: readonly Guideline[] }
  | { readonly kind: 'last-visit'; readonly draft: JsonObject };

/** The orders of one patient, oldest first. */
export function ordersOf(choice: OrderChoice, resources: readonly DatedResource[]): readonly PlacedOrder[] {
  if (choice.kind === 'placed')
    return placedOrders(
      choice.guidelines,
      resources.map(({ resource }) => resource),
    );
  const at = lastVisit(resources);
  if (at === undefined) return [];
  const draft: JsonObject = { ...choice.draft, authoredOn: formatDay(at.day) };
  const reference = `ServiceRequest/${String(draft.id)}`;
  return [{ reference, type: 'ServiceRequest', at, clinician: '', draft, resource: undefined, entry: undefined }];
}

const notVisited: ReadonlySet<unknown> = new Set(['planned', 'cancelled', 'entered-in-error']);

/** The start of the newest visit, else the newest day on which anything was written down. */
function lastVisit(resources: readonly DatedResource[]): Moment | undefined {
  const visits = resources.flatMap(({ resource: { resourceType, period, status } }) =>
    resourceType === 'Encounter' && isObject(period) && !notVisited.has(status) ? (readMoment(period.start) ?? []) : [],
  );
  const moments = visits.length > 0 ? visits : resources.flatMap(({ recorded }) => recorded ?? []);
  const last = moments.reduce<Moment | undefined>(
    (latest, moment) => (latest === undefined || isAfter(moment, latest) ? moment : latest),
    undefined,
  );
  // all that was written down on the day of the visit counts
  return last === undefined ? undefined : { day: last.day, time: undefined };
}
