/** JSON of any shape. */
export interface Json {
  readonly [member: string]: unknown;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
