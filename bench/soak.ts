import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgresql } from '../tests/store/postgresql-server.js';
import { startCommand } from './server-process.js';
import { runSoak, type SoakResult } from './soak-run.js';
import { troubleEmbedded, troublePostgresql } from './store-trouble.js';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '60' },
    store: { type: 'string', default: 'postgresql' },
  },
});
const budgetMilliseconds = 1_000;
/** What 99 of 100 requests of a kind may take: servers that never answer cost the budget, those that answer less. */
const p99Limits = [
  ['plain', 500],
  ['fetching', budgetMilliseconds],
  ['stalled', budgetMilliseconds + 500],
  ['bad', 500],
] as const;
const mostMemoryGrowth = 1.15;
const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const store = flags.store === 'embedded' ? troubleEmbedded(folder) : await troublePostgresql(await startPostgresql());
try {
  const result = await runSoak({
    seconds: Number(flags.minutes) * 60,
    program: startCommand(),
    store,
    troubleEverySeconds: 45,
    troubleMilliseconds: 3_000,
    requestsPerSecond: Number(flags.rate),
    budgetMilliseconds,
    onSecond: ({ second, residentMegabytes }) => {
      if (second % 30 === 0) process.stdout.write(`${second} s, ${residentMegabytes.toFixed(0)} MB\n`);
    },
  });
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  const defects = defectsOf(result);
  for (const defect of defects) process.stdout.write(`DEFECT ${defect}\n`);
  process.exitCode = defects.length === 0 ? 0 : 1;
} finally {
  await store.remove();
  rmSync(folder, { recursive: true, force: true });
}

function defectsOf(result: SoakResult): readonly string[] {
  const { unexpected, lost, openFhirCalls, memoryMegabytes, p99Milliseconds } = result;
  return [
    ...unexpected,
    ...(lost > 0 ? [`${lost} acknowledged feedback events are not in the store`] : []),
    ...(openFhirCalls > 0 ? [`${openFhirCalls} FHIR calls were left open`] : []),
    ...(memoryMegabytes.last > memoryMegabytes.middle * mostMemoryGrowth ? ['memory grows'] : []),
    ...p99Limits.flatMap(([kind, limit]) => {
      const p99 = p99Milliseconds[kind];
      return p99 > limit ? [`p99 of ${kind} requests is ${p99} ms, more than ${limit} ms`] : [];
    }),
  ];
}
