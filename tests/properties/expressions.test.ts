import fc from 'fast-check';
import fhirpath from 'fhirpath';
import { describe, expect, it } from 'vitest';
import { applyImplied } from '../../src/core/guideline/derive.js';
import type { Truth } from '../../src/core/rules/truth.js';
import type { FactValue } from '../../src/core/values/fact.js';
import { guideline } from '../guideline.js';

const { documents } = guideline;
const sources: readonly (readonly [string, string])[] = [
  ...documents.criteria.map(({ id, when }) => [id, when] as const),
  ...Object.entries(documents.derived).map(([name, { when }]) => [name, when] as const),
  ...documents.overlays.filter(({ when }) => when !== 'computed').map(({ id, when }) => [id, when] as const),
  ...documents.ratings.modifiers.map(({ id, when }) => [id, when] as const),
  ...Object.values(documents.suggestions).flatMap((suggestion) =>
    (suggestion.kind === 'document' ? suggestion.choices : []).flatMap(({ id, onlyIf }) =>
      onlyIf === undefined ? [] : [[id, onlyIf] as const],
    ),
  ),
];

/** A random value for every base fact: exact values only, since FHIRPath has no lower bounds. */
const anyFrame = fc.tuple(
  ...guideline.facts.map(({ definition }) => {
    const value: fc.Arbitrary<FactValue | undefined> =
      definition.type === 'flag'
        ? fc.constantFrom(true, false, undefined)
        : definition.type === 'enum'
          ? fc.constantFrom(...(definition.values ?? []), undefined)
          : fc.constantFrom(0, 17, 18, 28, 41, 42, 55, 56, 83, 84, 364, 365, 366, 400, undefined);
    return fc.tuple(value, fc.boolean());
  }),
);

describe('every shipped rule', () => {
  it.each(sources)('%s means in the service what it means in fhirpath.js', (_, source) => {
    const rule = guideline.condition(source);
    const oracle = fhirpath.compile(source);
    fc.assert(
      fc.property(anyFrame, (drawn) => {
        const values: (FactValue | undefined)[] = drawn.map(([value]) => value);
        const suspected = drawn.map(([value, isSuspected]) => value === undefined && isSuspected);
        applyImplied(guideline, values, suspected);
        const named = values.map((value, index) => [guideline.nameAt(index), value] as const);
        const hints = suspected.map((value, index) => [guideline.nameAt(index), value] as const);
        const resource = { ...Object.fromEntries(named), suspected: Object.fromEntries(hints) };
        expect(rule({ values, suspected })).toBe(truthOf(oracle(resource)));
      }),
      { numRuns: 15, seed: 7 },
    );
  });
});

function truthOf(result: unknown): Truth {
  const only: unknown = Array.isArray(result) ? result[0] : undefined;
  return typeof only === 'boolean' ? only : undefined;
}
