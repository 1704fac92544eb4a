import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort, servicePath } from '../../bench/server-process.js';
import { troubleEmbedded } from '../../bench/store-trouble.js';
import { isObject, objectsOf } from '../../src/core/values/json.js';
import { buildProject } from '../clone.js';

const program = mkdtempSync(join(tmpdir(), 'program-'));
const folder = mkdtempSync(join(tmpdir(), 'workers-'));
const body = readFileSync('fhir-fixtures/bench/small.json', 'utf8');
let primary: ChildProcess | undefined;
let output = '';

afterEach(() => {
  primary?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(() => buildProject(program), 60_000);
afterAll(() => rmSync(program, { recursive: true, force: true }));

function startPrimary(settings: Record<string, string>): ChildProcess {
  const environment = { PATH: process.env.PATH ?? '', DATA_DIR: folder, ...settings };
  const child = spawn(process.execPath, [join(program, 'dist/server.js')], { env: environment });
  output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  primary = child;
  return child;
}

function count(event: string): number {
  return output.split(`"event":"${event}"`).length - 1;
}

async function post(url: string, path: string, text: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: text });
  expect(response.status).toBe(200);
  return response.json();
}

describe('WORKERS', { timeout: 120_000 }, () => {
  it('answer on one port, share one store and one set of metrics, and are replaced when they die', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const child = startPrimary({ PORT: new URL(url).port, WORKERS: '3' });
    await expect.poll(() => output, { timeout: 60_000 }).toContain('discovery');
    // the log is written in the background
    await expect.poll(() => count('started'), { timeout: 10_000 }).toBe(3);
    const cards: string[] = [];
    for (let order = 0; order < 30; order += 1) {
      const answer = await post(url, servicePath, body);
      for (const card of objectsOf(isObject(answer) ? answer.cards : [])) cards.push(String(card.uuid));
    }
    await Promise.all(cards.map((card) => post(url, `${servicePath}/feedback`, feedbackOn(card))));
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/requests_total\{route="\/cds-services\/:id",status="200"\} 30\n/);
    expect(metrics).toContain('store_up 1\n');
    const stored = await troubleEmbedded(folder).feedback();
    expect(stored.map(({ card }) => card).sort()).toEqual([...cards].sort());

    const [victim] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').slice(-1);
    process.kill(Number(victim), 'SIGKILL');
    await expect.poll(() => [count('worker-died'), count('started')], { timeout: 60_000 }).toEqual([1, 4]);
    await post(url, servicePath, body);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect([code, count('stopped')]).toEqual([0, 3]);
  });

  it('say once what is wrong with a setting, and do not start', async () => {
    const child = startPrimary({ WORKERS: '3', CLIENTS_FILE: join(folder, 'nowhere.yaml') });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(output.split('CLIENTS_FILE')).toHaveLength(2);
  });
});

function feedbackOn(card: string): string {
  const outcomeTimestamp = new Date().toISOString();
  return JSON.stringify({ feedback: [{ card, outcome: 'overridden', outcomeTimestamp }] });
}
