import { describe, expect, it } from 'vitest';
import { differenceInRows } from '../../../src/core/proof/difference.js';
import { formatExpression } from '../../../src/core/rules/format-expression.js';
import { parseExpression } from '../../../src/core/rules/parse-expression.js';
import { mutantsOf } from '../../../src/core/trial/mutants.js';
import { mutateRule } from '../../../src/core/trial/mutate-rule.js';
import { guideline } from '../../guideline.js';
import { smallGuideline } from '../guideline/small-guideline.js';

function parsed(rule: string) {
  const result = parseExpression(rule);
  if (result.kind === 'rejected') throw new Error(result.message);
  return result.expression;
}

/** Columns tell where a fact stood; they are not part of what a rule says. */
function withoutColumns(expression: unknown): unknown {
  return JSON.parse(JSON.stringify(expression, (name, value: unknown) => (name === 'column' ? undefined : value)));
}

const { criteria, derived, ratings } = guideline.documents;
const rules = [...criteria, ...Object.values(derived), ...ratings.modifiers].map(({ when }) => when);

it.each(rules)('writes %s so that it reads the same', (rule) => {
  const expression = parsed(rule);
  expect(withoutColumns(parsed(formatExpression(expression)))).toEqual(withoutColumns(expression));
});

it('puts one small fault into a rule at a time', () => {
  const mutants = mutateRule(parsed('(footDrop ~ true) and symptomDays >= 42'));
  expect(mutants.map(({ expression, change }) => [formatExpression(expression), change])).toEqual([
    ['((footDrop ~ true) or (symptomDays >= 42))', '"and" is "or" in ((footDrop ~ true) and (symptomDays >= 42))'],
    ['(footDrop ~ true)', '(symptomDays >= 42) is dropped'],
    ['(symptomDays >= 42)', '(footDrop ~ true) is dropped'],
    ['(footDrop and (symptomDays >= 42))', '"~ true" is dropped from (footDrop ~ true)'],
    ['((footDrop ~ false) and (symptomDays >= 42))', '"~ true" is "~ false" in (footDrop ~ true)'],
    ['((footDrop ~ true) and (symptomDays < 42))', '">=" is "<" in (symptomDays >= 42)'],
    ['((footDrop ~ true) and (symptomDays >= 41))', '42 is 41 in (symptomDays >= 42)'],
    ['((footDrop ~ true) and (symptomDays >= 43))', '42 is 43 in (symptomDays >= 42)'],
  ]);
});

it('leaves the last row where it is and changes every letter of the ratings once', () => {
  const mutants = mutantsOf(guideline.documents);
  const last = criteria.at(-1)?.id;
  expect(mutants.every(({ documents }) => documents.criteria.at(-1)?.id === last)).toBe(true);
  const letters = Object.values(ratings.groups).flatMap((row) => row.split(/\s+/)).length;
  expect(mutants.filter(({ change }) => / is [AMN-], not [AMN-]$/.test(change))).toHaveLength(letters);
});

describe('two tables', () => {
  const left = smallGuideline([
    { rating: 'indicated', when: 'a and b' },
    { rating: 'not-indicated', when: 'true' },
  ]);
  const withRule = (when: string) => ({
    ...left,
    criteria: left.criteria.map((row, index) => (index === 0 ? { ...row, when } : row)),
  });

  it('that say the same in different ways do not differ', () => {
    expect(differenceInRows(left, withRule('(a.not() or b.not()).not()'))).toBeUndefined();
    expect(differenceInRows(left, withRule('(a ~ true) and b'))).toBeUndefined();
  });

  it('that answer one combination differently are told apart by it', () => {
    const difference = differenceInRows(left, withRule('a or b'));
    const shown = difference?.domains.map(({ fact, cases }, index) => {
      const { value } = cases[difference.combination[index] ?? 0] ?? {};
      return [fact, value];
    });
    expect([
      [
        ['a', true],
        ['b', undefined],
      ],
      [
        ['a', undefined],
        ['b', true],
      ],
    ]).toContainEqual(shown);
  });
});
