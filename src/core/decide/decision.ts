import type { RecordPart } from '../contract/patient-record.js';
import type { Facts } from '../facts/build-facts.js';
import type { Criterion, Guideline } from '../guideline/guideline.js';
import { compileExpression } from '../rules/compile-expression.js';
import type { Expression, Rule } from '../rules/expression.js';
import { anything, holds, nothing, only, type Truth } from '../rules/truth.js';
import { operandsOf } from '../rules/walk.js';
import { type FactFrame, isAtLeast } from '../values/fact.js';
import { memoByObject } from '../values/memo.js';
import { lastRow } from './match-row.js';
import { leansOnUnread, partsLeanedOn } from './unread-guard.js';
import { unsettledFacts } from './unsettled.js';

/** The row that answers and how that came about; with `row`, the row that would have answered in its place. */
export type Decision = Reasons &
  (
    | { readonly kind: 'row'; readonly criterion: Criterion }
    | { readonly kind: 'switched-off'; readonly criterion: Criterion; readonly row: Criterion }
    | {
        readonly kind: 'withheld';
        readonly criterion: Criterion;
        readonly row: Criterion;
        /** the parts of the record that were not read in full and could change the answer */
        readonly openParts: readonly RecordPart[];
        /** the suspected facts that could change it */
        readonly unsettled: readonly string[];
        /** the facts that made that row true */
        readonly rowBecause: readonly string[];
      }
  );

/** The facts that made the row true that answers (none where the last row stands in for another), and the unknown facts that kept rows above it from answering. */
interface Reasons {
  /** base facts, in reading order */
  readonly because: readonly string[];
  readonly missing: readonly string[];
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
  const causes = searchIn(facts);
  matchTerm?.search(causes, true);
  const known = causes.found.filter((index) => values[index] !== undefined).map(guideline.nameAt);
  const outcome = outcomeOf(facts, match, last, known);
  const isOwn = outcome.kind === 'row';
  // a lower bound that settles nothing is as good as nothing
  const isOpen = (index: number): boolean => values[index] === undefined || isAtLeast(values[index]);
  if (isOwn && match.definition.rating === 'insufficient-information')
    for (const index of causes.found) if (isOpen(index)) add(missing, index);
  const names = namesOf(missing.found.filter(isOpen), outcome, guideline);
  if (isOwn) return { kind: 'row', criterion: outcome.criterion, because: known, missing: names };
  return { ...outcome, because: [], missing: names };
}

/** What is missing, with the suspected facts that the answer was withheld for first. */
function namesOf(
  missing: readonly number[],
  outcome: { readonly unsettled?: readonly string[] },
  { nameAt }: Guideline,
): readonly string[] {
  const names = missing.map(nameAt);
  const { unsettled = [] } = outcome;
  return unsettled.length === 0 ? names : [...new Set([...unsettled, ...names])];
}

/** Whether the first row that is true may answer; else another one does. */
function outcomeOf(facts: Facts, match: Criterion, last: Criterion, rowBecause: readonly string[]) {
  if (match.definition.disabled !== undefined) return { kind: 'switched-off', criterion: last, row: match } as const;
  const unsettled = unsettledFacts(facts, match);
  if (unsettled.length > 0) {
    const criterion = rowForUnsettled(facts.guideline, unsettled) ?? last;
    return { kind: 'withheld', criterion, row: match, openParts: [], unsettled, rowBecause } as const;
  }
  if (!leansOnUnread(facts, match)) return { kind: 'row', criterion: match } as const;
  const openParts = partsLeanedOn(facts, match);
  return { kind: 'withheld', criterion: last, row: match, openParts, unsettled, rowBecause } as const;
}

/** The row that asks about suspected facts: one for red flags, one for others. */
function rowForUnsettled({ facts, unsettledRows }: Guideline, unsettled: readonly string[]): Criterion | undefined {
  const isRedFlag = facts.some(({ name, isRedFlag }) => isRedFlag && unsettled.includes(name));
  return isRedFlag ? unsettledRows.redFlag : unsettledRows.other;
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
  return { facts, found: [], seen: new Array<number>(facts.values.length).fill(nothing) };
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
    const seen = search.seen[index] ?? nothing;
    if (holds(seen, truth)) return;
    search.seen[index] = seen | only(truth);
    inner.search(search, truth);
  };
}

/** Beside the truths that a derived fact was followed for: a base fact that has been found. */
const isFound = anything + 1;

function add({ found, seen }: Search, index: number): void {
  const before = seen[index] ?? nothing;
  if ((before & isFound) !== 0) return;
  seen[index] = before | isFound;
  found.push(index);
}
