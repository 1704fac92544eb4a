import { describe, expect, it } from 'vitest';
import { newTimeOrderedId } from '../src/service/time-ordered-id.js';

describe('an id that is ordered by time', () => {
  it('is a UUID of version 7, variant 1, that begins with the milliseconds', () => {
    // the example of RFC 9562, appendix A.6
    expect(newTimeOrderedId(0x017f22e279b0)).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('sorts by the time it was made', () => {
    const ids = [0, 1, 1_000, Date.now()].map(newTimeOrderedId);
    expect([...ids].sort()).toEqual(ids);
  });

  it('never comes twice', () => {
    const ids = Array.from({ length: 10_000 }, () => newTimeOrderedId(1));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
