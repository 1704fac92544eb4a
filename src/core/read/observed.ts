import type { NormalCoding } from '../values/coding.js';
import type { DayRange } from '../values/day.js';
import type { JsonObject } from '../values/json.js';
import type { Quantity } from '../values/quantity.js';

/** An Observation or one of its components: a code with what is said about it. */
export interface Observed {
  readonly holder: JsonObject;
  readonly part: JsonObject;
  readonly when: DayRange | undefined;
  readonly isFinal: boolean;
  readonly said: Said;
  /** what Observation.interpretation says, whatever the value */
  readonly flagged: 'yes' | 'no' | undefined;
  /** it stands as the reason of an order: what it affirms is dated on this day (rule 2) */
  readonly asReason: DayRange | undefined;
}

/**
 * What the value of an Observation says. `none` = no value at all; `absent` = a dataAbsentReason (rule 5);
 * `unreadable` = a value that is there and cannot be read, such as a number written as text. A `qualifier` only says
 * more about the finding (a severity, a side, a course) and so affirms it.
 */
export type Said =
  | { readonly kind: 'yes' | 'no' | 'maybe' | 'none' | 'absent' | 'unreadable' }
  | { readonly kind: 'coded'; readonly codings: readonly NormalCoding[]; readonly qualifier: string | undefined }
  | { readonly kind: 'number'; readonly quantity: Quantity }
  | { readonly kind: 'date'; readonly date: DayRange }
  | { readonly kind: 'text'; readonly text: string };
