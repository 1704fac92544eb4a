import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Behaviour, type FakeEhr, startFakeEhr } from '../../bench/fake-ehr.js';
import { servicePath } from '../../bench/server-process.js';
import { readConfig } from '../../src/config.js';
import { startServer } from '../../src/server.js';

/** The service in this process, with FHIR servers of every kind beside it. */
export interface ServiceBesideEhr {
  readonly ehr: FakeEhr;
  /** posts an order of which the record stands on one of the servers */
  readonly order: (behaviour: Behaviour, signal?: AbortSignal) => Promise<Response>;
  readonly close: () => Promise<void>;
}

const request: object = JSON.parse(readFileSync('fhir-fixtures/bench/small.json', 'utf8'));
const headers = { 'content-type': 'application/json' };

export async function startBesideEhr(budgetMilliseconds: number): Promise<ServiceBesideEhr> {
  const folder = mkdtempSync(join(tmpdir(), 'beside-ehr-'));
  const ehr = await startFakeEhr();
  const settings = { PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', ANSWER_BUDGET_MS: String(budgetMilliseconds) };
  const service = await startServer(readConfig(settings));
  return {
    ehr,
    order: (behaviour, signal) => {
      const body = JSON.stringify({ ...request, fhirServer: ehr.baseOf(behaviour) });
      return fetch(`${service.url}${servicePath}`, { method: 'POST', headers, body, signal });
    },
    close: async () => {
      await service.stop();
      await ehr.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
