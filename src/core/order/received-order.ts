import { wordsOf } from '../values/coding.js';
import { isObject, type JsonObject, textOf } from '../values/json.js';
import { escapeMarkdown } from '../values/markdown.js';
import { codeOf } from './order-elements.js';

/** The id by which an action can name an order; an id that no reference can hold is none. */
export function idOfOrder(order: JsonObject): string | undefined {
  const id = textOf(order.id);
  return id === undefined || /[\s/]/.test(id) ? undefined : id;
}

/**
 * A received order as it goes back in an action: everything that says something stays as it is, in its place (S-8);
 * `null`, `''`, `[]` and `{}`, which neither FHIR nor CDS Hooks allows, are left out. Nothing is copied but what
 * holds something to leave out: the usual order is handed on as it was received.
 */
export function returnedOrder(order: JsonObject): JsonObject {
  return saysSomething(order) ? order : withoutEmpty(order);
}

/** One member of a received order as it goes back; undefined when nothing is left of it. */
export function returnedMember(order: JsonObject, name: string): unknown {
  const value = order[name];
  return saysSomething(value) ? value : keptValue(value, Array.isArray(value) && hasSibling(order, name));
}

/** Whether neither the value nor anything in it is to be left out. */
function saysSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(saysSomething);
  if (!isObject(value)) return value !== null && value !== '' && value !== undefined;
  let hasMembers = false;
  for (const name in value) {
    if (!saysSomething(value[name])) return false;
    hasMembers = true;
  }
  return hasMembers;
}

function withoutEmpty(holder: JsonObject): JsonObject {
  // by entries, because a member that was received as `__proto__` must stay a member
  const members = Object.entries(holder).map(
    ([name, value]) => [name, keptValue(value, Array.isArray(value) && hasSibling(holder, name))] as const,
  );
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function keptValue(value: unknown, isAligned: boolean): unknown {
  if (value === null || value === '') return undefined;
  if (isObject(value)) {
    const kept = withoutEmpty(value);
    return Object.keys(kept).length === 0 ? undefined : kept;
  }
  if (!Array.isArray(value)) return value;
  const items = value.map((item) => keptValue(item, false));
  const kept = isAligned ? items.map((item) => item ?? null) : items.filter((item) => item !== undefined);
  return kept.every((item) => item === null) ? undefined : kept;
}

/** `given` and `_given` are two lists that belong together place by place, so their gaps must stay. */
function hasSibling(holder: JsonObject, name: string): boolean {
  return (name.startsWith('_') ? name.slice(1) : `_${name}`) in holder;
}

/** An order in words that are safe on a card: "MRI lumbar spine (ServiceRequest/7)". */
export function nameOrder(order: JsonObject): string {
  const words = escapeMarkdown(wordsOf(codeOf(order)) ?? '');
  const name = textOf(order.id);
  if (name === undefined) return words;
  const reference = `ServiceRequest/${escapeMarkdown(name)}`;
  return words === '' ? reference : `${words} (${reference})`;
}
