import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSolver } from '../../../../src/core/proof/solver/solver.js';

const variables = 8;
const literal = fc.integer({ min: 0, max: 2 * variables - 1 });
const clauses = fc.array(fc.array(literal, { minLength: 1, maxLength: 3 }), { maxLength: 40 });

function holds(given: number, assignment: number): boolean {
  return ((assignment >> (given >> 1)) & 1) !== (given & 1);
}

function isSatisfiable(formula: readonly (readonly number[])[]): boolean {
  for (let assignment = 0; assignment < 2 ** variables; assignment += 1)
    if (formula.every((clause) => clause.some((one) => holds(one, assignment)))) return true;
  return false;
}

function solverOf(formula: readonly (readonly number[])[]) {
  const solver = createSolver();
  for (let index = 0; index < variables; index += 1) solver.newVariable({ decides: true, preferred: index % 2 === 0 });
  for (const clause of formula) solver.addClause(clause);
  return solver;
}

describe('the solver', () => {
  it('agrees with trying every assignment', () => {
    fc.assert(
      fc.property(clauses, (formula) => {
        expect(solverOf(formula).solve([])).toBe(isSatisfiable(formula) ? 'found' : 'none');
      }),
      { numRuns: 2_000 },
    );
  });

  it('shows an assignment that satisfies every clause', () => {
    fc.assert(
      fc.property(clauses, (formula) => {
        const solver = solverOf(formula);
        if (solver.solve([]) !== 'found') return;
        expect(formula.every((clause) => clause.some(solver.holds))).toBe(true);
      }),
    );
  });

  it('takes in clauses between questions', () => {
    fc.assert(
      fc.property(fc.array(clauses, { minLength: 1, maxLength: 4 }), (batches) => {
        const solver = solverOf([]);
        const all: (readonly number[])[] = [];
        for (const batch of batches) {
          for (const clause of batch) solver.addClause(clause);
          all.push(...batch);
          expect(solver.solve([])).toBe(isSatisfiable(all) ? 'found' : 'none');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('answers a row of questions as if each were the first', () => {
    fc.assert(
      fc.property(clauses, fc.array(fc.array(literal, { maxLength: 4 }), { maxLength: 6 }), (formula, questions) => {
        const solver = solverOf(formula);
        const answers = questions.map((given) => solver.solve(given));
        const expected = questions.map((given) => isSatisfiable([...formula, ...given.map((one) => [one])]));
        expect(answers).toEqual(expected.map((is) => (is ? 'found' : 'none')));
      }),
      { numRuns: 500 },
    );
  });
});
