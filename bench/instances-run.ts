import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { isObject, objectsOf, textOf } from '../src/core/values/json.js';
import { limitCpu } from './cpu-share.js';
import { freePort, type Program, type ServerProcess, servicePath, startServer } from './server-process.js';
import { type DatabaseServer, troublePostgresql } from './store-trouble.js';

/** What two instances behind a proxy did, with one of them stopped half way. */
export interface InstancesResult {
  readonly one: Throughput;
  readonly two: Throughput;
  /** answers that were not 200, by status, over the whole run */
  readonly unexpected: readonly string[];
  readonly acknowledged: number;
  /** acknowledged feedback that is not in the database */
  readonly lost: number;
}

export interface Throughput {
  readonly requestsPerSecond: number;
  /** CPU time of the instances: when it stays the same with two of them, more cores carry more requests */
  readonly cpuMicrosecondsPerRequest: number;
}

export interface InstancesOptions {
  readonly program: Program;
  readonly payload: string;
  /** until the compilers of both are done, where numbers are wanted */
  readonly warmUpSeconds: number;
  readonly secondsPerPhase: number;
  /** to each instance that is up */
  readonly connections: number;
  /** share of a core that each instance may use while it is measured; all of it unless told otherwise */
  readonly cpuShare?: number | undefined;
}

const settleMilliseconds = 3_000;

/** Two instances, one database, one proxy: load on both, a stop under load, load on the one that is left. */
export async function runInstances(
  database: DatabaseServer,
  { program, payload, warmUpSeconds, secondsPerPhase, connections, cpuShare }: InstancesOptions,
): Promise<InstancesResult> {
  const store = await troublePostgresql(database);
  const start = () => startServer({ ...program, settings: store.settings });
  const instances = [await start(), await start()];
  const [first] = instances;
  const port = String(await freePort());
  const origins = instances.map(({ origin }) => origin);
  const proxy = await startServer({ script: 'bench/proxy.ts', args: [port, ...origins], settings: { PORT: port } });
  const pool = new Pool(proxy.origin, { connections: connections * 2, pipelining: 1 });
  const load = createLoad(pool, payload);
  const limits: (() => void)[] = [];
  try {
    await load.run(connections * 2, warmUpSeconds);
    // until what they still have to write is written
    await sleep(settleMilliseconds);
    if (cpuShare !== undefined) limits.push(...instances.map(({ pid }) => limitCpu(pid, cpuShare)));
    const two = await measure(load, instances, connections * 2, secondsPerPhase);
    const [, stopped] = await Promise.all([
      load.run(connections * 2, secondsPerPhase),
      stopHalfWay(first, secondsPerPhase),
    ]);
    if (!stopped) throw new Error('the first instance did not stop');
    const one = await measure(load, instances, connections, secondsPerPhase);
    await pool.close();
    await Promise.all(instances.map((instance) => instance.stop()));
    const stored = new Set((await store.feedback()).map(({ card }) => card));
    return {
      one,
      two,
      unexpected: load.unexpected(),
      acknowledged: load.acknowledged.length,
      lost: load.acknowledged.filter((card) => !stored.has(card)).length,
    };
  } finally {
    await proxy.stop();
    await Promise.all(instances.map((instance) => instance.stop()));
    for (const removeLimit of limits) removeLimit();
  }
}

/** An instance that has been stopped uses no CPU time and takes no part. */
async function measure(
  load: ReturnType<typeof createLoad>,
  instances: readonly ServerProcess[],
  connections: number,
  seconds: number,
): Promise<Throughput> {
  const cpuOfAll = (): number => instances.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds(), 0);
  const before = cpuOfAll();
  const requests = await load.run(connections, seconds);
  return {
    requestsPerSecond: Math.round(requests / seconds),
    cpuMicrosecondsPerRequest: Math.round((cpuOfAll() - before) / requests),
  };
}

async function stopHalfWay(instance: ServerProcess | undefined, seconds: number): Promise<boolean> {
  await sleep((seconds / 2) * 1000);
  await instance?.stop();
  return instance?.exited() === true;
}

/** Every connection posts an order, then feedback on its card, again and again. */
function createLoad(pool: Pool, payload: string) {
  const text = readFileSync(`fhir-fixtures/bench/${payload}.json`, 'utf8');
  const acknowledged: string[] = [];
  const unexpected = new Map<string, number>();
  const post = async (path: string, body: string): Promise<string | undefined> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ method: 'POST', path, headers, body });
    const received = await answer.body.text();
    if (answer.statusCode === 200) return received;
    const found = `${path}: ${answer.statusCode} ${received.slice(0, 200)}`;
    unexpected.set(found, (unexpected.get(found) ?? 0) + 1);
    return undefined;
  };
  const consult = async (): Promise<void> => {
    const answer = await post(servicePath, text.replaceAll('draft-1', `draft-${randomUUID()}`));
    const parsed: unknown = answer === undefined ? undefined : JSON.parse(answer);
    const [card] = objectsOf(isObject(parsed) ? parsed.cards : []).flatMap(({ uuid }) => textOf(uuid) ?? []);
    if (card === undefined) return;
    const entry = { card, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() };
    const done = await post(`${servicePath}/feedback`, JSON.stringify({ feedback: [entry] }));
    if (done !== undefined) acknowledged.push(card);
  };
  return {
    acknowledged,
    unexpected: () => [...unexpected].map(([found, times]) => `${found} (${times} times)`),
    /** gives the number of requests answered */
    run: async (connections: number, seconds: number): Promise<number> => {
      const end = performance.now() + seconds * 1000;
      let consults = 0;
      const work = async (): Promise<void> => {
        while (performance.now() < end) {
          await consult();
          consults += 1;
        }
      };
      await Promise.all(Array.from({ length: connections }, work));
      return consults * 2;
    },
  };
}
