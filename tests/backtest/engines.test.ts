import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCommand } from '../cli/run-command.js';

const folder = 'deploy/backtest';
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

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

it('job.yaml scores one shard in each pod', () => {
  expect(parse(read('job.yaml'))).toMatchObject({
    kind: 'Job',
    spec: { completionMode: 'Indexed', template: { spec: { restartPolicy: 'Never' } } },
  });
  expect(read('job.yaml')).toContain('--shard "$JOB_COMPLETION_INDEX"');
});
