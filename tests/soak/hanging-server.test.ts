import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Behaviour, type FakeEhr, startFakeEhr } from '../../bench/fake-ehr.js';
import { servicePath } from '../../bench/server-process.js';
import { readConfig } from '../../src/config.js';
import { isObject, objectsOf } from '../../src/core/json.js';
import { type RunningService, startServer } from '../../src/server.js';

const budgetMilliseconds = 4_000;
const request: object = JSON.parse(readFileSync('fhir-fixtures/bench/small.json', 'utf8'));

describe('a FHIR server that hangs', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hanging-'));
  let ehr: FakeEhr;
  let service: RunningService;

  beforeAll(async () => {
    ehr = await startFakeEhr();
    const settings = { PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', ANSWER_BUDGET_MS: String(budgetMilliseconds) };
    service = await startServer(readConfig(settings));
  });

  afterAll(async () => {
    await service.stop();
    await ehr.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The cards without what differs from answer to answer. */
  async function order(behaviour: Behaviour): Promise<{ readonly texts: readonly unknown[]; readonly took: number }> {
    const startedAt = performance.now();
    const answer = await fetch(`${service.url}${servicePath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...request, fhirServer: ehr.baseOf(behaviour) }),
    });
    const body: unknown = await answer.json();
    const cards = objectsOf(isObject(body) ? body.cards : []);
    return { texts: cards.map(({ summary, detail }) => [summary, detail]), took: performance.now() - startedAt };
  }

  it('leaves room for one that answers the same client', async () => {
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
