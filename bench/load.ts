import { Pool } from 'undici';
import { type ServerProcess, servicePath } from './server-process.js';

/** What one stretch of load on one server measured. */
export interface Load {
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly cpuMicrosecondsPerRequest: number;
}

/** What is sent, over how many connections, and when to stop: after a time, or after a number of requests. */
export interface LoadPlan {
  readonly body: Buffer;
  readonly connections: number;
  readonly seconds?: number;
  readonly requests?: number;
  /** the `Authorization` header of the next request */
  readonly authorize?: () => string;
}

/** Keeps `connections` requests in flight; throws on the first answer that is not 200. */
export async function applyLoad(server: ServerProcess, plan: LoadPlan): Promise<Load> {
  const { body, connections, seconds = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY } = plan;
  const pool = new Pool(server.origin, { connections, pipelining: 1 });
  const usual = { 'content-type': 'application/json' };
  const latencies: number[] = [];
  const cpuBefore = server.cpuMicroseconds();
  const started = performance.now();
  const deadline = started + seconds * 1000;
  let left = requests;
  const postUntilDone = async (): Promise<void> => {
    while (performance.now() < deadline && left > 0) {
      left -= 1;
      const headers = plan.authorize === undefined ? usual : { ...usual, authorization: plan.authorize() };
      const sent = performance.now();
      const answer = await pool.request({ method: 'POST', path: servicePath, headers, body });
      await answer.body.arrayBuffer();
      if (answer.statusCode !== 200) throw new Error(`${server.origin} answered ${answer.statusCode}`);
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, postUntilDone));
  const elapsedSeconds = (performance.now() - started) / 1000;
  const cpu = server.cpuMicroseconds() - cpuBefore;
  await pool.close();
  latencies.sort((left, right) => left - right);
  return {
    requestsPerSecond: latencies.length / elapsedSeconds,
    p50Milliseconds: percentile(latencies, 0.5),
    p99Milliseconds: percentile(latencies, 0.99),
    cpuMicrosecondsPerRequest: cpu / latencies.length,
  };
}

/** The median of unsorted numbers; of an even count, the upper of the middle two. */
export function median(numbers: readonly number[]): number {
  return percentile(
    [...numbers].sort((left, right) => left - right),
    0.5,
  );
}

/** The value below which a share of the sorted numbers lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
