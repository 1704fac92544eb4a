import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runSoak } from '../../bench/soak-run.js';
import { troubleEmbedded } from '../../bench/store-trouble.js';

const folder = mkdtempSync(join(tmpdir(), 'soak-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const budgetMilliseconds = 500;
/** What a machine that also runs the other tests may add. */
const patienceMilliseconds = 2_500;

describe('the service under a mixed load', () => {
  it('answers as it should while FHIR servers fail, clients misbehave and the store is locked', {
    timeout: 120_000,
  }, async () => {
    const result = await runSoak({
      seconds: 20,
      program: { script: 'src/server.ts' },
      store: troubleEmbedded(folder),
      troubleEverySeconds: 4,
      troubleMilliseconds: 1_500,
      requestsPerSecond: 20,
      budgetMilliseconds,
    });
    expect(result.unexpected).toEqual([]);
    expect(result.lost).toBe(0);
    expect(result.openFhirCalls).toBe(0);
    expect(result.troubles).toBeGreaterThan(1);
    expect(result.acknowledged).toBeGreaterThan(20);
    expect(result.sent).toBeGreaterThan(300);
    expect(result.p99Milliseconds.fetching).toBeLessThan(budgetMilliseconds + patienceMilliseconds);
    expect(result.p99Milliseconds.stalled).toBeLessThan(budgetMilliseconds + patienceMilliseconds);
    expect(result.p99Milliseconds.plain).toBeLessThan(patienceMilliseconds);
    expect(result.memoryMegabytes.last).toBeLessThan(result.memoryMegabytes.middle * 1.4);
  });
});
