import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import nock from 'nock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { loadService, type Service } from '../../src/service/load-service.js';
import { callApp, type RawRequest } from './in-process.js';
import { createRandom, mutateBytes, mutateJson, type Random } from './mutate.js';

const seed = 20_261_123;
const count = 20_000;
const warmUp = 2_000;
/** What caches may take once they are full; a leak of a kilobyte per request would be 18 MB above it. */
const allowedGrowthBytes = 24_000_000;

const hookPath = '/cds-services/spine-imaging';
const originals = readdirSync('fhir-fixtures/requests').map((name) => ({
  path: name.startsWith('feedback-') ? `${hookPath}/feedback` : hookPath,
  text: readFileSync(join('fhir-fixtures/requests', name), 'utf8'),
}));
originals.push({ path: hookPath, text: readFileSync('fhir-fixtures/bench/small.json', 'utf8') });

describe('a service that is sent mutated requests', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const rejections: unknown[] = [];
  const noteRejection = (reason: unknown): void => void rejections.push(reason);
  const failures: unknown[] = [];
  let service: Service;
  let app: RequestListener;

  beforeAll(async () => {
    nock.disableNetConnect();
    process.on('unhandledRejection', noteRejection);
    // a service that can be reached from outside calls no FHIR server on its own machine
    const config = readConfig({ DATA_DIR: dataDir, HOST: '0.0.0.0', ANSWER_BUDGET_MS: '50' });
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (fields: unknown) => void failures.push(fields),
    };
    service = await loadService(config, log);
    app = createApp(service.parts);
  });

  afterAll(async () => {
    await service.close();
    process.off('unhandledRejection', noteRejection);
    nock.enableNetConnect();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('answers each with a status below 500, leaves no rejection behind and keeps no memory', {
    timeout: 180_000,
  }, async () => {
    const random = createRandom(seed);
    const statuses = new Map<number, number>();
    const bad: unknown[] = [];
    let heapBefore = 0;
    for (let index = 0; index < count; index += 1) {
      if (index === warmUp) heapBefore = await settledHeap();
      const request = mutate(random);
      // requests that follow each other without a turn of the event loop would all find it late
      await setImmediate();
      const { status, body } = await callApp(app, request);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500 || !isJson(body))
        bad.push({ index, status, body, request: request.body.toString().slice(0, 500) });
    }
    const growth = (await settledHeap()) - heapBefore;
    const told = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
    process.stdout.write(
      `fuzz: seed ${seed}, ${count} mutated requests, ${told.join(', ')}, heap ${(growth / 1e6).toFixed(1)} MB\n`,
    );
    expect([...new Set(failures.map((failure) => JSON.stringify(failure)))].slice(0, 10)).toEqual([]);
    expect(bad.slice(0, 5)).toEqual([]);
    expect(rejections).toEqual([]);
    expect({}).not.toHaveProperty('polluted');
    // mutations that only ever break the JSON would test the parser alone
    expect(statuses.get(200)).toBeGreaterThan(count / 4);
    expect(growth).toBeLessThan(allowedGrowthBytes);
  });
});

function mutate(random: Random): RawRequest {
  const { path, text } = originals[random.integer(originals.length)] ?? { path: hookPath, text: '{}' };
  const isWhole = random.integer(8) > 0;
  const json = isWhole ? JSON.stringify(mutateJson(JSON.parse(text), random)) : text;
  const whole = Buffer.from(json ?? '');
  const body = isWhole ? whole : mutateBytes(whole, random);
  return {
    method: random.integer(100) === 0 ? random.pick(['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE']) : 'POST',
    path:
      random.integer(50) === 0 ? `${path}${random.pick(['/', '?x=%', '/%', '/%00', '//', '/../x', '\ud83d'])}` : path,
    headers: {
      host: 'localhost',
      'content-length': String(body.length),
      'content-type':
        random.integer(50) === 0
          ? random.pick([
              'text/plain',
              '',
              'application/json; charset=utf-16',
              'application/fhir+json',
              ';',
              'application/json;'.repeat(100),
            ])
          : 'application/json',
      ...(random.integer(100) === 0 ? { 'content-encoding': random.pick(['gzip', 'br', 'deflate', 'zstd', '']) } : {}),
      ...(random.integer(100) === 0 ? { authorization: random.pick(['Bearer', 'Bearer x.y.z', 'Basic !', '']) } : {}),
    },
    body,
  };
}

function isJson(body: string): boolean {
  if (body === '') return true;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

async function settledHeap(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  for (let round = 0; round < 3; round += 1) {
    if (typeof collect === 'function') collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().heapUsed;
}
