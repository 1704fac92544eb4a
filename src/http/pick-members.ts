import { isObject } from '../core/values/json.js';

/** The members of an object that are read: a member as it is, or only the members below it. */
export interface Shape {
  readonly [member: string]: true | Shape;
}

/**
 * Keeps the members that a shape names and that hold something: null, '' and [] count as absent (row Q-9), unknown
 * members are ignored (row Q-7). Anything but an object stays as it is, for a schema to refuse.
 */
export function pickMembers(source: unknown, shape: Shape): unknown {
  if (!isObject(source)) return source;
  const picked: { [member: string]: unknown } = {};
  for (const name in shape) {
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    const below = shape[name];
    if (value === undefined || isEmpty(value) || below === undefined) continue;
    picked[name] = below === true ? value : pickMembers(value, below);
  }
  return picked;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
