import { rateStudies } from '../decide/rating.js';
import type { Guideline } from '../guideline/guideline.js';
import type { Difference } from '../proof/difference.js';
import type { FactDomain } from '../proof/domain.js';
import type { Formula } from '../proof/formula.js';
import { createProver } from '../proof/properties.js';
import { createProofTable, type ProofTable } from '../proof/table.js';
import { parseExpression } from '../rules/parse-expression.js';
import { factsOf } from '../rules/walk.js';
import type { FactFrame, FactValue } from '../values/fact.js';

/** Modifiers read few facts; more combinations than this are not enumerated. */
const mostCombinations = 200_000;

/**
 * The smallest combination of facts for which two guidelines that differ in their ratings only rate the ordered study
 * differently; undefined when there is none. Throws a RangeError when the modifiers read too many facts to tell.
 */
export function differenceInRatings(left: Guideline, right: Guideline): Difference | undefined {
  const modifiers = [...left.documents.ratings.modifiers, ...right.documents.ratings.modifiers];
  const properties = modifiers.map(({ id, when }) => ({ id, says: '', when, never: [] }));
  const { proofs } = left.documents;
  const table = createProofTable({ ...left.documents, proofs: { ...proofs, properties } });
  const facts = table.facts.filter(({ fact }) => baseFactsOf(left, properties).has(fact));
  if (facts.reduce((product, { cases }) => product * cases.length, 1) > mostCombinations)
    throw new RangeError('the modifiers read too many facts');
  const situations = situationsOf([left, right], facts);
  const { ask } = createProver(table, []);
  for (const [index, criterion] of left.criteria.entries()) {
    const other = right.criteria[index] ?? criterion;
    const differing = situations.flatMap(({ combinations, frame }): readonly Formula[] => {
      const [ours, theirs] = [rateStudies(left, criterion, frame).byStudy, rateStudies(right, other, frame).byStudy];
      const studies = Object.keys(ours).filter((study) => ours[study] !== theirs[study]);
      return studies.length === 0 ? [] : combinations.map((cases) => formulaOf(table, facts, cases, studies));
    });
    if (differing.length === 0) continue;
    const row = table.before.rows[index];
    const combination = row && ask(row.id, [row.answers, table.formulas.or(differing)]);
    if (combination !== undefined) return { domains: table.facts, combination };
  }
  return undefined;
}

function baseFactsOf(guideline: Guideline, rules: readonly { readonly when: string }[]): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (fact: string): void => {
    const derived = guideline.derivedNamed(fact);
    if (derived === undefined) found.add(fact);
    else for (const member of derived.members) follow(guideline.nameAt(member));
  };
  for (const { when } of rules) {
    const parsed = parseExpression(when);
    if (parsed.kind === 'parsed') factsOf(parsed.expression).forEach(follow);
  }
  return found;
}

/** Combinations of facts that all modifiers see alike, with the frame of one of them. */
interface Situation {
  readonly frame: FactFrame;
  readonly combinations: (readonly number[])[];
}

/** Ratings depend on facts through the rules of the modifiers alone: what these answer alike need be rated only once. */
function situationsOf(guidelines: readonly Guideline[], facts: readonly FactDomain[]): readonly Situation[] {
  const [first] = guidelines;
  const rules = guidelines.flatMap(({ modifiers }) => modifiers.map(({ rule }) => rule));
  const found = new Map<string, Situation>();
  if (first === undefined) return [];
  for (const cases of combinationsOf(facts)) {
    const frame = frameOf(first, facts, cases);
    const seen = rules.map((rule) => (rule(frame) === true ? '1' : '0')).join('');
    const known = found.get(seen);
    if (known === undefined) found.set(seen, { frame, combinations: [cases] });
    else known.combinations.push(cases);
  }
  return [...found.values()];
}

function combinationsOf(facts: readonly FactDomain[]): readonly (readonly number[])[] {
  return facts.reduce<readonly (readonly number[])[]>(
    (combinations, { cases }) => combinations.flatMap((one) => cases.map((_, index) => [...one, index])),
    [[]],
  );
}

/** A frame in which only these facts are known, with what is derived from them. */
function frameOf(guideline: Guideline, facts: readonly FactDomain[], cases: readonly number[]) {
  const values: (FactValue | undefined)[] = new Array(guideline.size).fill(undefined);
  const suspected: boolean[] = new Array(guideline.size).fill(false);
  facts.forEach(({ fact, cases: known }, place) => {
    const index = guideline.indexOf(fact) ?? -1;
    const factCase = known[cases[place] ?? 0];
    values[index] = factCase?.value;
    suspected[index] = factCase?.suspected === true;
  });
  const frame = { values, suspected };
  for (const derived of guideline.derived) {
    const value = derived.rule(frame);
    values[derived.index] = value;
    suspected[derived.index] = value === undefined && derived.members.some((member) => suspected[member] === true);
  }
  return frame;
}

function formulaOf(
  { formulas }: ProofTable,
  facts: readonly FactDomain[],
  cases: readonly number[],
  studies: readonly string[],
): Formula {
  const isOrdered = formulas.whereFact('orderStudy', ({ value }) => studies.includes(String(value)));
  const isCase = facts.map(({ fact, cases: known }, place) => {
    const wanted = known[cases[place] ?? 0];
    return formulas.whereFact(fact, (factCase) => factCase === wanted);
  });
  return formulas.and([isOrdered, ...isCase]);
}
