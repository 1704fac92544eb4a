import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { isObject, objectsOf, textOf } from '../src/core/json.js';
import { freePort, type ServerProcess, servicePath, startServer } from './server-process.js';
import { type DatabaseServer, troublePostgresql } from './store-trouble.js';

/** What two instances behind a proxy did, with one of them stopped half way. */
export interface InstancesResult {
  readonly requestsPerSecond: { readonly one: number; readonly two: number };
  /** answers that were not 200, by status, over the whole run */
  readonly unexpected: readonly string[];
  readonly acknowledged: number;
  /** acknowledged feedback that is not in the database */
  readonly lost: number;
}

export interface InstancesOptions {
  readonly payload: string;
  readonly secondsPerPhase: number;
  readonly connections: number;
}

/** Two instances, one database, one proxy: load on both, a stop under load, load on the one that is left. */
export async function runInstances(
  database: DatabaseServer,
  { payload, secondsPerPhase, connections }: InstancesOptions,
): Promise<InstancesResult> {
  const store = await troublePostgresql(database);
  const start = () => startServer({ script: 'src/server.ts', settings: store.settings });
  const instances = [await start(), await start()];
  const [first] = instances;
  const port = String(await freePort());
  const origins = instances.map(({ origin }) => origin);
  const proxy = await startServer({ script: 'bench/proxy.ts', args: [port, ...origins], settings: { PORT: port } });
  const pool = new Pool(proxy.origin, { connections, pipelining: 1 });
  const load = createLoad(pool, payload);
  try {
    await load.run(connections, secondsPerPhase / 2);
    const two = await load.run(connections, secondsPerPhase);
    const [, stopped] = await Promise.all([
      load.run(connections, secondsPerPhase),
      stopHalfWay(first, secondsPerPhase),
    ]);
    if (!stopped) throw new Error('the first instance did not stop');
    const one = await load.run(connections, secondsPerPhase);
    await pool.close();
    await Promise.all(instances.map((instance) => instance.stop()));
    const stored = new Set((await store.feedback()).map(({ card }) => card));
    return {
      requestsPerSecond: { one, two },
      unexpected: load.unexpected(),
      acknowledged: load.acknowledged.length,
      lost: load.acknowledged.filter((card) => !stored.has(card)).length,
    };
  } finally {
    await proxy.stop();
    await Promise.all(instances.map((instance) => instance.stop()));
  }
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
    /** gives the requests answered in a second */
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
      return (consults * 2) / seconds;
    },
  };
}
