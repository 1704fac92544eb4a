import type { Comparison, Expression, Literal, Rule } from './expression.js';
import { type FactFrame, type FactValue, isAtLeast } from './fact.js';
import { and, not, or, type Truth } from './truth.js';

/** Every fact an expression reads, each once, in reading order. */
export function factsOf(expression: Expression): readonly string[] {
  const found = new Set<string>();
  const visit = (part: Expression): void => {
    switch (part.kind) {
      case 'constant':
        return;
      case 'fact':
      case 'suspected':
      case 'compare':
        found.add(part.fact);
        return;
      case 'not':
      case 'is':
      case 'known':
      case 'unknown':
        visit(part.operand);
        return;
      case 'and':
      case 'or':
      case 'xor':
      case 'implies':
        visit(part.left);
        visit(part.right);
    }
  };
  visit(expression);
  return [...found];
}

/** Compiles an expression into a closure; `indexOf` gives a fact's place in the frame (the loader has checked names). */
export function compileExpression(expression: Expression, indexOf: (fact: string) => number): Rule {
  const compile = (part: Expression): Rule => compileExpression(part, indexOf);
  switch (expression.kind) {
    case 'constant': {
      const { value } = expression;
      return () => value;
    }
    case 'fact': {
      const index = indexOf(expression.fact);
      return (facts) => toTruth(facts.values[index]);
    }
    case 'suspected': {
      const index = indexOf(expression.fact);
      return (facts) => facts.suspected[index] === true;
    }
    case 'not': {
      const operand = compile(expression.operand);
      return (facts) => not(operand(facts));
    }
    case 'and': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      return (facts) => {
        const first = left(facts);
        return first === false ? false : and(first, right(facts));
      };
    }
    case 'or': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      return (facts) => {
        const first = left(facts);
        return first === true ? true : or(first, right(facts));
      };
    }
    case 'xor': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      return (facts) => {
        const [first, second] = [left(facts), right(facts)];
        return first === undefined || second === undefined ? undefined : first !== second;
      };
    }
    case 'implies': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      return (facts) => or(not(left(facts)), right(facts));
    }
    case 'compare': {
      const index = indexOf(expression.fact);
      const { operator, literal } = expression;
      return (facts) => compareValues(facts.values[index], operator, literal);
    }
    case 'is': {
      const operand = compile(expression.operand);
      const { value } = expression;
      return (facts) => operand(facts) === value;
    }
    case 'known':
    case 'unknown': {
      const wanted = expression.kind === 'known';
      const known = compileKnown(expression.operand, compile, indexOf);
      return (facts) => known(facts) === wanted;
    }
  }
}

function compileKnown(
  operand: Expression,
  compile: (part: Expression) => Rule,
  indexOf: (fact: string) => number,
): (facts: FactFrame) => boolean {
  if (operand.kind === 'fact') {
    const index = indexOf(operand.fact);
    return (facts) => facts.values[index] !== undefined;
  }
  const rule = compile(operand);
  return (facts) => rule(facts) !== undefined;
}

function toTruth(value: FactValue | undefined): Truth {
  return typeof value === 'boolean' ? value : undefined;
}

/** Compares a value with a literal; a lower bound proves only what holds for every larger number. */
export function compareValues(value: FactValue | undefined, operator: Comparison, literal: Literal): Truth {
  if (value === undefined) return undefined;
  if (isAtLeast(value)) return typeof literal === 'number' ? compareBound(value.atLeast, operator, literal) : undefined;
  if (operator === '=') return value === literal;
  if (operator === '!=') return value !== literal;
  if (typeof value !== 'number' || typeof literal !== 'number') return undefined;
  if (operator === '<') return value < literal;
  if (operator === '<=') return value <= literal;
  return operator === '>' ? value > literal : value >= literal;
}

function compareBound(bound: number, operator: Comparison, literal: number): Truth {
  switch (operator) {
    case '>=':
      return bound >= literal ? true : undefined;
    case '>':
      return bound > literal ? true : undefined;
    case '<':
      return bound >= literal ? false : undefined;
    case '<=':
      return bound > literal ? false : undefined;
    case '=':
      return bound > literal ? false : undefined;
    case '!=':
      return bound > literal ? true : undefined;
  }
}
