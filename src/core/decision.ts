import type { Facts } from './build-facts.js';
import { compileExpression } from './compile-expression.js';
import type { Criterion, Guideline } from './compiled-guideline.js';
import type { Expression, Rule } from './expression.js';
import { type FactFrame, type FactValue, isAtLeast } from './fact.js';
import { not, type Truth } from './truth.js';
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
  const { guideline } = facts;
  const match = firstMatch(guideline, facts);
  const isDisabled = match.definition.disabled !== undefined;
  const criterion = isDisabled || leansOnUnread(facts, match) ? lastRow(guideline) : match;
  const because = new Set<string>();
  if (criterion === match) collectCauses(guideline, facts, criterion.expression, true, because);
  const missing = new Set<string>();
  const collectMissing = causeCollector(guideline, facts, missing);
  for (const row of guideline.criteria) {
    if (row === match && row !== lastRow(guideline)) break;
    if (row.rule(facts) === undefined) collectMissing(row.expression, undefined);
  }
  const valueFor = (name: string): FactValue | undefined => facts.values[guideline.indexOf(name) ?? -1];
  // a lower bound that settles nothing is as good as nothing
  const isOpen = (name: string): boolean => valueFor(name) === undefined || isAtLeast(valueFor(name));
  if (criterion.definition.rating === 'insufficient-information')
    for (const name of because) if (isOpen(name)) missing.add(name);
  return {
    criterion,
    because: [...because].filter((name) => valueFor(name) !== undefined),
    missing: [...missing].filter(isOpen),
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
  causeCollector(guideline, facts, into)(expression, wanted);
}

/** Collects into one set the causes of several expressions; a derived fact that they share is followed once. */
function causeCollector(
  guideline: Guideline,
  facts: FactFrame,
  into: Set<string>,
): (expression: Expression, wanted: Truth) => void {
  const followed = new Map<string, Set<Truth>>();
  const visit = (part: Expression, truth: Truth): void => {
    if (truthOf(guideline, facts, part) !== truth) return;
    switch (part.kind) {
      case 'constant':
        return;
      case 'fact':
        return visitFact(part.fact, truth);
      case 'suspected':
        if (truth === true) return visitUnknown(part.fact);
        return;
      case 'compare':
        into.add(part.fact);
        return;
      case 'not':
        return visit(part.operand, not(truth));
      case 'is':
        if (truth === true) return visit(part.operand, part.value);
        return visit(part.operand, truthOf(guideline, facts, part.operand));
      case 'known':
      case 'unknown':
        return visitKnown(part.operand);
      case 'and':
      case 'or':
      case 'xor':
      case 'implies':
        visit(part.left, truth);
        visit(part.right, truth);
        if (part.kind === 'implies' && truth === true) visit(part.left, false);
    }
  };
  const visitKnown = (operand: Expression): void => {
    if (operand.kind === 'fact') visitFact(operand.fact, truthOf(guideline, facts, operand));
    else visit(operand, truthOf(guideline, facts, operand));
  };
  const visitUnknown = (name: string): void => visitFact(name, undefined);
  const visitFact = (name: string, truth: Truth): void => {
    const derived = guideline.derivedNamed(name);
    if (derived === undefined) {
      into.add(name);
      return;
    }
    const truths = followed.get(name) ?? new Set();
    if (truths.has(truth)) return;
    followed.set(name, truths.add(truth));
    visit(derived.expression, truth);
  };
  return visit;
}

/** Parts of rules as closures, each compiled when it is first asked for. */
const compiled = new WeakMap<Expression, Rule>();

/** The truth of any part of a rule. */
function truthOf(guideline: Guideline, facts: FactFrame, part: Expression): Truth {
  const known = compiled.get(part);
  if (known !== undefined) return known(facts);
  const rule = compileExpression(part, (name) => guideline.indexOf(name) ?? -1);
  compiled.set(part, rule);
  return rule(facts);
}
