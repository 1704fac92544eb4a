import type { GuidelineDocuments } from '../guideline/documents.js';
import type { Expression } from '../rules/expression.js';
import { formatExpression } from '../rules/format-expression.js';
import { parseRule } from '../rules/parse-expression.js';
import type { FactDomain } from './domain.js';
import type { Formula } from './formula.js';
import { createProver } from './properties.js';
import type { Combination } from './search.js';
import { createProofTable } from './table.js';

/** A combination of facts that two guidelines answer differently. */
export interface Difference {
  readonly domains: readonly FactDomain[];
  readonly combination: Combination;
}

/**
 * The smallest combination of facts for which two guidelines with the same facts answer with another row; undefined when
 * there is none, which proves that they are one table written in two ways.
 */
export function differenceInRows(left: GuidelineDocuments, right: GuidelineDocuments): Difference | undefined {
  const renamed = (rule: string): string => formatExpression(rename(parseRule(rule), right));
  const derived = Object.fromEntries(
    Object.entries(right.derived).map(([fact, definition]) => [
      otherName(fact),
      { ...definition, when: renamed(definition.when) },
    ]),
  );
  const rules = right.criteria.map(({ id, when }) => ({ id, says: '', when: renamed(when), never: [] }));
  const table = createProofTable({
    ...left,
    derived: { ...left.derived, ...derived },
    proofs: { ...left.proofs, properties: rules },
  });
  const { formulas, before } = table;
  const above: Formula[] = [];
  const answers = new Map<string, Formula>();
  for (const { id, when } of rules) {
    const { isTrue } = before.truthsOf(when);
    answers.set(id, formulas.and([isTrue, ...above]));
    above.push(formulas.negate(isTrue));
  }
  const { ask } = createProver(table, []);
  for (const row of before.rows) {
    const elsewhere = formulas.negate(answers.get(row.id) ?? formulas.never);
    const combination = ask(row.id, [row.answers, elsewhere]);
    if (combination !== undefined) return { domains: table.facts, combination };
  }
  return undefined;
}

/** Lets a rule of the other guideline stand beside ours: its derived facts get names of their own. */
function rename(part: Expression, documents: GuidelineDocuments): Expression {
  const named = (fact: string): string => (fact in documents.derived ? otherName(fact) : fact);
  if ('fact' in part) return { ...part, fact: named(part.fact) };
  if ('operand' in part) return { ...part, operand: rename(part.operand, documents) };
  if ('left' in part) return { ...part, left: rename(part.left, documents), right: rename(part.right, documents) };
  return part;
}

function otherName(fact: string): string {
  return `${fact}Other`;
}
