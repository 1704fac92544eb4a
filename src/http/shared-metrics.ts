import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { isObject } from '../core/values/json.js';

const question = 'spine-imaging-cds:metrics-wanted';
const answer = 'spine-imaging-cds:metrics';
const patienceMilliseconds = 5_000;

/** In the first process: answers each worker that is asked for metrics with the numbers of all workers together. */
export function answerMetricsQuestions(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker, message: unknown) => {
    if (!isObject(message) || message.kind !== question) return;
    const reply = (text: string | undefined): void => {
      if (worker.isConnected()) worker.send({ kind: answer, id: message.id, text });
    };
    all.clusterMetrics().then(reply, () => reply(undefined));
  });
}

/** In a worker: the way to the numbers of all workers; its own when the first process does not answer. */
export function joinMetrics(registry: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries([registry]);
  const waiting = new Map<number, (text: string | undefined) => void>();
  let asked = 0;
  // makes this process answer the first one
  new AggregatorRegistry();
  process.on('message', (message: unknown) => {
    if (!isObject(message) || message.kind !== answer) return;
    waiting.get(Number(message.id))?.(typeof message.text === 'string' ? message.text : undefined);
  });
  return async () => {
    asked += 1;
    const id = asked;
    const text = await new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), patienceMilliseconds);
      waiting.set(id, (received) => {
        clearTimeout(timer);
        resolve(received);
      });
      process.send?.({ kind: question, id });
    });
    waiting.delete(id);
    return text ?? registry.metrics();
  };
}
