import type { JsonObject } from '../values/json.js';

/** Writes one JSON line: an event, ids, counts and durations; never a name, a code, a resource or a token. */
export interface Log {
  readonly info: (fields: JsonObject) => void;
  readonly warn: (fields: JsonObject) => void;
  readonly error: (fields: JsonObject) => void;
}
