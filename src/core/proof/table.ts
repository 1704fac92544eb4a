import type { Rating } from '../contract/vocabulary.js';
import { applyDerived, flagsBehind, impliedRules, type SafetyFlags } from '../guideline/derive.js';
import { type CriterionDefinition, type GuidelineDocuments, tableRows } from '../guideline/documents.js';
import { compileExpression } from '../rules/compile-expression.js';
import type { Expression } from '../rules/expression.js';
import { parseRule } from '../rules/parse-expression.js';
import { factsOf } from '../rules/walk.js';
import type { FactValue } from '../values/fact.js';
import { derivedDomain, domainOf, type FactDomain, usesOf } from './domain.js';
import { createFormulas, type Formula, type Formulas } from './formula.js';
import type { Combination } from './search.js';
import { createTranslator, definitionOf, type Truths, type WhereFact } from './translation.js';

/** One row of the decision table as formulas. */
export interface ProofRow {
  readonly id: string;
  /** what the row answers; a row that is switched off answers as the last row does */
  readonly rating: Rating;
  readonly isDisabled: boolean;
  readonly isTrue: Formula;
  /** the row is true and no row above it is: this row answers */
  readonly answers: Formula;
}

/** One fact set to one of its cases, everything else left as it was. */
export interface Change {
  readonly fact: string;
  readonly factCase: number;
}

/** The table as it answers one combination: as it is, or after a change. */
export interface World {
  readonly rows: readonly ProofRow[];
  /** what ties derived facts to their rules, and what no patient and no order can be */
  readonly constraints: readonly Formula[];
  readonly truthsOf: (rule: string) => Truths;
}

/** A guideline's decision table, ready to be asked about all combinations of facts. */
export interface ProofTable {
  readonly facts: readonly FactDomain[];
  readonly formulas: Formulas;
  readonly before: World;
  readonly after: (change: Change) => World;
  /** works out the derived facts of a combination, before and after a change */
  readonly complete: (combination: Combination, change?: Change) => Combination;
  /** the flags behind the guideline's red-flag fact, and behind its emergency fact */
  readonly redFlags: SafetyFlags;
  readonly emergencies: SafetyFlags;
}

/** Builds the table. The documents must have passed the library's checks: every rule parses and names known facts. */
export function createProofTable(documents: GuidelineDocuments): ProofTable {
  const derived = new Map(Object.entries(documents.derived).map(([fact, { when }]) => [fact, parseRule(when)]));
  const { properties, exceptions, usual } = documents.proofs;
  // an unknown fact that the service works out to be false is never met as unknown
  const impossible = [...documents.proofs.impossible, ...impliedRules(documents)];
  const rules = [...tableRows(documents), ...impossible, ...properties, ...exceptions].flatMap(
    ({ when }) => when ?? [],
  );
  const expressions = new Map(rules.map((rule) => [rule, parseRule(rule)]));
  const { redFlag, emergency, screen } = documents.guideline.safety;
  const asked: Expression = { kind: 'suspected', fact: redFlag, column: 1 };
  const all = [...expressions.values(), asked];
  const uses = usesOf(all, derived);
  const named = new Set([...[...all, ...derived.values()].flatMap(factsOf), ...screen]);
  const facts = Object.entries(documents.facts)
    .filter(([fact]) => named.has(fact))
    .map(([fact, definition]) => domainOf(fact, definition, uses, usual[fact]));
  const derivedDomains = [...derived.keys()].map((fact) => derivedDomain(fact, uses));
  const changedDomains = derivedDomains.map((domain) => ({ ...domain, fact: changedName(domain.fact) }));
  const formulas = createFormulas([...facts, ...derivedDomains, ...changedDomains]);

  const createWorld = (whereFact: WhereFact, definitions: readonly FactDomain[]): World => {
    const translate = createTranslator(formulas, whereFact);
    const truthsOf = (rule: string): Truths => translate(expressions.get(rule) ?? parseRule(rule));
    const ties = definitions.flatMap((domain) => {
      const expression = derived.get(domain.fact);
      return expression === undefined ? [] : definitionOf(domain, expression, formulas, whereFact);
    });
    const possible = impossible.map(({ when }) => formulas.negate(truthsOf(when).isTrue));
    return { rows: toRows(tableRows(documents), formulas, truthsOf), constraints: [...ties, ...possible], truthsOf };
  };

  return {
    facts,
    formulas,
    before: createWorld(formulas.whereFact, derivedDomains),
    after: ({ fact: changed, factCase }) => {
      const target = facts.find(({ fact }) => fact === changed)?.cases[factCase];
      const affected = dependentsOf(changed, derived);
      const whereFact: WhereFact = (fact, accepts) => {
        if (fact === changed && target !== undefined) return accepts(target) ? formulas.always : formulas.never;
        return formulas.whereFact(affected.has(fact) ? changedName(fact) : fact, accepts);
      };
      return createWorld(
        whereFact,
        derivedDomains.filter(({ fact }) => affected.has(fact)),
      );
    },
    complete: createCompletion(facts, derivedDomains, derived),
    redFlags: flagsBehind(redFlag, documents, (fact) => derived.get(fact)),
    emergencies: flagsBehind(emergency, documents, (fact) => derived.get(fact)),
  };
}

function changedName(fact: string): string {
  return `${fact}'`;
}

function toRows(
  criteria: readonly CriterionDefinition[],
  formulas: Formulas,
  truthsOf: (rule: string) => Truths,
): readonly ProofRow[] {
  const above: Formula[] = [];
  const last = criteria.at(-1);
  return criteria.map(({ id, when, rating, disabled }) => {
    const { isTrue } = truthsOf(when);
    const answers = formulas.and([isTrue, ...above]);
    above.push(formulas.negate(isTrue));
    const isDisabled = disabled !== undefined;
    return { id, rating: isDisabled ? (last?.rating ?? rating) : rating, isDisabled, isTrue, answers };
  });
}

function dependentsOf(changed: string, derived: ReadonlyMap<string, Expression>): ReadonlySet<string> {
  const affected = new Set<string>();
  for (const [fact, expression] of derived)
    if (factsOf(expression).some((member) => member === changed || affected.has(member))) affected.add(fact);
  return affected;
}

/** Derived facts by the very rules that the service runs, so that a search result is checked by them once more. */
function createCompletion(
  facts: readonly FactDomain[],
  derivedDomains: readonly FactDomain[],
  derived: ReadonlyMap<string, Expression>,
): ProofTable['complete'] {
  const names = [...facts, ...derivedDomains].map(({ fact }) => fact);
  const indexOf = (name: string): number => names.indexOf(name);
  const rules = derivedDomains.flatMap(({ fact }) => {
    const expression = derived.get(fact);
    if (expression === undefined) return [];
    const members = factsOf(expression).map(indexOf);
    return [{ index: indexOf(fact), members, rule: compileExpression(expression, indexOf) }];
  });
  const derive = (cases: readonly number[]): readonly number[] => {
    const values: (FactValue | undefined)[] = facts.map((domain, index) => domain.cases[cases[index] ?? 0]?.value);
    const suspected = facts.map((domain, index) => domain.cases[cases[index] ?? 0]?.suspected === true);
    applyDerived(rules, values, suspected);
    return derivedDomains.map((domain) => {
      const index = indexOf(domain.fact);
      const hinted = suspected[index] === true;
      return domain.cases.findLastIndex((one) => one.value === values[index] && (one.suspected ? hinted : true));
    });
  };
  return (combination, change) => {
    const before = combination.slice(0, facts.length);
    const after = before.map((one, index) => (facts[index]?.fact === change?.fact ? (change?.factCase ?? one) : one));
    return [...before, ...derive(before), ...derive(after)];
  };
}
