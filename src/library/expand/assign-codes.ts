import { normaliseTerm } from '../../core/values/term.js';
import type { SourceCode } from './source-codes.js';

/** `cards/expansions/rules.yaml`: which code of which group goes where. Spec: cards/expansions/README.md. */
export interface ExpansionRules {
  /** the day on which the rules were last looked through; stands in every expansion that they make */
  readonly reviewedOn: string;
  readonly groups: readonly ExpansionGroup[];
}

export interface ExpansionGroup {
  /** the name of its file without `.csv` */
  readonly group: string;
  /** the facts that its codes speak to */
  readonly means: readonly string[];
  /** all: every code is placed by what it says; reviewed: a chosen part */
  readonly extent: 'all' | 'reviewed';
  /** the first rule that fits a code decides; a code that none fits is a mistake */
  readonly rules: readonly ExpansionRule[];
}

/** All members that are given must fit. */
export interface ExpansionRule {
  readonly systems?: readonly string[];
  readonly codes?: readonly string[];
  readonly prefixes?: readonly string[];
  /** words that the display begins with */
  readonly begins?: readonly string[];
  /** at least one of these stands in the display, as whole words */
  readonly words?: readonly string[];
  /** and at least one of these as well */
  readonly also?: readonly string[];
  /** and none of these */
  readonly unless?: readonly string[];
  /** true: only codes without a display */
  readonly unnamed?: boolean;
  /** the value sets that take the code in; none: it is left out */
  readonly to?: readonly string[];
  /** name of the exclusion, for the table */
  readonly leftOut?: string;
  /** why it is left out of the facts of its group, or goes to another set */
  readonly because?: string;
}

export interface Assignment {
  readonly source: SourceCode;
  readonly rule: ExpansionRule | undefined;
}

/** What the rules of a group say of a code. */
export function createAssigner(group: ExpansionGroup): (source: SourceCode) => Assignment {
  const rules = group.rules.map(createRuleTest);
  return (source) => {
    const words = ` ${normaliseTerm(source.display)} `;
    return { source, rule: rules.find(({ fits }) => fits(source, words))?.rule };
  };
}

interface RuleTest {
  readonly rule: ExpansionRule;
  readonly fits: (source: SourceCode, words: string) => boolean;
}

function createRuleTest(rule: ExpansionRule): RuleTest {
  const { systems, prefixes, unnamed } = rule;
  const codes = rule.codes === undefined ? undefined : new Set(rule.codes);
  const stands = (phrases: readonly string[] | undefined): ((words: string) => boolean) | undefined => {
    const terms = phrases?.map((phrase) => ` ${normaliseTerm(phrase)} `);
    return terms === undefined ? undefined : (words) => terms.some((term) => words.includes(term));
  };
  const [words, also, unless] = [stands(rule.words), stands(rule.also), stands(rule.unless)];
  const begins = rule.begins?.map((phrase) => ` ${normaliseTerm(phrase)} `);
  return {
    rule,
    fits: ({ system, code, display }, text) =>
      systems?.includes(system) !== false &&
      codes?.has(code) !== false &&
      prefixes?.some((prefix) => code.startsWith(prefix)) !== false &&
      begins?.some((start) => text.startsWith(start)) !== false &&
      words?.(text) !== false &&
      also?.(text) !== false &&
      unless?.(text) !== true &&
      (unnamed !== true || display === ''),
  };
}
