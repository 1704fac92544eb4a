import { type FactFrame, type FactValue, isAtLeast } from '../values/fact.js';
import type { Comparison, Expression, Literal, Rule } from './expression.js';
import { not, or, type Truth } from './truth.js';
import { operandsOf } from './walk.js';

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
    case 'and':
      return compileAll(operandsOf(expression, 'and'), compile, indexOf);
    case 'or':
      return compileAny(operandsOf(expression, 'or'), compile, indexOf);
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

function compileAll(
  operands: readonly Expression[],
  compile: (part: Expression) => Rule,
  indexOf: (fact: string) => number,
): Rule {
  const facts = factIndexes(operands, indexOf);
  if (facts !== undefined) return ({ values }) => allOf(values, facts);
  const rules = operands.map(compile);
  return (frame) => {
    let result: Truth = true;
    for (const rule of rules) {
      const truth = rule(frame);
      if (truth === false) return false;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
}

function compileAny(
  operands: readonly Expression[],
  compile: (part: Expression) => Rule,
  indexOf: (fact: string) => number,
): Rule {
  const facts = factIndexes(operands, indexOf);
  if (facts !== undefined) return ({ values }) => anyOf(values, facts);
  const rules = operands.map(compile);
  return (frame) => {
    let result: Truth = false;
    for (const rule of rules) {
      const truth = rule(frame);
      if (truth === true) return true;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
}

/** Where the terms stand in the frame, if all of them are facts: most rules are, and then need one loop. */
function factIndexes(
  operands: readonly Expression[],
  indexOf: (fact: string) => number,
): readonly number[] | undefined {
  const indexes = operands.flatMap((operand) => (operand.kind === 'fact' ? [indexOf(operand.fact)] : []));
  return indexes.length === operands.length ? indexes : undefined;
}

function allOf(values: FactFrame['values'], indexes: readonly number[]): Truth {
  let result: Truth = true;
  for (const index of indexes) {
    const value = values[index];
    if (value === false) return false;
    if (value !== true) result = undefined;
  }
  return result;
}

function anyOf(values: FactFrame['values'], indexes: readonly number[]): Truth {
  let result: Truth = false;
  for (const index of indexes) {
    const value = values[index];
    if (value === true) return true;
    if (value !== false) result = undefined;
  }
  return result;
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
