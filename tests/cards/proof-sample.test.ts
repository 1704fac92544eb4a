import { describe, expect, it } from 'vitest';
import { firstMatch } from '../../src/core/decide/match-row.js';
import { applyImplied } from '../../src/core/guideline/derive.js';
import { proveGuideline } from '../../src/core/proof/prove-guideline.js';
import type { FactFrame, FactValue } from '../../src/core/values/fact.js';
import { guideline } from '../guideline.js';

const { domains } = proveGuideline(guideline.documents);
const { proofs, guideline: head } = guideline.documents;
const samples = 20_000;

/** A repeatable source of numbers from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A combination of facts: most as silence leaves them, so that soft rows are met as well as urgent ones. */
function drawFrame(random: () => number): FactFrame {
  const values: (FactValue | undefined)[] = new Array(guideline.size).fill(undefined);
  const suspected: boolean[] = new Array(guideline.size).fill(false);
  const change = random();
  for (const { fact, cases, silent } of domains) {
    const drawn = random() < change ? cases[Math.floor(random() * cases.length)] : cases[silent];
    const index = guideline.indexOf(fact) ?? -1;
    values[index] = drawn?.value;
    suspected[index] = drawn?.suspected === true;
  }
  applyImplied(guideline, values, suspected);
  return { values, suspected };
}

const impossible = proofs.impossible.map(({ when }) => guideline.condition(when));

describe('drawing combinations and deciding them as the service does', () => {
  it('finds no case against what was proved', () => {
    const random = createRandom(20261124);
    const properties = [
      { id: 'red-flag-is-answered', when: head.safety.redFlag, never: ['not-indicated', 'insufficient-information'] },
      {
        id: 'suspected-red-flag-never-cleared',
        when: `suspected.${head.safety.redFlag} ~ true`,
        never: ['not-indicated'],
      },
      ...head.safety.screen.map((fact) => ({
        id: 'screen-before-not-indicated',
        when: `${fact}.empty()`,
        never: ['not-indicated'],
      })),
      ...proofs.properties,
    ].map((property) => ({ ...property, rule: guideline.condition(property.when) }));
    const met = new Set<string>();
    const broken = new Set<string>();
    for (let drawn = 0; drawn < samples; drawn += 1) {
      const frame = drawFrame(random);
      if (impossible.some((rule) => rule(frame) === true)) continue;
      const { id, rating } = firstMatch(guideline, frame).definition;
      met.add(id);
      for (const property of properties)
        if (property.never.some((one) => one === rating) && property.rule(frame) === true)
          if (!proofs.exceptions.some((one) => one.property === property.id && one.criteria.includes(id)))
            broken.add(`${property.id}: ${id}`);
    }
    expect([...broken]).toEqual([]);
    expect(met.size).toBeGreaterThan(guideline.criteria.length / 2);
  });
});
