import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGuideline } from '../../../src/core/guideline/compile-guideline.js';
import type { GuidelineDocuments } from '../../../src/core/guideline/documents.js';
import type { FactDomain } from '../../../src/core/proof/domain.js';
import { proveGuideline } from '../../../src/core/proof/prove-guideline.js';
import { compileExpression } from '../../../src/core/rules/compile-expression.js';
import type { Expression } from '../../../src/core/rules/expression.js';
import { parseExpression, parseRule } from '../../../src/core/rules/parse-expression.js';
import { factsOf } from '../../../src/core/rules/walk.js';
import { type FactValue, isAtLeast } from '../../../src/core/values/fact.js';
import { type SmallRow, smallGuideline } from '../guideline/small-guideline.js';

const last: SmallRow = { rating: 'insufficient-information', when: 'true' };
/** so that the last row is for what is unknown */
const neither: SmallRow = { rating: 'no-criteria-apply', when: '(a ~ false) and (b ~ false)' };

const atom = fc.constantFrom(
  'a',
  'b',
  'c',
  'flagged',
  'n >= 10',
  'n < 5',
  "w = 'red'",
  '(a ~ true)',
  '(flagged ~ false)',
  'b.empty()',
  'n.exists()',
  'flagged.empty()',
  '(suspected.flagged ~ true)',
);
const rule: fc.Arbitrary<string> = fc.letrec<{ rule: string }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc.tuple(tie('rule'), tie('rule')).map(([left, right]) => `(${left} and ${right})`),
    fc.tuple(tie('rule'), tie('rule')).map(([left, right]) => `(${left} or ${right})`),
    fc.tuple(tie('rule'), tie('rule')).map(([left, right]) => `((${left}) xor (${right}))`),
    fc.tuple(tie('rule'), tie('rule')).map(([left, right]) => `((${left}) implies (${right}))`),
    tie('rule').map((inner) => `(${inner}).not()`),
  ),
})).rule;
const rating = fc.constantFrom<SmallRow['rating']>(
  'indicated',
  'may-be-appropriate',
  'not-indicated',
  'indicated-urgent',
);
const rows = fc.array(fc.record({ rating, when: rule }), { minLength: 1, maxLength: 5 });
const derivedRule = fc.constantFrom('a or b', '(a and c) or (b and n >= 10)', 'a or (b and (c ~ true).not())');

/** Every combination of facts, decided by the rules that the service runs. */
function decideAll(documents: GuidelineDocuments, domains: readonly FactDomain[]) {
  const names = [...domains.map(({ fact }) => fact), ...Object.keys(documents.derived)];
  const compile = (source: string) => compileExpression(parsed(source), (fact) => names.indexOf(fact));
  const derived = Object.values(documents.derived).map(({ when }) => ({
    rule: compile(when),
    members: factsOf(parsed(when)).map((fact) => names.indexOf(fact)),
  }));
  const criteria = documents.criteria.map(({ id, when, rating: answer }) => ({ id, answer, rule: compile(when) }));
  let combinations: readonly (readonly number[])[] = [[]];
  for (const { cases } of domains)
    combinations = combinations.flatMap((combination) => cases.map((_, index) => [...combination, index]));
  return combinations.map((combination) => {
    const cases = domains.map((domain, index) => domain.cases[combination[index] ?? 0]);
    const values: (FactValue | undefined)[] = cases.map((one) => one?.value);
    const suspected: boolean[] = cases.map((one) => one?.suspected === true);
    for (const fact of derived) {
      const value = fact.rule({ values, suspected });
      values.push(value);
      suspected.push(value === undefined && fact.members.some((member) => suspected[member] === true));
    }
    const row = criteria.find((one) => one.rule({ values, suspected }) === true);
    const redFlag = domains.length;
    const isAllKnown = cases.every((one) => one?.value !== undefined && !isAtLeast(one.value));
    return { row, redFlag: values[redFlag], isSuspected: suspected[redFlag] === true, isAllKnown };
  });
}

function parsed(source: string): Expression {
  const result = parseExpression(source);
  if (result.kind === 'rejected') throw new Error(result.message);
  return result.expression;
}

describe('the proofs', () => {
  it('agree with deciding every combination by the compiled rules', () => {
    fc.assert(
      fc.property(rows, derivedRule, fc.boolean(), (drawn, when, isTotal) => {
        const documents = smallGuideline(isTotal ? [...drawn, last] : drawn, {
          derived: { flagged: { label: 'Flagged', when } },
        });
        const { domains, findings } = proveGuideline(documents);
        const decided = decideAll(documents, domains);
        const answering = new Set(decided.flatMap(({ row }) => row?.id ?? []));
        expect(findings.filter(({ kind }) => kind === 'gave-up')).toEqual([]);
        expect(findings.some(({ kind }) => kind === 'no-answer')).toBe(decided.some(({ row }) => row === undefined));
        const unreachable = findings.flatMap((found) => (found.kind === 'unreachable' ? found.criterion : []));
        expect(unreachable).toEqual(documents.criteria.map(({ id }) => id).filter((id) => !answering.has(id)));
        const breaking = (property: string): readonly string[] =>
          findings.flatMap((found) =>
            found.kind === 'violation' && found.property === property ? found.criterion : [],
          );
        const softened = decided.flatMap(({ row, redFlag }) =>
          redFlag === true && (row?.answer === 'not-indicated' || row?.answer === 'insufficient-information')
            ? row.id
            : [],
        );
        expect(new Set(breaking('red-flag-is-answered'))).toEqual(new Set(softened));
        const cleared = decided.flatMap(({ row, isSuspected }) =>
          isSuspected && row?.answer === 'not-indicated' ? row.id : [],
        );
        expect(new Set(breaking('suspected-red-flag-never-cleared'))).toEqual(new Set(cleared));
        const lastRow = documents.criteria.at(-1)?.id;
        const left = decided.flatMap(({ row, isAllKnown }) =>
          isAllKnown && row?.id === lastRow && row?.answer === 'insufficient-information' ? row.id : [],
        );
        expect(new Set(breaking('last-row-needs-an-unknown'))).toEqual(new Set(left));
      }),
      { numRuns: 150 },
    );
  });

  it('name the fewest rows that shadow a row', () => {
    const documents = smallGuideline([
      { rating: 'indicated', when: 'a' },
      { rating: 'may-be-appropriate', when: 'n >= 10' },
      { rating: 'indicated-urgent', when: 'a and b' },
      last,
    ]);
    expect(proveGuideline(documents).findings).toContainEqual({
      kind: 'unreachable',
      criterion: 'row-3',
      shadowedBy: ['row-1'],
    });
  });

  it('find a red flag that lowers the urgency and say which fact', () => {
    const documents = smallGuideline([
      { rating: 'may-be-appropriate', when: 'a and b' },
      { rating: 'indicated-urgent', when: 'a or b' },
      neither,
      last,
    ]);
    const found = proveGuideline(documents).findings.filter(({ kind }) => kind === 'violation');
    expect(found).toMatchObject([
      {
        property: 'red-flag-never-lowers-urgency',
        criterion: 'row-1',
        before: { criterion: 'row-2', facts: ['a'] },
      },
    ]);
  });

  it('let a named exception through, and nothing else', () => {
    const rowsWithFault: readonly SmallRow[] = [
      { rating: 'may-be-appropriate', when: 'a and b' },
      { rating: 'indicated-urgent', when: 'a or b' },
      neither,
      last,
    ];
    const exception = {
      id: 'known',
      property: 'red-flag-never-lowers-urgency',
      criteria: ['row-1'],
      reason: 'on purpose',
    };
    const proofs = { usual: {}, impossible: [], properties: [], exceptions: [exception] };
    expect(proveGuideline(smallGuideline(rowsWithFault, { proofs })).findings).toEqual([]);
    const elsewhere = { ...proofs, exceptions: [{ ...exception, from: ['row-3'] }] };
    const kinds = proveGuideline(smallGuideline(rowsWithFault, { proofs: elsewhere })).findings.map(({ kind }) => kind);
    expect(kinds).toEqual(['violation', 'unused-exception']);
  });

  it('let an exception through while its rule is true, and nothing else', () => {
    const exception = { id: 'open', property: 'last-row-needs-an-unknown', criteria: ['row-2'], reason: 'on purpose' };
    const kindsWith = (when: string): readonly string[] => {
      const proofs = { usual: {}, impossible: [], properties: [], exceptions: [{ ...exception, when }] };
      const documents = smallGuideline([{ rating: 'indicated', when: 'a' }, last], { proofs });
      return proveGuideline(documents).findings.map(({ kind }) => kind);
    };
    expect(kindsWith('a ~ false')).toEqual([]);
    expect(kindsWith('(a ~ false) and (b ~ true)')).toEqual(['violation']);
    expect(kindsWith('a')).toEqual(['violation', 'unused-exception']);
  });

  it('leave out combinations that are said to be impossible', () => {
    const withRows: readonly SmallRow[] = [
      { rating: 'not-indicated', when: 'a and b' },
      { rating: 'indicated', when: 'true' },
    ];
    const impossible = [{ when: 'a and b', because: 'they exclude each other' }];
    const proofs = { usual: {}, impossible, properties: [], exceptions: [] };
    expect(proveGuideline(smallGuideline(withRows, { proofs })).findings).toEqual([
      { kind: 'unreachable', criterion: 'row-1', shadowedBy: [] },
    ]);
  });

  it('keep the red flags that stand under an xor', () => {
    const documents = smallGuideline(
      [
        { rating: 'indicated-urgent', when: 'flagged' },
        { rating: 'may-be-appropriate', when: 'a and b' },
        neither,
        last,
      ],
      { derived: { flagged: { label: 'Flagged', when: 'a xor b' } } },
    );
    const { redFlags, findings } = proveGuideline(documents);
    expect(redFlags).toEqual({ members: ['a', 'b'], leftOut: [] });
    expect(findings).toMatchObject([
      {
        kind: 'violation',
        property: 'red-flag-never-lowers-urgency',
        criterion: 'row-2',
        before: { criterion: 'row-1', facts: ['a', 'b'] },
      },
    ]);
  });

  it('take the same red flags as the service does', () => {
    const when = '(a xor b) or (c ~ true) or (d.not()).not()';
    const documents = smallGuideline([last], { derived: { flagged: { label: 'Flagged', when } } });
    const { facts } = compileGuideline(documents, parseRule);
    expect(facts.filter(({ isRedFlag }) => isRedFlag).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(proveGuideline(documents).redFlags.members).toEqual(['a', 'b', 'c', 'd']);
  });

  it('take a row that is switched off as the last row, never as a softer one', () => {
    const documents = smallGuideline([
      { rating: 'indicated-urgent', when: 'a' },
      { rating: 'not-indicated', when: 'b and (a ~ false)' },
      neither,
      last,
    ]);
    const switchedOff = {
      ...documents,
      criteria: documents.criteria.map((row, index) => (index === 0 ? { ...row, disabled: 'under review' } : row)),
    };
    expect(proveGuideline(switchedOff).findings).toEqual([]);
  });
});
