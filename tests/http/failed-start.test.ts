import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProject } from '../clone.js';

const program = mkdtempSync(join(tmpdir(), 'program-'));
const folder = mkdtempSync(join(tmpdir(), 'failed-start-'));
const servers: Server[] = [];
const locks: InstanceType<typeof DatabaseSync>[] = [];
let loadMilliseconds = 0;

/** Starts the service and waits for its end; one that does not end is killed and has no exit code. */
async function start(settings: Record<string, string>) {
  const startedAt = performance.now();
  const env = { PATH: process.env.PATH ?? '', LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: newFolder(), ...settings };
  const child = spawn(process.execPath, [join(program, 'dist/server.js')], { env });
  const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const [code] = await once(child, 'close');
  clearTimeout(patience);
  return { output, code, milliseconds: performance.now() - startedAt };
}

function newFolder(): string {
  return mkdtempSync(join(folder, 'data-'));
}

function write(name: string, text: string): string {
  const file = join(newFolder(), name);
  writeFileSync(file, text);
  return file;
}

/** A port on which something listens that never says anything. */
async function silentPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function withSiteKeyFolder(): string {
  const dataDir = newFolder();
  mkdirSync(join(dataDir, 'site.key'));
  return dataDir;
}

/** A data folder whose store another program has locked. */
function lockedFolder(): string {
  const dataDir = newFolder();
  const database = new DatabaseSync(join(dataDir, 'store.sqlite'));
  locks.push(database);
  database.exec('begin exclusive');
  return dataDir;
}

beforeAll(async () => {
  buildProject(program);
  // what loading takes on this machine now, before anything of the service runs
  loadMilliseconds = (await start({ PORT: 'http' })).milliseconds;
}, 60_000);
afterAll(() => {
  for (const server of servers) server.close();
  for (const lock of locks) lock.close();
  for (const one of [folder, program]) rmSync(one, { recursive: true, force: true });
});

const clientsFile = 'clients:\n  - name: ehr\n    iss: https://ehr.example\n    jwks: keys.json\n';

type Settings = Record<string, string> | Promise<Record<string, string>>;
type Case = readonly [string, () => Settings, RegExp];

const cases: readonly Case[] = [
  ['a clients file that is not there', () => ({ CLIENTS_FILE: join(folder, 'none.yaml') }), /^CLIENTS_FILE: /],
  [
    'a key file that is not there',
    () => ({ CLIENTS_FILE: write('c.yaml', clientsFile) }),
    /^CLIENTS_FILE: .*keys\.json/,
  ],
  ['a database that refuses', () => ({ DATABASE_URL: 'postgresql://127.0.0.1:1/x' }), /^DATABASE_URL: /],
  [
    'a database that says nothing',
    async () => ({ DATABASE_URL: `postgresql://127.0.0.1:${await silentPort()}/x` }),
    /^DATABASE_URL: /,
  ],
  ['a data folder that nobody can make', () => ({ DATA_DIR: '/proc/none/data' }), /^DATA_DIR: /],
  ['a data folder that is a file', () => ({ DATA_DIR: write('file', '') }), /^DATA_DIR: /],
  [
    'a store that is none',
    () => ({ DATA_DIR: join(write('store.sqlite', 'text '.repeat(1_000)), '..') }),
    /^DATA_DIR: /,
  ],
  ['a store that is locked', () => ({ DATA_DIR: lockedFolder() }), /^DATA_DIR: /],
  ['a site key that cannot be read', () => ({ DATA_DIR: withSiteKeyFolder() }), /^DATA_DIR: .*site\.key/],
  ['a port that is taken', async () => ({ PORT: String(await silentPort()) }), /^PORT: /],
  ['a host that is not here', () => ({ HOST: '192.0.2.1' }), /^HOST: /],
];

async function expectFailure([, settings, line]: Case, workers: number): Promise<void> {
  const { output, code, milliseconds } = await start({ ...(await settings()), WORKERS: String(workers) });
  expect([code, output.trim().split('\n').length]).toEqual([1, 1]);
  expect(output.trim()).toMatch(line);
  // a worker loads once more
  expect(milliseconds - loadMilliseconds * workers).toBeLessThan(5_000);
}

describe('a start that fails', { timeout: 60_000 }, () => {
  it.each(cases)('ends with exit code 1 and one line within 5 s: %s', (...failing) => expectFailure(failing, 1));

  it.each(cases.filter(([name]) => /says nothing|taken/.test(name)))(
    'ends as well where there are workers: %s',
    (...failing) => expectFailure(failing, 2),
  );
});
