import { factsOf } from '../rules/walk.js';
import { memoByPart } from '../values/memo.js';
import type { Criterion, Guideline } from './guideline.js';

/** The facts that the rule of a row reads, by itself and by derived facts, in reading order. */
export const factsBehind = memoByPart((guideline: Guideline, { expression }: Criterion): readonly string[] => {
  const found = new Set<string>();
  const collect = (names: readonly string[]): void => {
    for (const name of names) {
      const derived = guideline.derivedNamed(name);
      if (derived === undefined) found.add(name);
      else collect(factsOf(derived.expression));
    }
  };
  collect(factsOf(expression));
  return [...found];
});
