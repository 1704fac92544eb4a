import cluster, { type Worker } from 'node:cluster';
import type { Log } from '../core/contract/log.js';
import { isObject } from '../core/values/json.js';
import { answerMetricsQuestions } from '../http/shared-metrics.js';

/** What a worker tells the first process once it listens. */
export interface WorkerStart {
  readonly mode: 'demo' | 'registered';
  readonly url: string;
}

/** Several processes that answer on one port. */
export interface Workers extends WorkerStart {
  /** every worker finishes what it has in flight; resolves when all are gone */
  readonly stop: () => Promise<void>;
}

const started = 'spine-imaging-cds:started';
/** A worker that dies sooner than this after its start is replaced only after the same time again. */
const shortLifeMilliseconds = 1_000;

/**
 * Runs this program in `count` processes that share the port, and replaces those that die. The first one prepares the
 * store and finds what is wrong with the settings, before there are others. Undefined when it could not start: it has
 * said why.
 */
export async function startWorkers(count: number, log: Log): Promise<Workers | undefined> {
  let isStopping = false;
  answerMetricsQuestions();
  const start = await startOf(cluster.fork());
  if (start === undefined) return undefined;
  cluster.on('exit', ({ process: { pid } }, code, signal) => {
    if (isStopping) return;
    log.error({ event: 'worker-died', pid, code, signal });
    replace();
  });
  let replacedAt = Number.NEGATIVE_INFINITY;
  const replace = (): void => {
    const pause = performance.now() - replacedAt < shortLifeMilliseconds ? shortLifeMilliseconds : 0;
    replacedAt = performance.now() + pause;
    setTimeout(() => {
      if (!isStopping) cluster.fork();
    }, pause);
  };
  await Promise.all(Array.from({ length: count - 1 }, () => startOf(cluster.fork())));
  return {
    ...start,
    stop: async () => {
      isStopping = true;
      await Promise.all(workers().map(stopWorker));
    },
  };
}

/** In a worker: tells the first process that it listens. */
export function reportStart({ mode, url }: WorkerStart): void {
  process.send?.({ kind: started, mode, url });
}

/** Resolves with undefined when the worker ends before it listens. */
function startOf(worker: Worker): Promise<WorkerStart | undefined> {
  return new Promise((resolve) => {
    worker.on('message', (message: unknown) => {
      if (!isObject(message) || message.kind !== started || typeof message.url !== 'string') return;
      resolve({ mode: message.mode === 'registered' ? 'registered' : 'demo', url: message.url });
    });
    worker.once('exit', () => resolve(undefined));
  });
}

function workers(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

function stopWorker(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    if (worker.isDead()) return resolve();
    worker.once('exit', () => resolve());
    worker.process.kill('SIGTERM');
  });
}
