import { describe, expect, it } from 'vitest';
import { compileGuideline } from '../../src/core/guideline/compile-guideline.js';
import { parseRule } from '../../src/core/rules/parse-expression.js';
import { runMutants } from '../../src/core/trial/run-mutants.js';
import { coverageOf, runVignettes } from '../../src/core/trial/run-vignettes.js';
import { readVignettes } from '../../src/library/check/check-vignettes.js';
import { readCards } from '../../src/library/read-guideline.js';

const { layers, guidelines } = readCards('cards');
const cases = guidelines.map((folder) => ({
  id: folder.name,
  guideline: compileGuideline(folder.documents, parseRule),
  vignettes: readVignettes(layers, folder).vignettes,
}));

describe.each(cases)('the vignettes of $id', ({ guideline, vignettes }) => {
  it('decide every criterion and hold every flag both ways', () => {
    expect(coverageOf(guideline, runVignettes(guideline, vignettes))).toEqual({
      undecidedCriteria: [],
      oneSidedFacts: [],
    });
  });

  it('notice every small fault in the criteria, the derived facts, the ratings and the parameters of facts and series', {
    timeout: 300_000,
  }, () => {
    const { survivors, mutants, noticed, equivalent } = runMutants(guideline, vignettes);
    expect(survivors.map(({ mutant }) => `${mutant.place}: ${mutant.change}`)).toEqual([]);
    expect(noticed + equivalent.length).toBe(mutants);
  });
});
