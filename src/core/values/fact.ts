/**
 * In: nothing but values. Out: what a fact can be, with its proofs and why it is what it is; `day`, `coding` and `quantity` beside
 * this file read the values of FHIR.
 */

/** A lower bound: the quantity is known to be at least this many days. */
export interface AtLeast {
  readonly atLeast: number;
}

/** What a fact can be known to be: a flag, an integer (days, years, grade), an enumerated word, or a lower bound. */
export type FactValue = boolean | number | string | AtLeast;

/** One resource (or part of the order) that speaks to a fact. Never holds names or free identifiers of people. */
export interface Proof {
  /** `display` is the record's own words */
  readonly isQuote?: boolean;
  /** `Type/id` as the client sent it, or the part of the request it stood in, e.g. `draftOrders` */
  readonly reference: string;
  /** what the resource says, in the record's own display text or the guideline's label (unescaped) */
  readonly display: string;
  /** calendar date as far as the record states it: YYYY, YYYY-MM or YYYY-MM-DD */
  readonly date: string | undefined;
  readonly says: 'positive' | 'negative' | 'hint' | 'value';
}

/** Why a fact has the value it has, or why it is unknown. */
export type Basis =
  | 'documented' // a statement of the record decides
  | 'derived' // computed from other facts, from a series or an episode
  | 'order' // read from the draft order
  | 'silent' // nothing speaks to it
  | 'unread' // the part of the record that would speak to it could not be read
  | 'stale' // only statements outside the window
  | 'undated' // a positive without a date
  | 'conflict' // statements contradict each other
  | 'text' // only free text or an unknown code points to it
  | 'not-new' // recorded, and not shown to be new
  | 'unconfirmed' // a suspected diagnosis of a fact that is no red flag
  | 'stated';

// given as a plain value (vignettes, what-if)

/** The state of one fact: `value` undefined = unknown; `suspected` = unknown with a hint. Spec: criteria.md §2.1. */
export interface FactState {
  readonly value: FactValue | undefined;
  readonly suspected: boolean;
  readonly basis: Basis;
  readonly proofs: readonly Proof[];
}

/** Unknown, because statements contradict each other. */
export function conflictState(proofs: readonly Proof[]): FactState {
  return { value: undefined, suspected: false, basis: 'conflict', proofs };
}

/** Values by fact index (base facts first, then derived facts): what expressions read. */
export interface FactFrame {
  readonly values: readonly (FactValue | undefined)[];
  readonly suspected: readonly boolean[];
}

/** Whether two values say the same. */
export function isSameValue(left: FactValue, right: FactValue | undefined): boolean {
  return isAtLeast(left) && isAtLeast(right) ? left.atLeast === right.atLeast : left === right;
}

/** True when a value is a lower bound. */
export function isAtLeast(value: FactValue | undefined): value is AtLeast {
  return typeof value === 'object';
}
