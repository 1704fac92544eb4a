import type { Comparison, Expression } from '../rules/expression.js';
import { formatExpression } from '../rules/format-expression.js';

/** A small fault put into a rule, and what was done. */
export interface RuleMutant {
  readonly expression: Expression;
  readonly change: string;
}

/** Every rule with exactly one small fault: an operator flipped, a term dropped, a threshold moved by one. */
export function mutateRule(part: Expression): readonly RuleMutant[] {
  return [...mutateHere(part), ...mutateInside(part)];
}

function mutateHere(part: Expression): readonly RuleMutant[] {
  switch (part.kind) {
    case 'constant':
      return [];
    case 'fact':
    case 'suspected':
      return [];
    case 'and':
    case 'or': {
      const flipped = part.kind === 'and' ? 'or' : 'and';
      return [
        { expression: { ...part, kind: flipped }, change: `"${part.kind}" is "${flipped}" in ${shown(part)}` },
        { expression: part.left, change: `${shown(part.right)} is dropped` },
        { expression: part.right, change: `${shown(part.left)} is dropped` },
      ];
    }
    case 'xor':
    case 'implies':
      return [
        { expression: part.left, change: `${shown(part.right)} is dropped` },
        { expression: part.right, change: `${shown(part.left)} is dropped` },
      ];
    case 'not':
      return [{ expression: part.operand, change: `"not" is dropped from ${shown(part)}` }];
    case 'is':
      return [
        { expression: part.operand, change: `"~ ${part.value}" is dropped from ${shown(part)}` },
        {
          expression: { ...part, value: !part.value },
          change: `"~ ${part.value}" is "~ ${!part.value}" in ${shown(part)}`,
        },
      ];
    case 'known':
    case 'unknown': {
      const kind = part.kind === 'known' ? 'unknown' : 'known';
      return [{ expression: { ...part, kind }, change: `${shown(part)} asks for the opposite` }];
    }
    case 'compare':
      return mutateComparison(part);
  }
}

const flippedOperators: { readonly [operator in Comparison]: Comparison } = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

function mutateComparison(part: Extract<Expression, { readonly kind: 'compare' }>): readonly RuleMutant[] {
  const { literal } = part;
  const operator = flippedOperators[part.operator];
  const flipped = {
    expression: { ...part, operator },
    change: `"${part.operator}" is "${operator}" in ${shown(part)}`,
  };
  if (typeof literal !== 'number') return [flipped];
  const moved = [literal - 1, literal + 1].map((threshold) => ({
    expression: { ...part, literal: threshold },
    change: `${literal} is ${threshold} in ${shown(part)}`,
  }));
  return [flipped, ...moved];
}

function mutateInside(part: Expression): readonly RuleMutant[] {
  if ('operand' in part)
    return mutateRule(part.operand).map(({ expression, change }) => ({
      expression: { ...part, operand: expression },
      change,
    }));
  if (!('left' in part)) return [];
  return [
    ...mutateRule(part.left).map(({ expression, change }) => ({ expression: { ...part, left: expression }, change })),
    ...mutateRule(part.right).map(({ expression, change }) => ({ expression: { ...part, right: expression }, change })),
  ];
}

function shown(part: Expression): string {
  const text = formatExpression(part);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
