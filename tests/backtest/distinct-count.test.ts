import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDistinctCount } from '../../src/backtest/export/distinct-count.js';

it('counts as a Set does, however many numbers come again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6_000 }), fc.integer({ min: 1, max: 6_000 }), (length, different) => {
      const count = createDistinctCount();
      const numbers = Array.from({ length }, (_, index) => ((index * 7_919) % different) * 2 ** 40);
      for (const number of numbers) count.add(number);
      expect(count.count()).toBe(new Set(numbers).size);
      // what has been counted stays, and more may come
      count.add(-1);
      expect(count.count()).toBe(new Set(numbers).size + 1);
    }),
    { numRuns: 50 },
  );
});
