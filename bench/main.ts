import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { isObject } from '../src/core/json.js';
import { type Comparison, compare } from './compare.js';
import { measureSizes } from './linearity.js';
import { median } from './load.js';
import { comparisonTable, type Starts, sizeTable, startLine } from './report.js';
import { isPinned, pinLoad, type ServerProcess, startServer } from './server-process.js';

const bareScript = 'bench/bare-app.ts';
const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    payload: { type: 'string', multiple: true, default: ['small', 'realistic', 'large'] },
    service: { type: 'string', default: 'src/server.ts' },
    starts: { type: 'string', default: '5' },
    sizes: { type: 'boolean', default: true },
    output: { type: 'string', default: 'bench/result.json' },
  },
  allowNegative: true,
});
const settings = {
  rounds: Number(flags.rounds),
  seconds: Number(flags.seconds),
  connections: Number(flags.connections),
};
const small = readPayload('small');

pinLoad();
const starts = await measureStarts(Number(flags.starts));
print(startLine(starts));

const service = await startServer(flags.service, [], small);
const running: ServerProcess[] = [service];
try {
  const bare = await startServer(bareScript, [String(service.answerBytes)], small);
  running.push(bare);
  const comparisons: Comparison[] = [];
  for (const payload of flags.payload)
    comparisons.push(await compare(payload, readPayload(payload), service, bare, settings));
  print(comparisonTable(comparisons));
  const large: unknown = JSON.parse(readPayload('large').toString());
  const sizes = flags.sizes && isObject(large) ? await measureSizes(large, service, bare, settings.seconds) : [];
  if (sizes.length > 0) print(sizeTable(sizes));
  const memory = { service: service.residentMegabytes(), bare: bare.residentMegabytes() };
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, pinned: isPinned, node: process.version };
  const result = { date: new Date().toISOString(), machine, settings, starts, comparisons, sizes, memory };
  writeFileSync(flags.output, `${JSON.stringify(result, undefined, 2)}\n`);
  print(`written to ${flags.output}`);
} finally {
  await Promise.all(running.map((server) => server.stop()));
}

async function measureStarts(count: number): Promise<Starts> {
  const times: { readonly service: number[]; readonly bare: number[] } = { service: [], bare: [] };
  for (let start = 0; start < count; start += 1) {
    times.service.push(await startOnce(flags.service));
    times.bare.push(await startOnce(bareScript));
  }
  return { service: median(times.service), bare: median(times.bare) };
}

async function startOnce(script: string): Promise<number> {
  const server = await startServer(script, [], small);
  await server.stop();
  return server.startMilliseconds;
}

function readPayload(name: string): Buffer {
  return readFileSync(`fhir-fixtures/bench/${name}.json`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}
