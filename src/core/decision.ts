import type { Facts } from './build-facts.js';
import { compareValues } from './compile-expression.js';
import type { Criterion, Guideline } from './compiled-guideline.js';
import type { Expression } from './expression.js';
import type { FactFrame } from './fact.js';
import { and, not, or, type Truth } from './truth.js';

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

function lastRow(guideline: Guideline): Criterion {
  const last = guideline.criteria.at(-1);
  if (last === undefined) throw new Error(`guideline ${guideline.id} has no criteria`);
  return last;
}

/** Decides one order and keeps why. A row that is switched off falls to the last row, never to a softer one. */
export function decide(facts: Facts): Decision {
  const { guideline } = facts;
  const match = firstMatch(guideline, facts);
  const isDisabled = match.definition.disabled !== undefined;
  const criterion = isDisabled ? lastRow(guideline) : match;
  const because = new Set<string>();
  if (!isDisabled) collectCauses(guideline, facts, criterion.expression, true, because);
  const missing = new Set<string>();
  for (const row of guideline.criteria) {
    if (row === match && row !== lastRow(guideline)) break;
    if (row.rule(facts) === undefined) collectCauses(guideline, facts, row.expression, undefined, missing);
  }
  if (criterion.definition.rating === 'insufficient-information')
    for (const name of because) if (facts.values[guideline.indexOf(name) ?? -1] === undefined) missing.add(name);
  return {
    criterion,
    because: [...because].filter((name) => facts.values[guideline.indexOf(name) ?? -1] !== undefined),
    missing: [...missing].filter((name) => facts.values[guideline.indexOf(name) ?? -1] === undefined),
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
    if (derived === undefined) into.add(name);
    else visit(derived.expression, truth);
  };
  visit(expression, wanted);
}

/** The truth of any part of an expression, by interpretation; used for explaining only, never on the hot path. */
function truthOf(guideline: Guideline, facts: FactFrame, part: Expression): Truth {
  switch (part.kind) {
    case 'constant':
      return part.value;
    case 'fact': {
      const value = facts.values[guideline.indexOf(part.fact) ?? -1];
      return typeof value === 'boolean' ? value : undefined;
    }
    case 'suspected':
      return facts.suspected[guideline.indexOf(part.fact) ?? -1] === true;
    case 'compare':
      return compareValues(facts.values[guideline.indexOf(part.fact) ?? -1], part.operator, part.literal);
    case 'not':
      return not(truthOf(guideline, facts, part.operand));
    case 'is':
      return truthOf(guideline, facts, part.operand) === part.value;
    case 'known':
      return isKnown(guideline, facts, part.operand);
    case 'unknown':
      return !isKnown(guideline, facts, part.operand);
    case 'and':
      return and(truthOf(guideline, facts, part.left), truthOf(guideline, facts, part.right));
    case 'or':
      return or(truthOf(guideline, facts, part.left), truthOf(guideline, facts, part.right));
    case 'xor': {
      const [left, right] = [truthOf(guideline, facts, part.left), truthOf(guideline, facts, part.right)];
      return left === undefined || right === undefined ? undefined : left !== right;
    }
    case 'implies':
      return or(not(truthOf(guideline, facts, part.left)), truthOf(guideline, facts, part.right));
  }
}

function isKnown(guideline: Guideline, facts: FactFrame, operand: Expression): boolean {
  if (operand.kind === 'fact') return facts.values[guideline.indexOf(operand.fact) ?? -1] !== undefined;
  return truthOf(guideline, facts, operand) !== undefined;
}
