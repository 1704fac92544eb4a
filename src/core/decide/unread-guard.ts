import { type RecordPart, recordParts } from '../contract/patient-record.js';
import type { Facts } from '../facts/build-facts.js';
import { isSuspected, stateNamed, valueNamed } from '../guideline/fact-by-name.js';
import type { Criterion, Fact, Guideline } from '../guideline/guideline.js';
import { compareValues } from '../rules/compile-expression.js';
import type { Expression } from '../rules/expression.js';
import { and, anything, combine, holds, known, map, not, only, or, type TruthSet } from '../rules/truth.js';
import { factsOf } from '../rules/walk.js';
import { readDate } from '../values/day.js';
import type { FactFrame, FactValue } from '../values/fact.js';

/**
 * Whether an answer "not indicated" leans on a part of the record that could not be read: with what may stand there, a
 * row above could answer, or this row could not. An answer about the order alone leans on nothing. A `frame` has other
 * values for the facts than their own.
 */
export function leansOnUnread(facts: Facts, match: Criterion, frame: FactFrame = facts): boolean {
  return facts.unreadParts.size > 0 && isGuarded(facts, match) && leansOn(facts, match, frame, openFacts(facts));
}

/** The unread parts of the record that an answer leans on, each by itself; where only several together do, all of them. */
export function partsLeanedOn(facts: Facts, match: Criterion): readonly RecordPart[] {
  const open = openFacts(facts);
  const parts = recordParts.filter((part) => facts.unreadParts.has(part));
  const alone = parts.filter((part) => {
    const openThere = [...open].filter(({ mayStandIn }) => mayStandIn.includes(part));
    return leansOn(facts, match, facts, new Set(openThere));
  });
  return alone.length > 0 ? alone : parts;
}

/** Whether the answer is one that must not lean on what was not read. */
function isGuarded(facts: Facts, { definition, expression }: Criterion): boolean {
  if (definition.rating !== 'not-indicated') return false;
  return factsOf(expression).some((name) => stateNamed(facts, name)?.basis !== 'order');
}

function leansOn(facts: Facts, match: Criterion, frame: FactFrame, open: ReadonlySet<Fact>): boolean {
  const { guideline } = facts;
  const possible = possibleTruths(guideline, frame, new Set([...open].map(({ name }) => name)));
  for (const row of guideline.criteria) {
    const truths = possible(row.expression);
    if (row === match) return truths !== only(true);
    if (holds(truths, true)) return true;
  }
  return false;
}

/**
 * The facts that an unread part could change: all that may stand there, but for what has been documented today, since
 * nothing there can be newer.
 */
function openFacts({ guideline, states, unreadParts, asOf }: Facts): ReadonlySet<Fact> {
  const open = new Set<Fact>();
  for (const fact of guideline.facts) {
    const state = states[fact.index];
    if (state === undefined || state.basis === 'order') continue;
    const isToday = state.basis === 'documented' && (readDate(state.proofs[0]?.date)?.latest ?? 0) >= asOf;
    if (state.basis === 'unread' || (!isToday && fact.mayStandIn.some((part) => unreadParts.has(part)))) open.add(fact);
  }
  return open;
}

/** Every truth that a rule can take when open facts take any value and the others keep theirs. */
function possibleTruths(
  guideline: Guideline,
  facts: FactFrame,
  open: ReadonlySet<string>,
): (part: Expression) => TruthSet {
  const ofDerived = new Map<string, TruthSet>();
  const frame = { guideline, ...facts };
  const valueIn = (name: string): FactValue | undefined => valueNamed(frame, name);
  const isOpen = (name: string): boolean => {
    const derived = guideline.derivedNamed(name);
    if (derived === undefined) return open.has(name);
    return derived.members.some((member) => isOpen(guideline.nameAt(member)));
  };
  const visitFact = (name: string): TruthSet => {
    const derived = guideline.derivedNamed(name);
    if (derived === undefined || !isOpen(name)) {
      const value = valueIn(name);
      return open.has(name) ? anything : only(typeof value === 'boolean' ? value : undefined);
    }
    const truths = ofDerived.get(name) ?? visit(derived.expression);
    ofDerived.set(name, truths);
    return truths;
  };
  const visit = (part: Expression): TruthSet => {
    switch (part.kind) {
      case 'constant':
        return only(part.value);
      case 'fact':
        return visitFact(part.fact);
      case 'suspected':
        return isOpen(part.fact) ? known : only(isSuspected(frame, part.fact));
      case 'compare':
        return open.has(part.fact) ? anything : only(compareValues(valueIn(part.fact), part.operator, part.literal));
      case 'not':
        return map(visit(part.operand), not);
      case 'is':
        return map(visit(part.operand), (truth) => truth === part.value);
      case 'known':
      case 'unknown':
        return map(visitKnown(part.operand), (truth) => truth === (part.kind === 'known'));
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
  const visitKnown = (operand: Expression): TruthSet => {
    if (operand.kind === 'fact' && !isOpen(operand.fact)) return only(valueIn(operand.fact) !== undefined);
    return map(visit(operand), (truth) => truth !== undefined);
  };
  return visit;
}
