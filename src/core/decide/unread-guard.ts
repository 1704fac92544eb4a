import type { Facts } from '../facts/build-facts.js';
import type { Criterion, Guideline } from '../guideline/guideline.js';
import { compareValues } from '../rules/compile-expression.js';
import type { Expression } from '../rules/expression.js';
import { and, not, or, type Truth } from '../rules/truth.js';
import { factsOf } from '../rules/walk.js';
import { readDate } from '../values/day.js';
import type { FactFrame, FactValue } from '../values/fact.js';

/**
 * Whether an answer "not indicated" leans on a part of the record that could not be read: with what may stand there, a
 * row above could answer, or this row could not. An answer about the order alone leans on nothing. A `frame` has other
 * values for the facts than their own.
 */
export function leansOnUnread(facts: Facts, match: Criterion, frame: FactFrame = facts): boolean {
  const { guideline, unreadParts } = facts;
  if (unreadParts.size === 0 || match.definition.rating !== 'not-indicated') return false;
  if (factsOf(match.expression).every((name) => facts.states[guideline.indexOf(name) ?? -1]?.basis === 'order'))
    return false;
  const possible = possibleTruths(facts.guideline, frame, openFacts(facts));
  for (const row of guideline.criteria) {
    const truths = possible(row.expression);
    if (row === match) return truths !== yes;
    if ((truths & yes) !== 0) return true;
  }
  return false;
}

/**
 * The facts that an unread part could change: all that may stand there, but for what has been documented today, since
 * nothing there can be newer.
 */
function openFacts({ guideline, states, unreadParts, asOf }: Facts): ReadonlySet<string> {
  const open = new Set<string>();
  for (const fact of guideline.facts) {
    const state = states[fact.index];
    if (state === undefined || state.basis === 'order') continue;
    const isToday = state.basis === 'documented' && (readDate(state.proofs[0]?.date)?.latest ?? 0) >= asOf;
    if (state.basis === 'unread' || (!isToday && fact.mayStandIn.some((part) => unreadParts.has(part))))
      open.add(fact.name);
  }
  return open;
}

/** The truths that a part of a rule can still take, as a set of bits. */
const yes = 1;
const no = 2;
const unknown = 4;
const anything = yes | no | unknown;

function toBit(truth: Truth): number {
  if (truth === undefined) return unknown;
  return truth ? yes : no;
}

function toTruth(bit: number): Truth {
  return bit === unknown ? undefined : bit === yes;
}

/** Every truth that a rule can take when open facts take any value and the others keep theirs. */
function possibleTruths(
  guideline: Guideline,
  facts: FactFrame,
  open: ReadonlySet<string>,
): (part: Expression) => number {
  const ofDerived = new Map<string, number>();
  const valueIn = (name: string): FactValue | undefined => facts.values[guideline.indexOf(name) ?? -1];
  const isOpen = (name: string): boolean => {
    const derived = guideline.derivedNamed(name);
    if (derived === undefined) return open.has(name);
    return derived.members.some((member) => isOpen(guideline.nameAt(member)));
  };
  const visitFact = (name: string): number => {
    const derived = guideline.derivedNamed(name);
    if (derived === undefined || !isOpen(name)) {
      const value = valueIn(name);
      return open.has(name) ? anything : toBit(typeof value === 'boolean' ? value : undefined);
    }
    const known = ofDerived.get(name) ?? visit(derived.expression);
    ofDerived.set(name, known);
    return known;
  };
  const visit = (part: Expression): number => {
    switch (part.kind) {
      case 'constant':
        return toBit(part.value);
      case 'fact':
        return visitFact(part.fact);
      case 'suspected':
        return isOpen(part.fact) ? yes | no : toBit(facts.suspected[guideline.indexOf(part.fact) ?? -1] === true);
      case 'compare':
        return open.has(part.fact) ? anything : toBit(compareValues(valueIn(part.fact), part.operator, part.literal));
      case 'not':
        return combine(visit(part.operand), yes, not);
      case 'is':
        return combine(visit(part.operand), yes, (truth) => truth === part.value);
      case 'known':
      case 'unknown':
        return combine(visitKnown(part.operand), yes, (truth) => truth === (part.kind === 'known'));
      case 'and':
        return combine(visit(part.left), visit(part.right), and);
      case 'or':
        return combine(visit(part.left), visit(part.right), or);
      case 'implies':
        return combine(visit(part.left), visit(part.right), (left, right) => or(not(left), right));
      case 'xor':
        return combine(visit(part.left), visit(part.right), (left, right) =>
          left === undefined || right === undefined ? undefined : left !== right,
        );
    }
  };
  /** Whether an operand can be known; a fact that is no flag is known by having a value. */
  const visitKnown = (operand: Expression): number => {
    if (operand.kind === 'fact' && !isOpen(operand.fact)) return toBit(valueIn(operand.fact) !== undefined);
    return combine(visit(operand), yes, (truth) => truth !== undefined);
  };
  return visit;
}

function combine(left: number, right: number, operate: (left: Truth, right: Truth) => Truth): number {
  let result = 0;
  for (let a = yes; a <= unknown; a *= 2)
    for (let b = yes; b <= unknown; b *= 2)
      if ((left & a) !== 0 && (right & b) !== 0) result |= toBit(operate(toTruth(a), toTruth(b)));
  return result;
}
