import type { GuidelineDocuments } from '../guideline/documents.js';
import type { Expression } from '../rules/expression.js';
import type { Parsed } from '../rules/parse-expression.js';
import { inSentence } from '../values/markdown.js';
import { code, type Line, strong, text, wordsIn } from './span.js';

type Compared = Extract<Expression, { readonly kind: 'compare' }>;

/** What the words of a rule are taken from. */
export interface RuleSource {
  readonly documents: GuidelineDocuments;
  readonly labelOf: (fact: string) => string;
  readonly parse: (rule: string) => Parsed;
}

/** A rule in words for people who do not read FHIRPath: `symptomDays >= 42` → "duration of pain at least 42 days". */
export function ruleInWords(source: RuleSource, rule: string): Line {
  const parsed = source.parse(rule);
  return parsed.kind === 'rejected' ? [code(rule)] : inWords(source, parsed.expression);
}

/** The same, cut where a rule joins several terms, so that each can stand on a line of its own. */
export function ruleInLines(
  source: RuleSource,
  rule: string,
): { readonly join: 'all of' | 'any of' | ''; readonly lines: readonly Line[] } {
  const parsed = source.parse(rule);
  if (parsed.kind === 'rejected') return { join: '', lines: [[code(rule)]] };
  const { expression } = parsed;
  if (expression.kind !== 'and' && expression.kind !== 'or') return { join: '', lines: [inWords(source, expression)] };
  const lines = operandsOf(expression, expression.kind).map((part) => inWords(source, part));
  return { join: expression.kind === 'and' ? 'all of' : 'any of', lines };
}

function inWords(source: RuleSource, part: Expression): Line {
  switch (part.kind) {
    case 'constant':
      return [text(part.value === true ? 'always' : 'never')];
    case 'fact':
      return [text(label(source, part.fact))];
    case 'suspected':
      return [text(`${label(source, part.fact)} suspected`)];
    case 'compare':
      return [text(compared(source, part))];
    case 'known':
      return [...operand(source, part.operand), text(' known')];
    case 'unknown':
      return [...operand(source, part.operand), text(' unknown')];
    case 'is':
      return part.value ? operand(source, part.operand) : negated(source, part.operand);
    case 'not':
      return part.operand.kind === 'is' ? notEstablished(source, part.operand) : negated(source, part.operand);
    case 'and':
    case 'or':
      return operandsOf(part, part.kind).flatMap((inner, index) => [
        ...(index === 0 ? [] : [text(' '), strong(part.kind), text(' ')]),
        ...operand(source, inner),
      ]);
    case 'xor':
      return [
        text('either '),
        ...operand(source, part.left),
        text(' or '),
        ...operand(source, part.right),
        text(', not both'),
      ];
    case 'implies':
      return [text('if '), ...operand(source, part.left), text(' then '), ...operand(source, part.right)];
  }
}

/** `a and b and c` as three terms. */
function operandsOf(part: Expression, kind: 'and' | 'or'): readonly Expression[] {
  return part.kind === kind ? [...operandsOf(part.left, kind), ...operandsOf(part.right, kind)] : [part];
}

function isJoined(part: Expression): boolean {
  return part.kind === 'and' || part.kind === 'or' || part.kind === 'xor' || part.kind === 'implies';
}

function operand(source: RuleSource, part: Expression): Line {
  return isJoined(part) ? [text('('), ...inWords(source, part), text(')')] : inWords(source, part);
}

function negated(source: RuleSource, part: Expression): Line {
  const words = operand(source, part);
  // a label that is a sentence cannot be counted
  return [strong(/ (is|are|was) /.test(wordsIn(words)) ? 'not:' : 'no'), text(' '), ...words];
}

/** `(x ~ true).not()`: false or unknown. */
function notEstablished(source: RuleSource, part: Extract<Expression, { readonly kind: 'is' }>): Line {
  if (part.operand.kind === 'suspected')
    return [text(label(source, part.operand.fact)), text(' '), strong('not'), text(' suspected')];
  return [...operand(source, part.operand), text(' '), strong('not'), text(part.value ? ' established' : ' ruled out')];
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
  const value = typeof literal === 'number' ? `${literal}${unit}` : `“${(words ?? String(literal)).trim()}”`;
  return `${label(source, fact)} ${comparisons[operator]} ${value}`;
}

function label(source: RuleSource, fact: string): string {
  return inSentence(source.labelOf(fact)).trim();
}
