import type { Facts } from '../facts/build-facts.js';
import type { Criterion, Guideline } from '../guideline/guideline.js';
import { compileExpression } from '../rules/compile-expression.js';
import type { Expression, Rule } from '../rules/expression.js';
import type { Truth } from '../rules/truth.js';
import { operandsOf } from '../rules/walk.js';
import { type FactFrame, isAtLeast } from '../values/fact.js';
import { memoByObject } from '../values/memo.js';
import { leansOnUnread } from './unread-guard.js';

/** The row that answers, the facts that made it true, and the unknown facts that kept rows above it from answering. */
export interface Decision {
  readonly criterion: Criterion;
  /** base facts, in reading order */
  readonly because: readonly string[];
  readonly missing: readonly string[];
  /** the row that would have answered, had it not been switched off */
  readonly disabled: Criterion | undefined;
}

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

/** Decides one order and keeps why. A row that is switched off falls to the last row, never to a softer one. */
export function decide(facts: Facts): Decision {
  const { guideline, values } = facts;
  const { rows } = termsOf(guideline);
  const last = lastRow(guideline);
  const missing = searchIn(facts);
  let match = last;
  let matchTerm: Term | undefined;
  for (const { criterion, term } of rows) {
    const truth = term.rule(facts);
    if (truth === undefined) term.search(missing, truth);
    if (truth !== true) continue;
    match = criterion;
    matchTerm = term;
    break;
  }
  const isDisabled = match.definition.disabled !== undefined;
  const criterion = isDisabled || leansOnUnread(facts, match) ? last : match;
  const because = searchIn(facts);
  if (criterion === match) matchTerm?.search(because, true);
  // a lower bound that settles nothing is as good as nothing
  const isOpen = (index: number): boolean => values[index] === undefined || isAtLeast(values[index]);
  if (criterion.definition.rating === 'insufficient-information')
    for (const index of because.found) if (isOpen(index)) add(missing, index);
  return {
    criterion,
    because: because.found.filter((index) => values[index] !== undefined).map(guideline.nameAt),
    missing: missing.found.filter(isOpen).map(guideline.nameAt),
    disabled: isDisabled ? match : undefined,
  };
}

/** Walks an expression and collects the base facts that gave it its truth; derived facts are followed into theirs. */
export function collectCauses(
  guideline: Guideline,
  facts: FactFrame,
  expression: Expression,
  wanted: Truth,
  into: Set<string>,
): void {
  const term = termsOf(guideline).compile(expression);
  if (term.rule(facts) !== wanted) return;
  const causes = searchIn(facts);
  term.search(causes, wanted);
  for (const index of causes.found) into.add(guideline.nameAt(index));
}

/** A search for causes: what has been found, in the order of the search, and what has been looked at, by fact. */
interface Search {
  readonly facts: FactFrame;
  readonly found: number[];
  readonly seen: number[];
}

function searchIn(facts: FactFrame): Search {
  return { facts, found: [], seen: facts.values.map(() => 0) };
}

/** A part of a rule, and the search for the base facts that gave it the truth that it has. */
interface Term {
  readonly rule: Rule;
  readonly search: (search: Search, truth: Truth) => void;
}

interface Terms {
  /** the criteria with their rules, in their order */
  readonly rows: readonly { readonly criterion: Criterion; readonly term: Term }[];
  readonly compile: (part: Expression) => Term;
}

/** The rules of a guideline taken apart. */
const termsOf = memoByObject((guideline: Guideline): Terms => {
  const derived = new Map<number, Term>();
  const compile = (part: Expression): Term => compileTerm(part, compile, derived, indexOf);
  const indexOf = (name: string): number => guideline.indexOf(name) ?? -1;
  for (const fact of guideline.derived) derived.set(fact.index, compile(fact.expression));
  const rows = guideline.criteria.map((criterion) => ({ criterion, term: compile(criterion.expression) }));
  return { rows, compile };
});

function compileTerm(
  part: Expression,
  compile: (part: Expression) => Term,
  derived: ReadonlyMap<number, Term>,
  indexOf: (fact: string) => number,
): Term {
  const rule = compileExpression(part, indexOf);
  switch (part.kind) {
    case 'constant':
      return { rule, search: () => undefined };
    case 'fact':
    case 'suspected': {
      const index = indexOf(part.fact);
      const inner = derived.get(index);
      const visit = inner === undefined ? (search: Search) => add(search, index) : follow(index, inner);
      if (part.kind === 'fact') return { rule, search: visit };
      return { rule, search: (search, truth) => (truth === true ? visit(search, undefined) : undefined) };
    }
    case 'compare': {
      const index = indexOf(part.fact);
      return { rule, search: (search) => add(search, index) };
    }
    case 'not':
    case 'is':
    case 'known':
    case 'unknown': {
      const operand = compile(part.operand);
      return { rule, search: (search) => operand.search(search, operand.rule(search.facts)) };
    }
    case 'and':
    case 'or':
      return { rule, search: searchSame(operandsOf(part, part.kind).map(compile)) };
    case 'xor':
      return { rule, search: searchSame([compile(part.left), compile(part.right)]) };
    case 'implies': {
      const [left, right] = [compile(part.left), compile(part.right)];
      const same = searchSame([left, right]);
      const whenTrue = searchSame([left]);
      return {
        rule,
        search: (search, truth) => {
          same(search, truth);
          if (truth === true) whenTrue(search, false);
        },
      };
    }
  }
}

/** Goes on in the terms that have the truth of the whole. */
function searchSame(terms: readonly Term[]): Term['search'] {
  return (search, truth) => {
    for (const term of terms) if (term.rule(search.facts) === truth) term.search(search, truth);
  };
}

/** Goes on in the rule of a derived fact; for each truth once, however many terms share it. */
function follow(index: number, inner: Term): Term['search'] {
  return (search, truth) => {
    const bit = truth === undefined ? 1 : truth ? 2 : 4;
    const seen = search.seen[index] ?? 0;
    if ((seen & bit) !== 0) return;
    search.seen[index] = seen | bit;
    inner.search(search, truth);
  };
}

const isFound = 8;

function add({ found, seen }: Search, index: number): void {
  const before = seen[index] ?? 0;
  if ((before & isFound) !== 0) return;
  seen[index] = before | isFound;
  found.push(index);
}
