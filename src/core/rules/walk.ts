import { memoByObject } from '../values/memo.js';
import type { Expression } from './expression.js';

const none: readonly never[] = [];

/** The parts that an expression is put together from; none for a fact, a comparison or a constant. */
export function childrenOf(part: Expression): readonly Expression[] {
  switch (part.kind) {
    case 'constant':
    case 'fact':
    case 'suspected':
    case 'compare':
      return none;
    case 'not':
    case 'is':
    case 'known':
    case 'unknown':
      return [part.operand];
    case 'and':
    case 'or':
    case 'xor':
    case 'implies':
      return [part.left, part.right];
  }
}

/** An expression and everything inside it, each part before its own parts. */
export function partsOf(expression: Expression): readonly Expression[] {
  return [expression, ...childrenOf(expression).flatMap(partsOf)];
}

/** Every fact an expression reads, each once, in reading order; of the rules of a guideline this is asked over and over. */
export const factsOf = memoByObject((expression: Expression): readonly string[] => [
  ...new Set(partsOf(expression).flatMap((part) => ('fact' in part ? [part.fact] : []))),
]);

/** The terms of a chain: `a or b or (c or d)` is one rule over four, not three over two. */
export function operandsOf(part: Expression, kind: 'and' | 'or'): readonly Expression[] {
  return part.kind === kind ? [...operandsOf(part.left, kind), ...operandsOf(part.right, kind)] : [part];
}

/** The facts behind an expression: those whose presence can make it true, and those that it reads in any other way. */
export interface Members {
  readonly speakingFor: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
}

/**
 * Sorts the facts behind an expression, followed through the rules of derived facts (`ruleOf`). A fact speaks for it when
 * its presence can make it true: under `not()`, `~ false` and on the left of `implies` that turns round, under `xor` it
 * holds both ways. A comparison, a hint and the question whether something is known say nothing about presence.
 */
export function membersOf(expression: Expression, ruleOf: (fact: string) => Expression | undefined): Members {
  const speakingFor = new Set<string>();
  const read = new Set<string>();
  const seen = new Set<string>();
  const follow = (fact: string, way: Way): void => {
    const rule = ruleOf(fact);
    if (rule === undefined) {
      read.add(fact);
      if (way === 'for' || way === 'both') speakingFor.add(fact);
      return;
    }
    const visited = `${way} ${fact}`;
    if (seen.has(visited)) return;
    seen.add(visited);
    visit(rule, way);
  };
  const visit = (part: Expression, way: Way): void => {
    if ('fact' in part) return follow(part.fact, part.kind === 'fact' ? way : 'neither');
    for (const [child, place] of childrenOf(part).map((child, place) => [child, place] as const))
      visit(child, wayInto(part, place, way));
  };
  visit(expression, 'for');
  return { speakingFor, others: new Set([...read].filter((fact) => !speakingFor.has(fact))) };
}

/** Which way the presence of what stands here moves the whole. */
type Way = 'for' | 'against' | 'both' | 'neither';

const turned: { readonly [way in Way]: Way } = { for: 'against', against: 'for', both: 'both', neither: 'neither' };

function wayInto(part: Expression, place: number, way: Way): Way {
  switch (part.kind) {
    case 'constant':
    case 'fact':
    case 'suspected':
    case 'compare':
    case 'and':
    case 'or':
      return way;
    case 'not':
      return turned[way];
    case 'is':
      return part.value ? way : turned[way];
    case 'implies':
      return place === 0 ? turned[way] : way;
    case 'xor':
      return way === 'neither' ? 'neither' : 'both';
    case 'known':
    case 'unknown':
      return 'neither';
  }
}
