/** Kleene's three-valued logic; `undefined` is unknown. Spec: FHIRPath 2.0 §6.5. */
export type Truth = boolean | undefined;

export function and(left: Truth, right: Truth): Truth {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : undefined;
}

export function or(left: Truth, right: Truth): Truth {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : undefined;
}

export function not(operand: Truth): Truth {
  return operand === undefined ? undefined : !operand;
}

/** A set of truths, as bits: what something can still be, or has been asked for. */
export type TruthSet = number;

export const nothing: TruthSet = 0;
const yes: TruthSet = 1;
const no: TruthSet = 2;
const unknown: TruthSet = 4;
export const known: TruthSet = yes | no;
export const anything: TruthSet = yes | no | unknown;

/** The set of one truth. */
export function only(truth: Truth): TruthSet {
  if (truth === undefined) return unknown;
  return truth ? yes : no;
}

export function holds(set: TruthSet, truth: Truth): boolean {
  return (set & only(truth)) !== 0;
}

/** Every truth that an operation can give over all truths of its operands. */
export function combine(left: TruthSet, right: TruthSet, operate: (left: Truth, right: Truth) => Truth): TruthSet {
  let result = nothing;
  for (const one of truths)
    if (holds(left, one)) for (const other of truths) if (holds(right, other)) result |= only(operate(one, other));
  return result;
}

/** The same for an operation on one operand. */
export function map(set: TruthSet, operate: (truth: Truth) => Truth): TruthSet {
  let result = nothing;
  for (const truth of truths) if (holds(set, truth)) result |= only(operate(truth));
  return result;
}

const truths: readonly Truth[] = [true, false, undefined];
