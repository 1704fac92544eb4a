import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ConsultRecord } from '../../src/core/contract/consult-record.js';
import type { Feedback } from '../../src/core/contract/feedback.js';
import type { Place } from './storages.js';

/** A process of its own with a store and a port, made to be killed. */
export interface Instance {
  /** true when the feedback has been acknowledged; false when the instance refused it or is gone */
  readonly post: (feedback: readonly Feedback[], consults?: readonly ConsultRecord[]) => Promise<boolean>;
  /** `kill -9`; resolves when the process is gone */
  readonly kill: () => Promise<void>;
}

const answerMilliseconds = 10_000;

const server = fileURLToPath(new URL('feedback-server.ts', import.meta.url));

/** Starts the process and loads its code, so that `openInstance` is quick later. */
export async function startProcess(): Promise<ChildProcess> {
  const child = fork(server, { execArgv: ['--import', 'tsx'] });
  await nextMessage(child);
  return child;
}

/** What the process says next; rejects when it ends instead. */
function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code, signal) => reject(new Error(`the process has ended: ${code ?? signal}`)));
  });
}

/** Opens the store at a place in a process that was started before. */
export async function openInstance(child: ChildProcess, place: Place): Promise<Instance> {
  child.send(place);
  const url = `http://127.0.0.1:${await nextMessage(child)}/`;
  return {
    async post(feedback, consults = []) {
      const body = JSON.stringify({ feedback, consults });
      // the port of an instance that was killed may be anybody's by now, and nobody's answer would end the wait
      const signal = AbortSignal.timeout(answerMilliseconds);
      const response = await fetch(url, { method: 'POST', body, signal }).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
      return response?.status === 200;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
