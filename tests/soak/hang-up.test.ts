import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeEhr, startFakeEhr } from '../../bench/fake-ehr.js';
import { servicePath } from '../../bench/server-process.js';
import { readConfig } from '../../src/config.js';
import { type RunningService, startServer } from '../../src/server.js';

const budgetMilliseconds = 10_000;
const request: object = JSON.parse(readFileSync('fhir-fixtures/bench/small.json', 'utf8'));

describe('a client that hangs up', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hang-up-'));
  let ehr: FakeEhr;
  let service: RunningService;

  beforeEach(async () => {
    ehr = await startFakeEhr();
    const settings = { PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', ANSWER_BUDGET_MS: String(budgetMilliseconds) };
    service = await startServer(readConfig(settings));
  });

  afterEach(async () => {
    await service.stop();
    await ehr.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['hanging', 'dripping'] as const)('takes its calls to a %s FHIR server with it', async (behaviour) => {
    const caller = new AbortController();
    const body = JSON.stringify({ ...request, fhirServer: ehr.baseOf(behaviour) });
    const headers = { 'content-type': 'application/json' };
    const call = fetch(`${service.url}${servicePath}`, { method: 'POST', headers, body, signal: caller.signal });
    const refused = expect(call).rejects.toThrow();
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
