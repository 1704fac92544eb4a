import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/core/decide/decision.js';
import { frameWith } from '../../../src/core/decide/frame-with.js';
import { firstMatch } from '../../../src/core/decide/match-row.js';
import type { Facts } from '../../../src/core/facts/build-facts.js';
import { applyImplied } from '../../../src/core/guideline/derive.js';
import { evaluate } from '../../../src/core/trial/vignette.js';
import type { FactState } from '../../../src/core/values/fact.js';
import { guideline } from '../../guideline.js';
import { shippedVignettes } from '../card/vignette-cards.js';

const hint: FactState = { value: undefined, suspected: true, basis: 'text', proofs: [] };

/** The facts as they would be if words pointed to some of them and nothing else spoke to those. */
function withHints(facts: Facts, names: readonly string[]): Facts {
  const states = [...facts.states];
  const values = [...facts.values];
  const suspected = [...facts.suspected];
  for (const name of names) {
    const index = guideline.indexOf(name) ?? -1;
    states[index] = hint;
    values[index] = undefined;
    suspected[index] = true;
  }
  applyImplied(guideline, values, suspected);
  return { ...facts, states, values, suspected };
}

/** Whether another rating would answer if all of the facts were there. */
function isMovedBy(facts: Facts, names: readonly string[]): boolean {
  const present = frameWith(
    facts,
    names.map((name) => [name, true]),
  );
  return firstMatch(guideline, present).definition.rating !== 'not-indicated';
}

const derived = new Set(guideline.derived.map(({ name }) => name));
const flags = guideline.facts
  .filter(({ name, definition }) => definition.type === 'flag' && !derived.has(name))
  .map(({ name }) => name);

/** For each row that advises against the study, the facts of every shipped case that it answers. */
const answered = new Map<string, Facts[]>();
for (const { facts, order } of shippedVignettes()) {
  const { built, rating, criterion } = evaluate(guideline, facts, order);
  if (rating === 'not-indicated') answered.set(criterion, [...(answered.get(criterion) ?? []), built]);
}
const rows = guideline.criteria.filter(({ definition }) => definition.rating === 'not-indicated');

describe('a fact that words point to', () => {
  it('is tried against every row that is "not indicated"', () => {
    expect([...answered.keys()].sort()).toEqual(rows.map(({ definition }) => definition.id).sort());
  });

  it.each(rows.map(({ definition }) => definition.id))('withholds %s whenever its presence would move it', (row) => {
    let moved = 0;
    for (const facts of answered.get(row) ?? []) {
      for (const name of flags) {
        const hinted = withHints(facts, [name]);
        if (!isMovedBy(hinted, [name])) continue;
        moved += 1;
        expect(decide(hinted).criterion.definition.rating, name).not.toBe('not-indicated');
      }
    }
    expect(moved).toBeGreaterThan(5);
  });

  it('withholds them too when it takes several facts together', () => {
    const anySet = fc.uniqueArray(fc.constantFrom(...flags), { minLength: 2, maxLength: 5 });
    const anyFacts = fc.constantFrom(...[...answered.values()].flat());
    fc.assert(
      fc.property(anyFacts, anySet, (facts, names) => {
        const hinted = withHints(facts, names);
        fc.pre(isMovedBy(hinted, names));
        expect(decide(hinted).criterion.definition.rating).not.toBe('not-indicated');
      }),
      { numRuns: 500, seed: 20_261_126 },
    );
  });

  it('is named as what the answer was withheld for', () => {
    const withheld = [...answered.values()].flat().flatMap((facts) =>
      flags.flatMap((name) => {
        const decision = decide(withHints(facts, [name]));
        return decision.kind === 'withheld' && decision.openParts.length === 0 ? [[name, decision.unsettled]] : [];
      }),
    );
    expect(withheld.length).toBeGreaterThan(0);
    for (const [name, unsettled] of withheld) expect(unsettled).toContain(name);
  });
});
