import type { Facts } from '../facts/build-facts.js';
import { applyImplied } from '../guideline/derive.js';
import type { FactFrame, FactValue } from '../values/fact.js';

/** A frame with some base facts replaced and everything derived worked out again. */
export function frameWith(facts: Facts, changes: readonly (readonly [string, FactValue])[]): FactFrame {
  const { guideline } = facts;
  const values = [...facts.values];
  const suspected = [...facts.suspected];
  for (const [name, value] of changes) {
    const index = guideline.indexOf(name);
    if (index === undefined) continue;
    values[index] = value;
    suspected[index] = false;
  }
  applyImplied(guideline, values, suspected);
  return { values, suspected };
}
