import type { FactDomain } from './domain.js';
import type { Combination } from './search.js';

/**
 * The combination with as many facts as possible back to what silence means, as long as it still shows what it shows.
 * What is left over is what an author has to look at.
 */
export function smallestCombination(
  domains: readonly FactDomain[],
  combination: Combination,
  shows: (candidate: Combination) => boolean,
): Combination {
  let smallest = combination;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    domains.forEach(({ silent }, variable) => {
      if (smallest[variable] === silent) return;
      const candidate = smallest.map((factCase, index) => (index === variable ? silent : factCase));
      if (!shows(candidate)) return;
      smallest = candidate;
      shrunk = true;
    });
  }
  return smallest;
}
