import { isObject } from './json.js';

/** True when no path through the value passes more than `levels` objects and arrays; recursion is bounded by it. */
export function isNestedWithin(value: unknown, levels: number): boolean {
  if (Array.isArray(value)) {
    if (levels === 0) return false;
    for (const item of value) if (typeof item === 'object' && !isNestedWithin(item, levels - 1)) return false;
    return true;
  }
  if (!isObject(value)) return true;
  if (levels === 0) return false;
  for (const name in value) {
    const member = value[name];
    if (typeof member === 'object' && !isNestedWithin(member, levels - 1)) return false;
  }
  return true;
}
