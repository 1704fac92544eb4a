import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../src/core/rules/parse-expression.js';
import { factsOf, membersOf } from '../../../src/core/rules/walk.js';

const derived: ReadonlyMap<string, string> = new Map([
  ['either', 'a or b'],
  ['nested', 'either and c.not()'],
]);

function ruleOf(fact: string) {
  const rule = derived.get(fact);
  return rule === undefined ? undefined : parseRule(rule);
}

describe('the facts behind a rule', () => {
  it.each([
    { rule: 'a or (b and c)', speaking: ['a', 'b', 'c'], others: [] },
    { rule: 'a xor b', speaking: ['a', 'b'], others: [] },
    { rule: '(a ~ true) or (b ~ false)', speaking: ['a'], others: ['b'] },
    { rule: 'a.not()', speaking: [], others: ['a'] },
    { rule: '(a.not()).not()', speaking: ['a'], others: [] },
    { rule: '((a xor b) ~ true).not()', speaking: ['a', 'b'], others: [] },
    { rule: 'a implies b', speaking: ['b'], others: ['a'] },
    { rule: 'a.exists() or b.empty() or (suspected.c ~ true)', speaking: [], others: ['a', 'b', 'c'] },
    { rule: 'n >= 3', speaking: [], others: ['n'] },
    { rule: 'nested', speaking: ['a', 'b'], others: ['c'] },
    { rule: 'nested.not()', speaking: ['c'], others: ['a', 'b'] },
    { rule: 'a and a.not()', speaking: ['a'], others: [] },
  ])('of "$rule" speak for it or do not', ({ rule, speaking, others }) => {
    const members = membersOf(parseRule(rule), ruleOf);
    expect([...members.speakingFor]).toEqual(speaking);
    expect([...members.others]).toEqual(others);
  });

  it('are named once, in the order in which they are read', () => {
    expect(factsOf(parseRule('b and (a or (suspected.b ~ true)) and n >= 3'))).toEqual(['b', 'a', 'n']);
  });
});
