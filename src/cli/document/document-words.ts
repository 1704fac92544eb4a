import type { Expression } from '../../core/rules/expression.js';
import { inSentence } from '../../core/values/markdown.js';
import type { DocumentSource } from './document-source.js';
import { code, plain } from './document-text.js';

type Compared = Extract<Expression, { readonly kind: 'compare' }>;

/** What the words of a rule are taken from. */
type RuleSource = Pick<DocumentSource, 'documents' | 'labelOf' | 'parse'>;

/** A rule in words for people who do not read FHIRPath: `symptomDays >= 42` → "duration of pain at least 42 days". */
export function ruleInWords(source: RuleSource, rule: string): string {
  const parsed = source.parse(rule);
  return parsed.kind === 'rejected' ? code(rule) : inWords(source, parsed.expression);
}

/** The same, cut where a rule joins several terms, so that each can stand on a line of its own. */
export function ruleInLines(
  source: RuleSource,
  rule: string,
): { readonly join: string; readonly lines: readonly string[] } {
  const parsed = source.parse(rule);
  if (parsed.kind === 'rejected') return { join: '', lines: [code(rule)] };
  const { expression } = parsed;
  if (expression.kind !== 'and' && expression.kind !== 'or') return { join: '', lines: [inWords(source, expression)] };
  const lines = operandsOf(expression, expression.kind).map((part) => inWords(source, part));
  return { join: expression.kind === 'and' ? 'all of' : 'any of', lines };
}

function inWords(source: RuleSource, part: Expression): string {
  switch (part.kind) {
    case 'constant':
      return part.value === true ? 'always' : 'never';
    case 'fact':
      return label(source, part.fact);
    case 'suspected':
      return `${label(source, part.fact)} suspected`;
    case 'compare':
      return compared(source, part);
    case 'known':
      return `${operand(source, part.operand)} known`;
    case 'unknown':
      return `${operand(source, part.operand)} unknown`;
    case 'is':
      return part.value ? operand(source, part.operand) : negated(source, part.operand);
    case 'not':
      return part.operand.kind === 'is' ? notEstablished(source, part.operand) : negated(source, part.operand);
    case 'and':
    case 'or':
      return operandsOf(part, part.kind)
        .map((inner) => (isJoined(inner) ? `(${inWords(source, inner)})` : inWords(source, inner)))
        .join(` **${part.kind}** `);
    case 'xor':
      return `either ${operand(source, part.left)} or ${operand(source, part.right)}, not both`;
    case 'implies':
      return `if ${operand(source, part.left)} then ${operand(source, part.right)}`;
  }
}

/** `a and b and c` as three terms. */
function operandsOf(part: Expression, kind: 'and' | 'or'): readonly Expression[] {
  return part.kind === kind ? [...operandsOf(part.left, kind), ...operandsOf(part.right, kind)] : [part];
}

function isJoined(part: Expression): boolean {
  return part.kind === 'and' || part.kind === 'or' || part.kind === 'xor' || part.kind === 'implies';
}

function operand(source: RuleSource, part: Expression): string {
  return isJoined(part) ? `(${inWords(source, part)})` : inWords(source, part);
}

function negated(source: RuleSource, part: Expression): string {
  const words = operand(source, part);
  // a label that is a sentence cannot be counted
  return / (is|are|was) /.test(words) ? `**not:** ${words}` : `**no** ${words}`;
}

/** `(x ~ true).not()`: false or unknown. */
function notEstablished(source: RuleSource, part: Extract<Expression, { readonly kind: 'is' }>): string {
  const words = operand(source, part.operand);
  if (part.operand.kind === 'suspected') return `${words.replace(/ suspected$/, '')} **not** suspected`;
  return `${words} **not** ${part.value ? 'established' : 'ruled out'}`;
}

const comparisons = {
  '=': 'is',
  '!=': 'is not',
  '<': 'below',
  '<=': 'at most',
  '>': 'above',
  '>=': 'at least',
} as const;

function compared(source: RuleSource, { fact, operator, literal }: Compared): string {
  const definition = source.documents.facts[fact];
  const words = typeof literal === 'string' ? source.documents.phrases[`value.${literal}`] : undefined;
  const unit = definition?.type === 'days' ? ' days' : definition?.unit === undefined ? '' : ` ${definition.unit}`;
  const value = typeof literal === 'number' ? `${literal}${unit}` : `“${plain(words ?? String(literal))}”`;
  return `${label(source, fact)} ${comparisons[operator]} ${value}`;
}

function label(source: RuleSource, fact: string): string {
  return plain(inSentence(source.labelOf(fact)));
}
