/** Kleene's three-valued logic; `undefined` is unknown. Spec: criteria.md §3.1, FHIRPath 2.0 §6.5. */
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
