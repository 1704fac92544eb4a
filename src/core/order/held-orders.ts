/** In: draft orders. Out: the orders that stand inside of groups among them, as orders of their own. */

import { type JsonObject, objectsOf, textOf } from '../values/json.js';

/** An order that a RequestGroup, RequestOrchestration or CarePlan contains. */
export interface HeldOrder {
  readonly holder: JsonObject;
  /** its id inside of the holder; undefined when it has none */
  readonly name: string | undefined;
  /** as a draft of its own, without an id: no action can name what stands inside of another resource */
  readonly order: JsonObject;
}

const holders: ReadonlySet<unknown> = new Set(['RequestGroup', 'RequestOrchestration', 'CarePlan']);
const ended: ReadonlySet<unknown> = new Set(['revoked', 'completed', 'entered-in-error']);

/**
 * The orders that groups among the drafts contain; what a group only follows or replaces is none of its orders, and an
 * order that stands among the drafts too is not asked about twice.
 */
export function heldOrdersOf(drafts: readonly JsonObject[]): readonly HeldOrder[] {
  return drafts.flatMap((holder) => {
    if (!holders.has(holder.resourceType) || ended.has(textOf(holder.status)?.toLowerCase())) return [];
    const inside = objectsOf(holder.contained);
    const earlier = new Set([...referencesIn(holder.basedOn), ...referencesIn(holder.replaces)]);
    return inside.flatMap((contained): readonly HeldOrder[] => {
      const name = textOf(contained.id);
      if (contained.resourceType !== 'ServiceRequest' || earlier.has(`#${name ?? ''}`)) return [];
      if (drafts.some((draft) => isSameOrder(draft, contained))) return [];
      return [{ holder, name, order: asDraft(contained, holder, inside) }];
    });
  });
}

function isSameOrder(draft: JsonObject, contained: JsonObject): boolean {
  return (
    draft.resourceType === 'ServiceRequest' &&
    draft.id !== undefined &&
    draft.id === contained.id &&
    JSON.stringify(draft.code) === JSON.stringify(contained.code)
  );
}

const shared = ['reasonCode', 'reasonReference', 'reason', 'note', 'supportingInfo'] as const;

/** What is contained refers to its neighbours by `#`, and what the group is for, each of its orders is for. */
function asDraft(contained: JsonObject, holder: JsonObject, inside: readonly JsonObject[]): JsonObject {
  const { id: _local, ...order } = contained;
  const both = shared.flatMap((member) => {
    const list = [...objectsOf(contained[member]), ...objectsOf(holder[member])];
    return list.length === 0 ? [] : [[member, list] as const];
  });
  const neighbours = inside.filter((one) => one !== contained && one.resourceType !== 'ServiceRequest');
  return { ...order, ...Object.fromEntries(both), ...(neighbours.length === 0 ? {} : { contained: neighbours }) };
}

function referencesIn(value: unknown): readonly (string | undefined)[] {
  return objectsOf(value).map(({ reference }) => textOf(reference));
}
