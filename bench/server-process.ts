import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';

export const servicePath = '/cds-services/spine-imaging';

/** A server in a process of its own, answering on loopback. */
export interface ServerProcess {
  readonly origin: string;
  readonly pid: number;
  /** from spawning the process to its first 200 */
  readonly startMilliseconds: number;
  /** size of that first answer */
  readonly answerBytes: number;
  /** CPU time of all threads so far, user and system; 0 where there is no /proc */
  readonly cpuMicroseconds: () => number;
  readonly residentMegabytes: () => number;
  readonly exited: () => boolean;
  /** SIGTERM, and SIGKILL for one that does not listen */
  readonly stop: () => Promise<void>;
}

/** How a server is run. */
export interface Program {
  /** compiled, or a TypeScript file */
  readonly script: string;
  /** flags for Node itself */
  readonly nodeFlags?: readonly string[];
}

export interface ServerOptions extends Program {
  readonly args?: readonly string[];
  /** settings on top of port, host, data directory and silence */
  readonly settings?: { readonly [name: string]: string };
  /** posted until it is answered with 200; without it /health is asked */
  readonly firstBody?: Buffer;
  /** told what the process writes to its standard error; shown unless somebody listens */
  readonly noteError?: (text: string) => void;
  /** cores that the process may use, as `taskset` takes them; all of them unless told otherwise */
  readonly cores?: string;
}

const startLimitMilliseconds = 60_000;
const stopLimitMilliseconds = 15_000;
const pollMilliseconds = 5;
const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;

/** How `npm start` runs the compiled service, flags and all. */
export function startCommand(): Program {
  const description: { readonly scripts: { readonly start: string } } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  const words = description.scripts.start.replace(/^.*\bnode /, '').split(' ');
  return { nodeFlags: words.slice(0, -1), script: words.at(-1) ?? '' };
}

/** True when servers and load can each have a core: then they never compete. */
export const isPinned = availableParallelism() >= 2 && spawnSync('taskset', ['-V']).status === 0;

/** Moves this process, which makes the load, off the servers' core. */
export function pinLoad(): void {
  if (isPinned) spawnSync('taskset', ['-a', '-p', '-c', '1', String(process.pid)]);
}

/** Starts a server and resolves with its first 200; rejects when it never comes. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const port = options.settings?.PORT ?? String(await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const dataFolder = mkdtempSync(join(tmpdir(), 'bench-'));
  const started = performance.now();
  const child = spawnServer(options, { PORT: port, HOST: '127.0.0.1', LOG_LEVEL: 'silent', DATA_DIR: dataFolder });
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    rmSync(dataFolder, { recursive: true, force: true });
  };
  while (performance.now() - started < startLimitMilliseconds && child.exitCode === null) {
    const answerBytes = await tryAnswer(origin, options.firstBody);
    if (answerBytes === undefined) {
      await sleep(pollMilliseconds);
      continue;
    }
    const pid = child.pid ?? 0;
    return {
      origin,
      pid,
      startMilliseconds: performance.now() - started,
      answerBytes,
      cpuMicroseconds: () => readCpuMicroseconds(pid),
      residentMegabytes: () => readResidentMegabytes(pid),
      exited: () => child.exitCode !== null || child.signalCode !== null,
      stop,
    };
  }
  await stop();
  throw new Error(`${options.script} gave no answer within ${startLimitMilliseconds} ms`);
}

function spawnServer(
  { script, args = [], nodeFlags = [], settings = {}, cores, noteError }: ServerOptions,
  usual: { readonly [name: string]: string },
): ChildProcess {
  const loader = script.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const node = [process.execPath, ...nodeFlags, ...loader, script, ...args];
  const [command = '', ...rest] = isPinned && cores !== undefined ? ['taskset', '-c', cores, ...node] : node;
  const { NODE_ENV: _, ...environment } = process.env;
  const child = spawn(command, rest, {
    env: { ...environment, ...usual, ...settings },
    stdio: ['ignore', 'ignore', noteError === undefined ? 'inherit' : 'pipe'],
  });
  child.stderr?.on('data', (chunk) => noteError?.(String(chunk)));
  return child;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), stopLimitMilliseconds);
  await exited;
  clearTimeout(impatience);
}

async function tryAnswer(origin: string, body: Buffer | undefined): Promise<number | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    const answer =
      body === undefined
        ? await request(`${origin}/health`)
        : await request(`${origin}${servicePath}`, { method: 'POST', headers, body });
    const { byteLength } = await answer.body.arrayBuffer();
    return answer.statusCode === 200 ? byteLength : undefined;
  } catch {
    return undefined; // not listening yet
  }
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Fields 14 and 15 of /proc/<pid>/stat, counted after the name in brackets. */
function readCpuMicroseconds(pid: number): number {
  const fields = readProc(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond) * 1_000_000;
}

function readResidentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readProc(pid, 'status'))?.[1] ?? 0) / 1024;
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
