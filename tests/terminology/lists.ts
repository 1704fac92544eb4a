import { findLayers } from '../../src/library/card-layers.js';
import type { Assignment, ExpansionGroup } from '../../src/library/expand/assign-codes.js';
import { type Expansions, readExpansions } from '../../src/library/expand/read-rules.js';

/** The public lists of the shipped cards with the rule that placed each code. */
export function shippedLists(): Expansions {
  const lists = readExpansions(findLayers('cards'), []);
  if (lists === undefined) throw new Error('the lists of the cards cannot be read');
  return lists;
}

/** A few codes of each group, other ones for another seed. */
export function sampleOf(
  { groups }: Expansions,
  seed: number,
  size: number,
): readonly (readonly [ExpansionGroup, Assignment])[] {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return groups.flatMap(({ group, assignments }) =>
    Array.from({ length: size }, () => assignments[next(assignments.length)]).flatMap((assignment) =>
      assignment === undefined ? [] : [[group, assignment] as const],
    ),
  );
}
