import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Behaviour } from '../../bench/fake-ehr.js';
import { isObject, objectsOf } from '../../src/core/values/json.js';
import { type ServiceBesideEhr, startBesideEhr } from './service-beside-ehr.js';

const budgetMilliseconds = 4_000;

describe('a FHIR server that hangs', { timeout: 60_000 }, () => {
  let running: ServiceBesideEhr;

  beforeAll(async () => {
    running = await startBesideEhr(budgetMilliseconds);
  });
  afterAll(() => running.close());

  /** The cards without what differs from answer to answer. */
  async function order(behaviour: Behaviour): Promise<{ readonly texts: readonly unknown[]; readonly took: number }> {
    const startedAt = performance.now();
    const answer = await running.order(behaviour);
    const body: unknown = await answer.json();
    const cards = objectsOf(isObject(body) ? body.cards : []);
    return { texts: cards.map(({ summary, detail }) => [summary, detail]), took: performance.now() - startedAt };
  }

  it('leaves room for one that answers the same client', async () => {
    const { ehr } = running;
    const alone = await order('good');
    expect(alone.texts).not.toEqual([]);
    const hung = Promise.all(Array.from({ length: 10 }, () => order('hanging')));
    await expect.poll(() => ehr.open(), { timeout: 2_000 }).toBeGreaterThan(30);
    const beside = await order('good');
    expect(beside.texts).toEqual(alone.texts);
    expect(beside.took).toBeLessThan(budgetMilliseconds / 2);
    for (const { texts, took } of await hung) {
      expect(texts).not.toEqual(alone.texts);
      expect(took).toBeGreaterThan(budgetMilliseconds - 100);
    }
    await expect.poll(() => ehr.open()).toBe(0);
  });
});
