import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { createHttpServer } from '../../src/http/connections.js';
import type { Admission } from '../../src/http/load-limit.js';
import { loadService } from '../../src/service/load-service.js';
import { post } from '../http/test-app.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let site: string;
let logged: JsonObject[];
let url: string;
let stop: () => Promise<void>;

/** Proving the cards takes longer than a call may wait; that must not turn it away in the middle of a test. */
function admitAlways(): Admission {
  return { kind: 'admitted', leave: () => undefined };
}

beforeEach(async () => {
  site = mkdtempSync(join(tmpdir(), 'site-service-'));
  write('site.yaml', 'site: Example hospital\n');
  write('low-back-pain/criteria.yaml', 'criteria:\n  - { id: foot-drop, disabled: under review }\n');
  write('low-back-pain/words/foot-drop.md', '## Why\n\nOur words.\n');
  const dataDir = mkdtempSync(join(tmpdir(), 'site-data-'));
  const config = readConfig({ CARDS_DIR: site, DATA_DIR: dataDir, HOST: '0.0.0.0' });
  logged = [];
  const note = (fields: JsonObject): void => {
    logged.push(fields);
  };
  const service = await loadService(config, { info: note, warn: note, error: note });
  const server = createHttpServer(createApp({ ...service.parts, admit: admitAlways })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  stop = async () => {
    server.close();
    server.closeAllConnections();
    await service.close();
    for (const folder of [site, dataDir]) rmSync(folder, { recursive: true });
  };
});
afterEach(() => stop());

function write(path: string, text: string): void {
  const file = join(site, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function text(path: string): Promise<string> {
  const response = await fetch(`${url}${path}`);
  return response.text();
}

const named = {
  site: {
    name: 'Example hospital',
    changes: ['low-back-pain/criteria.yaml: foot-drop', 'low-back-pain/words/foot-drop.md'],
  },
  guidelines: [
    {
      id: 'low-back-pain',
      version: expect.stringMatching(/^1\.\d+\.\d+\+site\.[0-9a-f]{8}$/),
      reviewedOn: expect.any(String),
      switchedOff: [{ criterion: 'foot-drop', reason: 'under review' }],
    },
  ],
};

it('the start log and /health name the site, what it changes and every row that is switched off', async () => {
  expect(logged).toContainEqual({ event: 'cards-read', ...named });
  expect(JSON.parse(await text('/health'))).toEqual({ status: 'ok', mode: 'demo', ...named });
});

it('discovery, code systems and the labels of metrics follow the cards when they are read again', async () => {
  const row = '{ id: ours, before: cauda-equina-red-flags, when: saddleAnesthesia, rating: indicated-emergency';
  write('low-back-pain/phrases.yaml', 'phrases:\n  service.title: Spine imaging at our hospital\n');
  write('low-back-pain/words/ours.md', '## Why\n\nOurs.\n');
  write(
    'low-back-pain/criteria.yaml',
    `criteria:\n  - ${row}, group: ces, prefer: [mri-wo], indicator: critical, summary: Ours, source: Ours }\n`,
  );
  for (let waited = 0; waited < 400 && !logged.some(({ event }) => event === 'cards-reloaded'); waited += 1)
    await setTimeout(50);
  expect(logged.filter(({ event }) => event === 'cards-not-reloaded')).toEqual([]);
  expect(await text('/cds-services')).toContain('"title":"Spine imaging at our hospital"');
  const systems: { entry: { resource: { id: string } }[] } = JSON.parse(await text('/fhir/CodeSystem'));
  const ids = systems.entry.map(({ resource }) => resource.id);
  const bodies = await Promise.all(ids.map((id) => text(`/fhir/CodeSystem/${id}`)));
  expect(bodies.filter((body) => body.includes('"code":"ours"'))).toHaveLength(1);
  const request: unknown = JSON.parse(readFileSync('fhir-fixtures/requests/lumbar-mri-saddle-numbness.json', 'utf8'));
  // reading the cards holds the process up for a moment, in which calls are sent away with Retry-After
  await expect.poll(async () => (await post(`${url}/cds-services/spine-imaging`, request)).status).toBe(200);
  expect(await text('/metrics')).toContain('decisions_total{criterion="ours",rating="indicated-emergency"} 1');
});
