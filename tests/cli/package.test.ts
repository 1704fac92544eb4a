import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/server-process.js';
import { isObject } from '../../src/core/values/json.js';
import { cloneProject } from '../clone.js';

const name = 'spine-imaging-cds';
/** A clone, in which npm builds and packs, and an empty folder, in which the package is installed. */
const clone = mkdtempSync(join(tmpdir(), 'clone-'));
const empty = mkdtempSync(join(tmpdir(), 'empty-'));
const installed = join(empty, 'node_modules', name);
let packed: readonly string[];

beforeAll(() => {
  cloneProject(clone);
  const output = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', empty], {
    cwd: clone,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  packed = [...output.matchAll(/"path": "([^"]+)"/g)].map(([, path = '']) => path);
  install();
}, 120_000);

afterAll(() => {
  for (const folder of [clone, empty]) rmSync(folder, { recursive: true, force: true });
});

/** Does what `npm install` of the packed file does, without a registry: only what the lockfile has for production is there. */
function install(): void {
  mkdirSync(installed, { recursive: true });
  const [tarball = ''] = readdirSync(empty).filter((file) => file.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', join(empty, tarball), '-C', installed, '--strip-components=1']);
  const lock: unknown = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  for (const [path, entry] of Object.entries(isObject(lock) && isObject(lock.packages) ? lock.packages : {})) {
    const isTop = path.lastIndexOf('node_modules/') === 0;
    if (!isTop || (isObject(entry) && entry.dev === true) || !existsSync(path)) continue;
    mkdirSync(dirname(join(empty, path)), { recursive: true });
    symlinkSync(resolve(path), join(empty, path));
  }
  mkdirSync(join(empty, 'node_modules/.bin'));
  symlinkSync(`../${name}/dist/cli/main.js`, join(empty, 'node_modules/.bin', name));
  execFileSync('chmod', ['+x', join(installed, 'dist/cli/main.js')]);
}

let running: ChildProcess | undefined;
afterEach(() => {
  if (running?.pid !== undefined && isGroupAlive(running.pid)) process.kill(-running.pid, 'SIGKILL');
  running = undefined;
});

/** Runs a command in a process group of its own until it has printed how to try it. */
async function start(cwd: string, argv: readonly string[], settings: Record<string, string> = {}) {
  const [command = '', ...rest] = argv;
  const port = String(await freePort());
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, LOG_LEVEL: 'silent', PORT: port, DATA_DIR: join(empty, 'data'), ...settings };
  const child = spawn(command, rest, { cwd, env, detached: true });
  running = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const deadline = Date.now() + 60_000;
  while (!/try it.*\n\n/s.test(output) && child.exitCode === null && Date.now() < deadline)
    await new Promise((resume) => setTimeout(resume, 20));
  const [, call = ''] = /try it +(.*)\n\n/s.exec(output) ?? [];
  return { child, output, call };
}

function isGroupAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

/** Runs a command line of the installed package in the empty folder. */
function npx(...argv: readonly string[]): string {
  return execFileSync('npx', ['--offline', name, ...argv], { cwd: empty, encoding: 'utf8' });
}

function paste(command: string, cwd: string): unknown {
  return JSON.parse(
    execFileSync('sh', ['-c', command], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
}

const emergency = { cards: [{ indicator: 'critical', summary: expect.stringContaining('cauda equina') }] };

// npm, npx and a start take seconds on a busy machine
describe('the installed package', { timeout: 120_000 }, () => {
  it('serves, and answers the call that it prints', async () => {
    const { output, call } = await start(empty, ['npx', '--offline', name, 'serve']);
    expect(output).toContain('demo');
    expect(paste(call, empty)).toMatchObject(emergency);
  });

  it('lets a client in that it has made, by the call that it prints', async () => {
    npx('clients', 'new', 'try-it');
    const { output, call } = await start(empty, ['npx', '--offline', name, 'serve'], { CLIENTS_FILE: 'clients.yaml' });
    expect(output).toContain('registered');
    expect(paste(call, empty)).toMatchObject(emergency);
  });

  it('writes a new guideline into the current folder, where check and test find it', () => {
    npx('new', 'neck-pain');
    expect(readdirSync(join(empty, 'cards')).sort()).toEqual(['neck-pain', 'site.yaml']);
    expect(npx('test', 'cards/neck-pain')).toContain('all as expected');
    expect(npx('check', 'cards')).toContain('no problems');
  });

  it('starts with the shipped cards as they were compiled', () => {
    const compiled = `import('${join(installed, 'dist/library/start/compiled-cards.js')}')`;
    const script = `${compiled}.then(({ readCompiledCards }) => console.log(readCompiledCards('${join(installed, 'cards')}') !== undefined))`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('true\n');
  });

  it('holds every file that a page in it links to, and no test, source or patient', () => {
    const pages = packed.filter((path) => path.endsWith('.md'));
    const links = pages.flatMap((page) =>
      [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
        ([, link = '']) => [page, relative(installed, join(installed, dirname(page), link))] as const,
      ),
    );
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter(([, target]) => !existsSync(join(installed, target)))).toEqual([]);
    expect(packed.filter((path) => /^(src|tests|data)\/|patients\/|\.ts$/.test(path))).toEqual([]);
  });
});

describe('npm start', { timeout: 120_000 }, () => {
  it('passes SIGTERM on, and leaves no process behind', async () => {
    const { child, call } = await start(clone, ['npm', 'start']);
    expect(paste(call, clone)).toMatchObject(emergency);
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
    expect(child.pid !== undefined && isGroupAlive(child.pid)).toBe(false);
  });
});
