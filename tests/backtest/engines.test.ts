import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isObject, objectsOf } from '../../src/core/values/json.js';
import { runCommand } from '../cli/run-command.js';
import { runStep } from './run-steps.js';
import { asText, backtest, byType, type Ran, smallExport, temporaryFolder, writeFiles } from './small-export.js';

const folder = 'deploy/backtest';
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const shards = 8;
const source = writeFiles(asText(byType(smallExport())));
let usual: Ran;

beforeAll(async () => {
  usual = await backtest(source);
});

it.each(['parallel.sh', 'slurm.sh'])('%s is a shell script that parses', (name) => {
  expect(() => execFileSync('sh', ['-n', join(folder, name)])).not.toThrow();
});

it('the drivers use steps and options that there are', async () => {
  for (const name of readdirSync(folder)) {
    const calls = [...read(name).matchAll(/(?<!")\bbacktest (plan|score|merge)\b([^\n|]*)/g)].filter(
      ([call]) => !call.startsWith('backtest plan"'),
    );
    expect(calls.length).toBeGreaterThan(0);
    for (const [, step = '', rest = ''] of calls) {
      const [own, shared] = await Promise.all([
        runCommand(['backtest', step, '--help']),
        runCommand(['backtest', '--help']),
      ]);
      expect(own.printed).toContain(`backtest ${step}`);
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(own.printed + shared.printed).toContain(option);
    }
  }
});

/** A folder with programs of these names that note how they are called, and do what their scripts say. */
function programs(scripts: { readonly [name: string]: string }) {
  const files = Object.entries(scripts).map(
    ([name, script]) =>
      [name, `#!/bin/sh\nprintf '%s\\n' "$*" >> "$(dirname "$0")/calls.${name}"\n${script}\n`] as const,
  );
  const bin = writeFiles(new Map(files));
  for (const [name] of files) chmodSync(join(bin, name), 0o755);
  const calls = (name: string): readonly string[] => {
    const file = join(bin, `calls.${name}`);
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };
  const run = (command: string, argv: readonly string[], more: { readonly [name: string]: string } = {}): void => {
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, ...more };
    execFileSync(command, argv, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  return { calls, run };
}

/** Stands for the program: `plan` names the shards. */
const program = `case "$*" in *" plan "*) seq 0 ${shards - 1};; esac`;

/** Runs what an engine called, in the order in which it did, and compares with the run in one process. */
async function expectSame(calls: readonly string[], out: string): Promise<void> {
  for (const call of calls) await runStep(call.replace(/^.*?backtest /, 'backtest ').split(' '));
  for (const name of ['orders.ndjson', 'codes.csv', 'texts.csv', 'report.json', 'report.html', 'shareable/report.json'])
    expect(readFileSync(join(out, name), 'utf8'), name).toBe(usual.file(name));
}

describe('an engine that runs the steps gives the bytes of one process', () => {
  it('GNU parallel', async () => {
    const out = temporaryFolder();
    // the last shard first, and one of them twice, as after a process that was killed
    const parallel = `eval "command=\\"\\$$#\\""; for shard in $(cat | sort -r) 3; do $(echo "$command" | sed "s/{}/$shard/"); done`;
    const { calls, run } = programs({ 'spine-imaging-cds': program, parallel });
    run('sh', [join(folder, 'parallel.sh'), source, out]);
    expect(calls('parallel')[0]).toContain('--retries');
    expect(calls('spine-imaging-cds')).toHaveLength(1 + shards + 1 + 1);
    await expectSame(calls('spine-imaging-cds'), out);
  });

  it('a Slurm array', async () => {
    const out = temporaryFolder();
    const sbatch = `eval "wrap=\\"\\$$#\\""
      case "$*" in
        *--array=0-*) for SLURM_ARRAY_TASK_ID in $(seq ${shards - 1} -1 0); do (eval "$wrap"); done; echo 17;;
        *) eval "$wrap";;
      esac`;
    const { calls, run } = programs({ 'spine-imaging-cds': program, sbatch });
    run('sh', [join(folder, 'slurm.sh'), source, out]);
    expect(calls('sbatch')[0]).toContain(`--requeue --array=0-${shards - 1} `);
    expect(calls('sbatch').join()).toContain('--dependency=afterok:17 ');
    expect(calls('spine-imaging-cds')).toHaveLength(1 + shards + 1);
    await expectSame(calls('spine-imaging-cds'), out);
  });

  it('an indexed Kubernetes job, one pod a shard', async () => {
    const out = temporaryFolder();
    const job: unknown = parse(read('job.yaml'));
    expect(job).toMatchObject({
      kind: 'Job',
      spec: { completionMode: 'Indexed', completions: shards, template: { spec: { restartPolicy: 'Never' } } },
    });
    const spec =
      isObject(job) && isObject(job.spec) && isObject(job.spec.template) ? job.spec.template.spec : undefined;
    const [container] = isObject(spec) ? objectsOf(spec.containers) : [];
    const [shell = '', ...options] = Array.isArray(container?.command) ? container.command : [];
    const [script = ''] = Array.isArray(container?.args) ? container.args : [];
    const { calls, run } = programs({ node: '' });
    for (let shard = 0; shard < shards; shard += 1)
      run(shell, [...options, script.replaceAll('/backtest/out', out)], { JOB_COMPLETION_INDEX: String(shard) });
    const scored = calls('node');
    expect(scored[3]).toBe(`dist/cli/main.js backtest score --out ${out} --shard 3`);
    const [before, after] = [`backtest plan ${source} --out ${out}`, `backtest merge --out ${out} --shareable`];
    await expectSame([before, ...scored, after], out);
  });
});
