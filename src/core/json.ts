/** Readers for JSON of any shape: a resource may hold anything anywhere, so nothing is assumed and nothing throws. */
export interface JsonObject {
  readonly [member: string]: unknown;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; a single object counts as a list of one, anything else as an empty list. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  // a list of objects only, as nearly all are, is handed on as it is
  if (Array.isArray(value)) return value.every(isObject) ? value : value.filter(isObject);
  return isObject(value) ? [value] : [];
}

/** A trimmed, non-empty string, or undefined. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** A finite number, or undefined; strings are not numbers. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
