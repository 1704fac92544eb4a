import type { GuidelineDocuments } from '../core/guideline/documents.js';
import type { Comparison } from '../core/rules/expression.js';
import { parseExpression } from '../core/rules/parse-expression.js';
import { partsOf } from '../core/rules/walk.js';

/** Where a rule cuts a number: values below `from` on one side, `from` and above on the other. */
export interface Threshold {
  readonly fact: string;
  readonly from: number;
  /** 1-based, within the rule */
  readonly column: number;
}

const cuts: { readonly [comparison in Comparison]: (literal: number) => readonly number[] } = {
  '<': (literal) => [literal],
  '>=': (literal) => [literal],
  '<=': (literal) => [literal + 1],
  '>': (literal) => [literal + 1],
  '=': (literal) => [literal, literal + 1],
  '!=': (literal) => [literal, literal + 1],
};

/** The thresholds that a rule names itself; facts are whole numbers, so that `> 41` and `>= 42` are one threshold. */
export function thresholdsOf(rule: string): readonly Threshold[] {
  const parsed = parseExpression(rule);
  if (parsed.kind === 'rejected') return [];
  return partsOf(parsed.expression).flatMap((part) => {
    if (part.kind !== 'compare' || typeof part.literal !== 'number') return [];
    const { fact, column } = part;
    return cuts[part.operator](part.literal).map((from) => ({ fact, from, column }));
  });
}

const place = /\{\{(period|periodInWords|weeks|weeksInWords|days|daysBefore)\.(\w+)\}\}/g;

/**
 * Fills in what a text takes from a rule: `{{period.x}}` is the threshold of the derived fact `x`, or the one that the
 * row's own rule `when` sets on the fact `x`. A place without exactly one threshold, or in weeks that are no whole
 * number, stays as it is.
 */
export function fillThresholds(text: string, derived: GuidelineDocuments['derived'], when = 'true'): string {
  return text.replace(place, (whole, form: string, name: string, offset: number) => {
    const rule = derived[name]?.when;
    const found = rule === undefined ? thresholdsOf(when).filter(({ fact }) => fact === name) : thresholdsOf(rule);
    const days = new Set(found.map(({ from }) => from));
    const [only] = days;
    const filled = days.size === 1 && only !== undefined ? inForm(form, only) : undefined;
    if (filled === undefined) return whole;
    return /(^|[.:?!]\s+|^- |\n- )$/.test(text.slice(0, offset)) ? capitalised(filled) : filled;
  });
}

const daysPerWeek = 7;
const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

function inForm(form: string, days: number): string | undefined {
  const weeks = days / daysPerWeek;
  const isWhole = Number.isInteger(weeks);
  const inWords = words[weeks] ?? String(weeks);
  const unit = weeks === 1 ? 'week' : 'weeks';
  switch (form) {
    case 'days':
      return String(days);
    case 'daysBefore':
      return String(days - 1);
    case 'weeks':
      return isWhole ? String(weeks) : undefined;
    case 'weeksInWords':
      return isWhole ? inWords : undefined;
    case 'period':
      return isWhole ? `${weeks} ${unit}` : `${days} days`;
    default:
      return isWhole ? `${inWords} ${unit}` : `${days} days`;
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The documents with the thresholds of their rules in the texts of rows and derived facts. */
export function withThresholds(documents: GuidelineDocuments): GuidelineDocuments {
  const { derived, criteria, languages } = documents;
  const ruleOf = new Map(criteria.map(({ id, when }) => [id, when]));
  const filledWords = (words: GuidelineDocuments['words']): GuidelineDocuments['words'] =>
    mapped(words, (sections, criterion) =>
      mapped(sections, (text) => fillThresholds(text, derived, ruleOf.get(criterion))),
    );
  return {
    ...documents,
    derived: mapped(derived, (definition) => {
      const { label, note } = definition;
      const filled = { ...definition, label: fillThresholds(label, derived) };
      return note === undefined ? filled : { ...filled, note: fillThresholds(note, derived) };
    }),
    criteria: criteria.map((row) => ({ ...row, summary: fillThresholds(row.summary, derived, row.when) })),
    words: filledWords(documents.words),
    ...(languages === undefined
      ? {}
      : { languages: mapped(languages, ({ phrases, words }) => ({ phrases, words: filledWords(words) })) }),
  };
}

function mapped<Value, Made>(
  values: { readonly [name: string]: Value },
  make: (value: Value, name: string) => Made,
): { readonly [name: string]: Made } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value, name)]));
}
