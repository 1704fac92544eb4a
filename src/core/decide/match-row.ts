import type { Criterion, Guideline } from '../guideline/guideline.js';
import type { FactFrame } from '../values/fact.js';

/** The first row whose rule is true; the last row is always true, so that every combination of facts has one answer. */
export function firstMatch(guideline: Guideline, facts: FactFrame): Criterion {
  for (const criterion of guideline.criteria) if (criterion.rule(facts) === true) return criterion;
  return lastRow(guideline);
}

/** The row that answers when nothing else may. */
export function lastRow(guideline: Guideline): Criterion {
  const last = guideline.criteria.at(-1);
  if (last === undefined) throw new Error(`guideline ${guideline.id} has no criteria`);
  return last;
}
