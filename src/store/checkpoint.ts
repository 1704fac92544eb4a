import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Moves what the write-ahead log of an embedded store holds into its file, away from the thread that answers. */
export interface Checkpoints {
  /** asks for one; never waits and never fails */
  readonly ask: () => void;
  readonly close: () => Promise<void>;
}

/** A thread is started when it is first needed. Without one the engine moves the log itself, once it has grown large. */
export function createCheckpoints(file: string): Checkpoints {
  let worker: Worker | undefined;
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  return {
    ask: () => {
      if (isOver) return;
      worker ??= startWorker(file, end);
      worker.postMessage('checkpoint');
    },
    close: async () => {
      if (worker === undefined || isOver) return;
      end();
      worker.ref();
      worker.postMessage('close');
      // one that fails on the way has ended too
      await once(worker, 'exit').catch(() => undefined);
    },
  };
}

function startWorker(file: string, onEnd: () => void): Worker {
  const worker = new Worker(new URL('./checkpoint-worker.js', import.meta.url), { workerData: file });
  worker.on('error', onEnd);
  worker.on('exit', onEnd);
  worker.unref();
  return worker;
}
