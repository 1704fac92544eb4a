import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Guard, recordedRatio, startGuard, tolerance } from '../../bench/guard.js';

const attempts = 3;
const recorded = recordedRatio() ?? 0;

// CPU time is read from /proc
describe.runIf(process.platform === 'linux')('the cost of a realistic request', () => {
  let guard: Guard;
  beforeAll(async () => {
    guard = await startGuard();
  }, 120_000);
  afterAll(() => guard.stop());

  it('is, beside a bare Express app, what it was when it was recorded', { timeout: 120_000 }, async () => {
    const least = recorded * (1 - tolerance);
    const seen: number[] = [];
    while (seen.length < attempts && !seen.some((ratio) => ratio >= least)) seen.push(await guard.measure());
    expect(Math.max(...seen), `CPU ratios ${seen.join(', ')}, recorded ${recorded}`).toBeGreaterThanOrEqual(least);
  });
});
