import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { findExportFiles } from '../../src/backtest/export/export-files.js';
import { inspectExport } from '../../src/backtest/export/inspect-export.js';
import { createMergeIndex } from '../../src/backtest/export/merged-patients.js';
import { createOrderInventory } from '../../src/backtest/export/order-inventory.js';
import { partition } from '../../src/backtest/export/partition.js';
import { placesIn, readPlan } from '../../src/backtest/plan/plan.js';
import { readMoment } from '../../src/backtest/record/order-time.js';
import { createInventory } from '../../src/backtest/score/inventory.js';
import { toConsultation } from '../../src/backtest/score/order-row.js';
import { readShard } from '../../src/backtest/score/read-shard.js';
import { scorePatient } from '../../src/backtest/score/score-patient.js';
import { openScoring } from '../../src/backtest/score/score-shard.js';
import { everyRecordPart } from '../../src/core/contract/patient-record.js';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { backtestTools } from '../../src/service/open-backtest.js';

/**
 * How fast an export made by `backtest:sample -- --ordered 1` is planned and scored, and how large each process gets.
 *   npm run backtest:measure -- <export folder> <out folder>
 */

const [source = '', out = ''] = process.argv.slice(2);
const version = String(JSON.parse(readFileSync('package.json', 'utf8')).version);
rmSync(out, { recursive: true, force: true });

interface Ran {
  readonly megabytes: number;
  readonly said: string;
  readonly seconds: number;
  /** time on a core, which a busy machine does not stretch */
  readonly cpuSeconds: number;
}

/** The largest resident size of a program, in MB (Linux: from /proc), and what it wrote to standard error. */
function run(argv: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, ['dist/cli/main.js', ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
    let [kilobytes, cpuSeconds, said] = [0, 0, ''];
    child.stderr.on('data', (data) => {
      said += String(data);
    });
    const timer = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        kilobytes = Math.max(kilobytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
        const [user = 0, system = 0] =
          readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
        cpuSeconds = (user + system) / 100;
      } catch {
        return; // it has just ended
      }
    }, 50);
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code !== 0) reject(new Error(said));
      resolve({ megabytes: kilobytes / 1_024, said, seconds: (performance.now() - started) / 1_000, cpuSeconds });
    });
  });
}

function parsePatients(file: string): readonly (readonly JsonObject[])[] {
  const bytes = readFileSync(file);
  const byPatient = new Map<string, JsonObject[]>();
  for (let from = 0; from < bytes.length; ) {
    const tab = bytes.indexOf(9, from);
    const to = bytes.indexOf(10, tab);
    const id = bytes.toString('latin1', from, tab);
    const resources = byPatient.get(id) ?? [];
    byPatient.set(id, resources);
    resources.push(JSON.parse(bytes.toString('utf8', tab + 1, to)));
    from = to + 1;
  }
  return [...byPatient.values()];
}

/** Time on a core: on a busy machine the time of day says nothing. */
function secondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

/** The partition alone, of every patient: its best round by the clock and on a core, and how many bytes it read. */
async function partitionAlone() {
  const { files } = await findExportFiles(source);
  const { parsed, searched } = await inspectExport({ files, types: undefined, missing: [], others: [] });
  const candidates = {
    patients: undefined,
    merged: createMergeIndex().toMerged(),
    patientCount: 0,
    orders: createOrderInventory([]).toInventory(),
  };
  const gigabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e9;
  const folder = `${out}/partition`;
  let [seconds, cpuSeconds] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 3; round += 1) {
    const [clock, core] = [performance.now(), process.cpuUsage()];
    const shards = Math.ceil(gigabytes * 40);
    const moved = {
      resourcesOfBundle: () => [],
      parsed,
      candidates,
      shards,
      folder,
      searched,
      progress: () => undefined,
    };
    await partition(files, moved);
    seconds = Math.min(seconds, (performance.now() - clock) / 1_000);
    cpuSeconds = Math.min(cpuSeconds, secondsSince(core));
  }
  rmSync(folder, { recursive: true });
  return { gigabytes, seconds, cpuSeconds };
}

const planned = await run(['backtest', 'plan', source, '--out', out]);
const plan = readPlan(out);
const scored = await run([
  'backtest',
  'score',
  '--out',
  out,
  '--shard',
  Array.from({ length: plan.shards }, (_, shard) => shard).join(','),
]);
const merged = await run(['backtest', 'merge', '--out', out]);

const scoring = await openScoring(out, backtestTools(version));
const parts = everyRecordPart('read');
let [bareSeconds, ownSeconds, orders, bytes] = [0, 0, 0, 0];
const ratios: number[] = [];
const rounds = 3;
const measured = Math.min(plan.shards, 8);
// the first shard warms both up
for (let turn = 0; turn <= rounds * measured; turn += 1) {
  const shard = turn % measured;
  let [bareTime, ownTime] = [0, 0];
  const file = placesIn(out).shard(shard);
  const bare = async (): Promise<void> => {
    const started = process.cpuUsage();
    for (const resources of parsePatients(file)) {
      const draft = resources.find(({ id }) => typeof id === 'string' && id.startsWith('order-'));
      const at = readMoment(draft?.authoredOn);
      if (draft === undefined || at === undefined || !isObject(draft.subject)) continue;
      const patientId = String(draft.subject.reference).slice('Patient/'.length);
      const others = resources.filter((resource) => resource !== draft);
      const placed = {
        reference: '',
        type: 'ServiceRequest',
        at,
        clinician: '',
        draft: { ...draft, status: 'draft' },
        resource: draft,
        entry: undefined,
      } as const;
      await scoring.tools.consult(
        scoring.cards.guidelines,
        toConsultation(placed, { patientId, resources: others, parts }),
      );
    }
    bareTime = secondsSince(started);
  };
  const own = async (): Promise<void> => {
    const started = process.cpuUsage();
    const inventory = createInventory(scoring.cards.guidelines);
    let count = 0;
    for (const patient of readShard(file)) count += (await scorePatient(scoring, patient, inventory)).length;
    JSON.stringify(inventory.toInventory());
    ownTime = secondsSince(started);
    if (turn === 0) return;
    orders += count;
    bytes += readFileSync(file).length;
  };
  for (const step of turn % 2 === 0 ? [bare, own] : [own, bare]) await step();
  if (turn === 0) continue;
  ratios.push(bareTime / ownTime);
  bareSeconds += bareTime;
  ownSeconds += ownTime;
}
const alone = await partitionAlone();
const lines = [
  planned.said.trim(),
  `partition alone, the best of three: ${((1_000 * alone.gigabytes) / alone.seconds).toFixed(0)} MB/s, ${(alone.cpuSeconds / alone.gigabytes).toFixed(2)} s of a core for each GB`,
  `plan: ${planned.seconds.toFixed(1)} s, ${planned.cpuSeconds.toFixed(1)} s of a core, ${planned.megabytes.toFixed(0)} MB at most`,
  `score, one process, ${plan.shards} shards: ${scored.seconds.toFixed(1)} s, ${scored.cpuSeconds.toFixed(1)} s of a core, ${scored.megabytes.toFixed(0)} MB at most`,
  `merge: ${merged.seconds.toFixed(1)} s, ${merged.megabytes.toFixed(0)} MB at most`,
  `orders a second of a core: ${(orders / ownSeconds).toFixed(0)} (bare JSON.parse and consult(): ${(orders / bareSeconds).toFixed(0)}), ratio ${(bareSeconds / ownSeconds).toFixed(2)} (by shard: ${(ratios.sort((left, right) => left - right)[Math.floor(ratios.length / 2)] ?? 0).toFixed(2)} in the middle), ${(bytes / orders / 1_000).toFixed(0)} kB an order`,
];
process.stdout.write(`${lines.join('\n')}\n`);
