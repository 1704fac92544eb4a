import { isObject, type JsonObject, textOf } from './json.js';

/** The id by which an action can name an order; an id that no reference can hold is none. */
export function idOfOrder(order: JsonObject): string | undefined {
  const id = textOf(order.id);
  return id === undefined || /[\s/]/.test(id) ? undefined : id;
}

/**
 * A received order as it goes back in an action: everything that says something stays as it is, in its place (S-8);
 * `null`, `''`, `[]` and `{}`, which neither FHIR nor CDS Hooks allows, are left out.
 */
export function copyOrder(order: JsonObject): JsonObject {
  const members = Object.entries(order).map(
    ([name, value]) => [name, copyValue(value, Array.isArray(value) && hasSibling(order, name))] as const,
  );
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function copyValue(value: unknown, isAligned: boolean): unknown {
  if (value === null || value === '') return undefined;
  if (isObject(value)) {
    const copy = copyOrder(value);
    return Object.keys(copy).length === 0 ? undefined : copy;
  }
  if (!Array.isArray(value)) return value;
  const items = value.map((item) => copyValue(item, false));
  const kept = isAligned ? items.map((item) => item ?? null) : items.filter((item) => item !== undefined);
  return kept.every((item) => item === null) ? undefined : kept;
}

/** `given` and `_given` are two lists that belong together place by place, so their gaps must stay. */
function hasSibling(holder: JsonObject, name: string): boolean {
  return (name.startsWith('_') ? name.slice(1) : `_${name}`) in holder;
}
