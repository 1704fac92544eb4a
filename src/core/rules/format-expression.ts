import type { Expression } from './expression.js';

/** An expression as rule text again, with every grouping in parentheses; parsing it gives the same expression. */
export function formatExpression(part: Expression): string {
  switch (part.kind) {
    case 'constant':
      return String(part.value);
    case 'fact':
      return part.fact;
    case 'suspected':
      return `suspected.${part.fact}`;
    case 'not':
      return `(${formatExpression(part.operand)}).not()`;
    case 'known':
      return `(${formatExpression(part.operand)}).exists()`;
    case 'unknown':
      return `(${formatExpression(part.operand)}).empty()`;
    case 'is':
      return `(${formatExpression(part.operand)} ~ ${part.value})`;
    case 'compare': {
      const { literal } = part;
      return `(${part.fact} ${part.operator} ${typeof literal === 'string' ? `'${literal}'` : String(literal)})`;
    }
    case 'and':
    case 'or':
    case 'xor':
    case 'implies':
      return `(${formatExpression(part.left)} ${part.kind} ${formatExpression(part.right)})`;
  }
}
