import type { HookContext } from '../contract/hook-request.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';
import type { HeldOrder } from './held-orders.js';

/**
 * The draft orders that the clinician has selected, those inside a selected group included; all of them where the hook
 * selects none by name. A selection that names nothing is passed over. `drafts` holds each draft once, `held` what groups
 * among them contain.
 */
export function selectedOrders(
  context: HookContext,
  drafts: readonly JsonObject[],
  held: readonly HeldOrder[] = [],
): ReadonlySet<JsonObject> {
  const all = [...drafts, ...held.map(({ order }) => order)];
  if (context.selections === undefined) return new Set(all);
  const index = indexByName(context, drafts, held);
  const chosen = new Set<JsonObject>();
  const waiting: unknown[] = [...context.selections];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const draft = findByName(index, next);
    if (draft === undefined || chosen.has(draft)) continue;
    chosen.add(draft);
    waiting.push(...membersOf(draft));
    for (const { holder, order } of held) if (holder === draft) chosen.add(order);
  }
  return new Set(all.filter((draft) => chosen.has(draft)));
}

/** References to the orders that a RequestGroup, RequestOrchestration or CarePlan holds. */
function membersOf({ action, activity }: JsonObject): readonly unknown[] {
  const found: unknown[] = [];
  const actions = [...objectsOf(action)];
  for (let next = actions.pop(); next !== undefined; next = actions.pop()) {
    found.push(referenceIn(next.resource));
    actions.push(...objectsOf(next.action));
  }
  for (const { reference, plannedActivityReference } of objectsOf(activity))
    found.push(referenceIn(reference), referenceIn(plannedActivityReference));
  return found.filter((reference) => reference !== undefined);
}

function referenceIn(value: unknown): string | undefined {
  return isObject(value) ? textOf(value.reference) : undefined;
}

/** Every name of a draft: `Type/id`, its id alone, the `fullUrl` of its entry and what that ends in. */
function indexByName(
  { fullUrls }: HookContext,
  drafts: readonly JsonObject[],
  held: readonly HeldOrder[],
): ReadonlyMap<string, JsonObject> {
  const index = new Map<string, JsonObject>();
  const add = (name: string | undefined, draft: JsonObject): void => {
    if (name !== undefined && !index.has(name)) index.set(name, draft);
  };
  for (const draft of drafts) {
    const id = textOf(draft.id) ?? (typeof draft.id === 'number' ? String(draft.id) : undefined);
    if (id === undefined) continue;
    add(`${String(draft.resourceType)}/${id}`, draft);
    add(id, draft);
  }
  for (const [fullUrl, resource] of fullUrls ?? []) {
    // of a draft that was sent twice, the first stands for both
    const draft = index.get(`${String(resource.resourceType)}/${textOf(resource.id) ?? ''}`) ?? resource;
    const url = withoutVersion(fullUrl);
    add(url, draft);
    add(idInUrn(url), draft);
    const end = typeAndIdOf(url);
    if (end?.startsWith(`${String(resource.resourceType)}/`) === true) add(end, draft);
  }
  for (const { holder, name, order } of held) {
    if (name === undefined) continue;
    const inHolder = `${String(holder.resourceType)}/${textOf(holder.id) ?? ''}#${name}`;
    for (const known of [`${String(order.resourceType)}/${name}`, name, `#${name}`, inHolder]) add(known, order);
  }
  return index;
}

function findByName(index: ReadonlyMap<string, JsonObject>, reference: unknown): JsonObject | undefined {
  const name = withoutVersion(textOf(reference) ?? '');
  const found = index.get(name) ?? index.get(idInUrn(name) ?? '');
  if (found !== undefined) return found;
  const end = typeAndIdOf(name);
  const [, id = ''] = end?.split('/') ?? [];
  // a draft that is known by `urn:uuid:` only is named `Type/uuid` by some
  const byId = index.get(id);
  return (
    index.get(end ?? '') ??
    (byId?.id === undefined && end?.startsWith(`${String(byId?.resourceType)}/`) ? byId : undefined)
  );
}

function withoutVersion(reference: string): string {
  return reference.replace(/\/_history\/[^/]*$/, '').replace(/\/+$/, '');
}

function idInUrn(reference: string): string | undefined {
  return /^urn:(?:uuid|oid):(.+)$/i.exec(reference)?.[1];
}

function typeAndIdOf(reference: string): string | undefined {
  return /(?:^|\/)([A-Z][A-Za-z]+\/[^/?#]+)$/.exec(reference)?.[1];
}
