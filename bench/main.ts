import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { isObject } from '../src/core/values/json.js';
import { createBenchClient } from './clients.js';
import { type Comparison, compare } from './compare.js';
import { startGuard } from './guard.js';
import { measureSizes, type SizeCost } from './linearity.js';
import { applyLoad, median } from './load.js';
import { measureMemory } from './memory.js';
import { comparisonTable, memoryLine, type Starts, sizeTable, stageTable, startLine } from './report.js';
import {
  freePort,
  isPinned,
  pinLoad,
  type ServerOptions,
  type ServerProcess,
  startCommand,
  startServer,
} from './server-process.js';
import { runStages } from './stage-process.js';

const bareScript = 'bench/bare-app.ts';
const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '1' },
    connections: { type: 'string', default: '16' },
    payload: { type: 'string', multiple: true, default: ['small', 'realistic', 'notes', 'large'] },
    service: { type: 'string' },
    starts: { type: 'string', default: '5' },
    sizes: { type: 'boolean', default: true },
    tokens: { type: 'boolean', default: true },
    memory: { type: 'boolean', default: true },
    output: { type: 'string', default: 'bench/result.json' },
  },
  allowNegative: true,
});
const served = flags.service === undefined ? startCommand() : { script: flags.service };
const rounds = Number(flags.rounds);
const seconds = Number(flags.seconds);
const connections = Number(flags.connections);
const small = readPayload('small');
const cores = '0';
/** Until the compilers have done their work: on a slow machine that takes requests, not seconds. */
const warmUpRequests: { readonly [payload: string]: number } = {
  small: 10_000,
  realistic: 5_000,
  notes: 3_000,
  large: 400,
};
/** Tokens are signed before they are needed and cannot be used twice, so that these rounds count requests. */
const tokenRequests: { readonly [payload: string]: number } = {
  small: 2_000,
  realistic: 1_000,
  notes: 1_000,
  large: 100,
};

pinLoad();
const loadBefore = loadavg();
const starts = await measureStarts(Number(flags.starts));
print(startLine(starts));
const stages = flags.payload.map((payload) => runStages(payload));
print(stageTable(stages));

const guard = await recordGuard();
const running: ServerProcess[] = [];
try {
  const comparisons: Comparison[] = [];
  const service = await keep(startServer({ ...served, firstBody: small, cores }));
  for (const payload of flags.payload) {
    comparisons.push(await compareOpen(payload, service));
    print(comparisonTable(comparisons.slice(-1)));
  }
  if (flags.tokens) comparisons.push(...(await compareWithTokens()));
  print(comparisonTable(comparisons));
  const sizes = flags.sizes ? await compareSizes(service) : [];
  if (sizes.length > 0) print(sizeTable(sizes));
  const memory = flags.memory ? await measureMemory(await keep(startServer({ ...served, cores })), small, 4) : [];
  if (memory.length > 0) print(memoryLine(memory));
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, pinned: isPinned, node: process.version };
  const settings = { rounds, seconds, connections };
  const loads = { before: loadBefore, after: loadavg() };
  const date = new Date().toISOString();
  const result = { date, machine, load: loads, settings, starts, stages, guard, comparisons, sizes, memory };
  writeFileSync(flags.output, `${JSON.stringify(result, undefined, 2)}\n`);
  print(`written to ${flags.output}`);
} finally {
  await Promise.all(running.map((server) => server.stop()));
}

/** What the test of the ratio holds later versions against: the median of three short measurements. */
async function recordGuard(): Promise<number> {
  const started = await startGuard();
  const ratios = [await started.measure(), await started.measure(), await started.measure()];
  await started.stop();
  return median(ratios);
}

async function keep(starting: Promise<ServerProcess>): Promise<ServerProcess> {
  const server = await starting;
  running.push(server);
  return server;
}

async function measureStarts(count: number): Promise<Starts> {
  const times: { readonly service: number[]; readonly bare: number[] } = { service: [], bare: [] };
  for (let start = 0; start < count; start += 1) {
    times.service.push(await startOnce(served));
    times.bare.push(await startOnce({ script: bareScript }));
  }
  return { service: median(times.service), bare: median(times.bare), serviceAll: times.service, bareAll: times.bare };
}

async function startOnce(server: Pick<ServerOptions, 'nodeFlags' | 'script'>): Promise<number> {
  const started = await startServer({ ...server, firstBody: small, cores });
  await started.stop();
  return started.startMilliseconds;
}

/** A bare app whose constant answer is as long as the service's answer to this payload. */
async function startBare(service: ServerProcess, body: Buffer, authorization = ''): Promise<ServerProcess> {
  const headers = { 'content-type': 'application/json', authorization };
  const answer = await fetch(`${service.origin}/cds-services/spine-imaging`, { method: 'POST', headers, body });
  const { byteLength } = await answer.arrayBuffer();
  return startServer({ script: bareScript, args: [String(byteLength)], firstBody: small, cores });
}

async function compareOpen(payload: string, service: ServerProcess): Promise<Comparison> {
  const body = readPayload(payload);
  const bare = await startBare(service, body);
  try {
    const plan = { body, seconds, connections };
    const requests = warmUpRequests[payload] ?? 1_000;
    for (const server of [service, bare]) await applyLoad(server, { body, connections, requests });
    const result = await compare({ service, bare, rounds, plan: async () => plan, barePlan: plan });
    return { payload, authentication: 'none', bodyBytes: body.byteLength, ...result };
  } finally {
    await bare.stop();
  }
}

/** The same with a clients file: every call brings a signed token that is verified and remembered. */
async function compareWithTokens(): Promise<readonly Comparison[]> {
  const port = String(await freePort());
  const client = await createBenchClient(`http://127.0.0.1:${port}`);
  const comparisons: Comparison[] = [];
  const service = await startServer({ ...served, settings: { PORT: port, ...client.settings }, cores });
  try {
    for (const payload of flags.payload)
      for (const algorithm of ['RS384', 'ES384'] as const) {
        const body = readPayload(payload);
        const bare = await startBare(service, body, ...(await client.sign(algorithm, 1)));
        const requests = tokenRequests[payload] ?? 100;
        const plan = async () => {
          const tokens = (await client.sign(algorithm, requests)).values();
          return { body, connections, requests, authorize: () => tokens.next().value ?? '' };
        };
        const barePlan = { body, connections, requests };
        for (let warmUp = 0; warmUp < 3; warmUp += 1) await applyLoad(service, await plan());
        for (let warmUp = 0; warmUp < 3; warmUp += 1) await applyLoad(bare, barePlan);
        const result = await compare({ service, bare, rounds, plan, barePlan });
        comparisons.push({ payload, authentication: algorithm, bodyBytes: body.byteLength, ...result });
        await bare.stop();
      }
  } finally {
    await service.stop();
    client.remove();
  }
  return comparisons;
}

async function compareSizes(service: ServerProcess): Promise<readonly SizeCost[]> {
  const large: unknown = JSON.parse(readPayload('large').toString());
  const bare = await keep(startServer({ script: bareScript, args: ['10000'], firstBody: small, cores }));
  return isObject(large) ? measureSizes(large, service, bare, seconds) : [];
}

function readPayload(name: string): Buffer {
  return readFileSync(`fhir-fixtures/bench/${name}.json`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}
