import type { FactDomain } from './domain.js';
import type { Formula, Formulas } from './formula.js';
import { createSolver, type Solver } from './solver/solver.js';
import { type Literal, opposite } from './solver/trail.js';

/** One combination of facts: the index of a case for each domain. */
export type Combination = readonly number[];

/** What a search found: a combination that fits, the proof that none does, or that it gave up. */
export type Search =
  | { readonly kind: 'found'; readonly combination: Combination }
  | { readonly kind: 'none' }
  | { readonly kind: 'gave-up' };

/** Looks for combinations of facts that satisfy formulas, over all combinations there are. */
export interface CombinationSearch {
  readonly find: (wanted: readonly Formula[]) => Search;
}

/**
 * Prepares a search in which `always` holds throughout. Each case of each fact is a yes/no variable, each nested formula
 * gets one too; the facts for which `decides` says yes are guessed, the others follow from them.
 */
export function createSearch(
  formulas: Formulas,
  always: readonly Formula[],
  decides: (variable: number) => boolean,
): CombinationSearch {
  const solver = createSolver();
  const cases = formulas.domains.map((domain, variable) => caseLiterals(solver, domain, decides(variable)));
  const literals = new Map<number, Literal>();
  const literalOf = (formula: Formula): Literal => {
    const known = literals.get(formula.id);
    if (known !== undefined) return known;
    const literal = newLiteral(formula);
    literals.set(formula.id, literal);
    literals.set(formulas.negate(formula).id, opposite(literal));
    return literal;
  };
  const newLiteral = (formula: Formula): Literal => {
    switch (formula.kind) {
      case 'constant':
        return formula.value ? opposite(anyOf(solver, [])) : anyOf(solver, []);
      case 'in':
        return anyCaseOf(solver, cases[formula.variable] ?? [], formula.cases);
      case 'or':
        return anyOf(solver, formula.parts.map(literalOf));
      case 'and':
        return opposite(
          anyOf(
            solver,
            formula.parts.map((part) => opposite(literalOf(part))),
          ),
        );
    }
  };
  for (const formula of always) solver.addClause([literalOf(formula)]);
  return {
    find: (wanted) => {
      const kind = solver.solve(wanted.map(literalOf));
      if (kind !== 'found') return { kind };
      return { kind, combination: cases.map((ofCases) => ofCases.findIndex(solver.holds)) };
    },
  };
}

/** One variable per case of a fact, exactly one of which holds. */
function caseLiterals(solver: Solver, { cases, silent }: FactDomain, decides: boolean): readonly Literal[] {
  const literals = cases.map((_, index) => solver.newVariable({ decides, preferred: index === silent }));
  solver.addClause(literals);
  for (const [index, one] of literals.entries())
    for (const other of literals.slice(index + 1)) solver.addClause([opposite(one), opposite(other)]);
  return literals;
}

/** A literal that holds exactly when one of the parts does. */
function anyOf(solver: Solver, parts: readonly Literal[]): Literal {
  const [only, another] = parts;
  if (only !== undefined && another === undefined) return only;
  const whole = solver.newVariable();
  solver.addClause([opposite(whole), ...parts]);
  for (const part of parts) solver.addClause([whole, opposite(part)]);
  return whole;
}

/** A literal that holds exactly when a fact is among some cases. */
function anyCaseOf(solver: Solver, ofCases: readonly Literal[], bits: number): Literal {
  const isAmong = (index: number): boolean => (bits & (1 << index)) !== 0;
  const among = anyOf(
    solver,
    ofCases.filter((_, index) => isAmong(index)),
  );
  // follows from the other clauses, but only this form rules the other cases out at once
  for (const [index, other] of ofCases.entries())
    if (!isAmong(index)) solver.addClause([opposite(among), opposite(other)]);
  return among;
}

/** Whether a formula holds in one combination. */
export function holdsIn(formula: Formula, combination: Combination): boolean {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'in':
      return (formula.cases & (1 << (combination[formula.variable] ?? 31))) !== 0;
    case 'and':
      return formula.parts.every((part) => holdsIn(part, combination));
    case 'or':
      return formula.parts.some((part) => holdsIn(part, combination));
  }
}
