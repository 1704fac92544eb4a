/** Readers for JSON of any shape: a resource may hold anything anywhere, so nothing is assumed and nothing throws. */
export interface JsonObject {
  readonly [member: string]: unknown;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; a single object counts as a list of one, anything else as an empty list. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  if (!Array.isArray(value)) return isObject(value) ? [value] : none;
  // a list of objects only, as nearly all are, is handed on as it is
  for (const item of value) if (!isObject(item)) return value.filter(isObject);
  return value;
}

const none: readonly never[] = [];

/** A trimmed, non-empty string, or undefined. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (isTidy(value.charCodeAt(0)) && isTidy(value.charCodeAt(value.length - 1))) return value;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** Whether a character is plain text: nearly all that is read begins and ends with such, and has nothing to trim. */
function isTidy(character: number): boolean {
  return character > 32 && character < 127;
}

/** A finite number, or undefined; strings are not numbers. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
