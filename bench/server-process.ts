import { spawn, spawnSync } from 'node:child_process';
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
  /** from spawning the process to its first 200 to a POST */
  readonly startMilliseconds: number;
  /** size of that first answer */
  readonly answerBytes: number;
  /** CPU time of all threads so far, user and system; 0 where there is no /proc */
  readonly cpuMicroseconds: () => number;
  readonly residentMegabytes: () => number;
  readonly stop: () => Promise<void>;
}

const startLimitMilliseconds = 20_000;
const stopLimitMilliseconds = 5_000;
const pollMilliseconds = 5;
const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;

/** True when servers and load can each have a core: then they never compete. */
export const isPinned = availableParallelism() >= 2 && spawnSync('taskset', ['-V']).status === 0;

/** Moves this process, which makes the load, off the servers' core. */
export function pinLoad(): void {
  if (isPinned) spawnSync('taskset', ['-a', '-p', '-c', '1', String(process.pid)]);
}

/** Starts a TypeScript server and resolves with its first 200 to `firstBody`; rejects when it never comes. */
export async function startServer(script: string, args: readonly string[], firstBody: Buffer): Promise<ServerProcess> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const dataFolder = mkdtempSync(join(tmpdir(), 'bench-'));
  const settings = { PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'silent', DATA_DIR: dataFolder };
  const command = [...(isPinned ? ['taskset', '-c', '0'] : []), process.execPath, '--import', 'tsx', script, ...args];
  const started = performance.now();
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), stopLimitMilliseconds);
      await exited;
      clearTimeout(impatience);
    }
    rmSync(dataFolder, { recursive: true, force: true });
  };
  const pid = child.pid ?? 0;
  while (performance.now() - started < startLimitMilliseconds && child.exitCode === null) {
    const answerBytes = await tryAnswer(origin, firstBody);
    if (answerBytes === undefined) {
      await sleep(pollMilliseconds);
      continue;
    }
    const startMilliseconds = performance.now() - started;
    const cpuMicroseconds = (): number => readCpuMicroseconds(pid);
    const residentMegabytes = (): number => readResidentMegabytes(pid);
    return { origin, startMilliseconds, answerBytes, cpuMicroseconds, residentMegabytes, stop };
  }
  await stop();
  throw new Error(`${script} gave no answer within ${startLimitMilliseconds} ms`);
}

async function tryAnswer(origin: string, body: Buffer): Promise<number | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await request(`${origin}${servicePath}`, { method: 'POST', headers, body });
    const { byteLength } = await answer.body.arrayBuffer();
    return answer.statusCode === 200 ? byteLength : undefined;
  } catch {
    return undefined; // not listening yet
  }
}

async function freePort(): Promise<number> {
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
