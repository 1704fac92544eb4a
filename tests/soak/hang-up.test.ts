import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServiceBesideEhr, startBesideEhr } from './service-beside-ehr.js';

const budgetMilliseconds = 10_000;

describe('a client that hangs up', { timeout: 60_000 }, () => {
  let running: ServiceBesideEhr;

  beforeEach(async () => {
    running = await startBesideEhr(budgetMilliseconds);
  });
  afterEach(() => running.close());

  it.each(['hanging', 'dripping'] as const)('takes its calls to a %s FHIR server with it', async (behaviour) => {
    const { ehr, order } = running;
    const caller = new AbortController();
    const refused = expect(order(behaviour, caller.signal)).rejects.toThrow();
    await expect.poll(() => ehr.open(), { timeout: 5_000 }).toBeGreaterThan(10);
    // the last of them may still be on their way
    await sleep(200);
    const received = ehr.received();
    const hungUpAt = performance.now();
    caller.abort();
    await refused;
    await expect.poll(() => ehr.open(), { timeout: budgetMilliseconds }).toBe(0);
    expect(performance.now() - hungUpAt).toBeLessThan(budgetMilliseconds / 2);
    await sleep(200);
    // nothing is tried again for it either
    expect(ehr.received()).toBe(received);
  });
});
