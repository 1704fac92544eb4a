/** In: the text of a rule. Out: its tree, which `compile-expression` makes a function over facts. */

import fhirpath from 'fhirpath';
import type { Comparison, Expression, Literal } from './expression.js';

/** What parsing an expression gives: its tree, or what is wrong with it and where. */
export type Parsed =
  | { readonly kind: 'parsed'; readonly expression: Expression }
  | { readonly kind: 'rejected'; readonly message: string; readonly column: number };

interface Node {
  readonly type: string;
  readonly text?: string;
  readonly start?: { readonly line: number; readonly column: number };
  readonly children?: readonly Node[];
}

class Rejection extends Error {
  readonly column: number;
  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

/**
 * Parses one FHIRPath expression of the subset; anything outside it (functions with a clock, `iif`, arithmetic) is
 * rejected with the reason and the column, never evaluated.
 */
export function parseExpression(source: string): Parsed {
  try {
    // fhirpath.js declares `object`; its nodes carry type, text and children
    const root: Node = JSON.parse(JSON.stringify(fhirpath.parse(source)));
    return { kind: 'parsed', expression: toExpression(root) };
  } catch (error) {
    if (error instanceof Rejection) return { kind: 'rejected', message: error.message, column: error.column };
    const text = error instanceof Error ? error.message : String(error);
    const column = Number(/column: ?(\d+)/.exec(text)?.[1] ?? 0) + 1;
    return { kind: 'rejected', message: `not FHIRPath: ${text.split('\n')[0] ?? ''}`, column };
  }
}

function toExpression(node: Node): Expression {
  const children = node.children ?? [];
  const [first, second] = children;
  const column = columnOf(node);
  switch (node.type) {
    case 'EntireExpression':
    case 'TermExpression':
    case 'ParenthesizedTerm':
    case 'InvocationTerm':
      if (first === undefined || children.length !== 1) throw new Rejection('empty expression', column);
      return toExpression(first);
    case 'AndExpression':
      return { kind: 'and', left: childExpression(first, column), right: childExpression(second, column) };
    case 'OrExpression':
      return {
        kind: node.text === 'xor' ? 'xor' : 'or',
        left: childExpression(first, column),
        right: childExpression(second, column),
      };
    case 'ImpliesExpression':
      return { kind: 'implies', left: childExpression(first, column), right: childExpression(second, column) };
    case 'EqualityExpression':
    case 'InequalityExpression':
      return toComparison(node, first, second);
    case 'InvocationExpression':
      return toInvocation(node, first, second);
    case 'MemberInvocation':
      return { kind: 'fact', fact: unquoted(node.text ?? ''), column };
    case 'LiteralTerm': {
      const value = literalOf(node);
      if (typeof value !== 'boolean') throw new Rejection('a rule must end in true, false or unknown', column);
      return { kind: 'constant', value };
    }
    default:
      throw new Rejection(`${readableType(node)} is not part of the rule language (see cards/README.md)`, column);
  }
}

function childExpression(node: Node | undefined, column: number): Expression {
  if (node === undefined) throw new Rejection('an operand is missing', column);
  return toExpression(node);
}

function toComparison(node: Node, left: Node | undefined, right: Node | undefined): Expression {
  const column = columnOf(node);
  if (left === undefined || right === undefined) throw new Rejection('an operand is missing', column);
  const literal = literalOf(right);
  if (literal === undefined) throw new Rejection('the right side of a comparison must be a literal', columnOf(right));
  const operator = node.text ?? '';
  const operand = toExpression(left);
  if (operator === '~') {
    if (typeof literal !== 'boolean') throw new Rejection('~ compares with true or false only', columnOf(right));
    return { kind: 'is', operand, value: literal };
  }
  if (!isComparison(operator)) throw new Rejection(`operator ${operator} is not part of the rule language`, column);
  if (operand.kind !== 'fact') throw new Rejection('the left side of a comparison must be a fact', columnOf(left));
  return { kind: 'compare', fact: operand.fact, column: operand.column, operator, literal };
}

function toInvocation(node: Node, target: Node | undefined, member: Node | undefined): Expression {
  const column = columnOf(member ?? node);
  if (target === undefined || member === undefined) throw new Rejection('an operand is missing', column);
  const operand = toExpression(target);
  if (member.type === 'MemberInvocation') {
    if (operand.kind === 'fact' && operand.fact === 'suspected')
      return { kind: 'suspected', fact: unquoted(member.text ?? ''), column };
    throw new Rejection(`.${member.text ?? ''}: a fact has no members; only suspected.<fact> is one`, column);
  }
  const functionName = member.text ?? '';
  const hasArguments = (member.children?.[0]?.children?.length ?? 0) > 1;
  if (!hasArguments) {
    if (functionName === 'not') return { kind: 'not', operand };
    if (functionName === 'exists') return { kind: 'known', operand };
    if (functionName === 'empty') return { kind: 'unknown', operand };
  }
  throw new Rejection(
    `${functionName}() is not part of the rule language; rules may use not(), exists(), empty()`,
    column,
  );
}

function literalOf(node: Node): Literal | undefined {
  const inner = node.type === 'TermExpression' ? node.children?.[0] : node;
  const literal = inner?.type === 'LiteralTerm' ? inner.children?.[0] : undefined;
  if (literal === undefined) return undefined;
  const text = literal.text ?? '';
  if (literal.type === 'NumberLiteral') return Number(text);
  if (literal.type === 'BooleanLiteral') return text === 'true';
  return literal.type === 'StringLiteral' ? text.slice(1, -1) : undefined;
}

function isComparison(operator: string): operator is Comparison {
  return ['=', '!=', '<', '<=', '>', '>='].includes(operator);
}

function columnOf(node: Node): number {
  return node.start?.column ?? node.children?.map(columnOf).find((column) => column > 0) ?? 1;
}

function unquoted(identifier: string): string {
  return identifier.startsWith('`') ? identifier.slice(1, -1) : identifier;
}

function readableType(node: Node): string {
  return node.text === undefined || node.text === '' ? node.type : `${node.type} "${node.text}"`;
}

/** The tree of a rule that the library's checks have accepted; throws for any other text. */
export function parseRule(source: string): Expression {
  const parsed = parseExpression(source);
  if (parsed.kind === 'rejected') throw new Error(`${source}: ${parsed.message}`);
  return parsed.expression;
}
