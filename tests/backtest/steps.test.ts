import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/backtest/plan/progress.js';
import { scoreInWorkers } from '../../src/backtest/worker-pool.js';
import { runCommand } from '../cli/run-command.js';
import { runStep } from './run-steps.js';
import { asText, backtest, byType, smallExport, temporaryFolder, visit, writeFiles } from './small-export.js';

const source = writeFiles(asText(byType(smallExport())));

/** A folder of results with this as its plan. */
function withPlan(text: string): string {
  return writeFiles(new Map([['work/plan.json', text]]));
}

async function command(...argv: readonly string[]): Promise<string> {
  const { printed, complaints } = await runStep(['backtest', ...argv]);
  expect(complaints.replace(/^(?:\d+ files|candidates:|partition:|score:).*\n/gm, '')).toBe('');
  return printed;
}

describe('the steps of a backtest', () => {
  it('give what all of them together give, in any order of the shards', async () => {
    const out = temporaryFolder();
    const shards = (await command('plan', source, '--out', out)).trim().split('\n');
    expect(shards).toEqual(shards.map((_, index) => String(index)));
    await expect(command('merge', '--out', out)).rejects.toThrow(
      /8 of 8 shards have not been scored; run "backtest score --shard 0/,
    );
    await command('score', '--out', out, '--shard', shards.reverse().slice(0, 5).join(','));
    for (const shard of shards.slice(4)) await command('score', '--shard', shard, '--out', out);
    expect(await command('merge', '--out', out)).toMatch(/^14 orders of 14 patients, of 14 in the export\n/);
    const whole = await backtest(source);
    for (const name of ['orders.ndjson', 'codes.csv', 'texts.csv'])
      expect(readFileSync(join(out, name), 'utf8')).toBe(whole.file(name));
  });

  it('ask about one study for every patient on the last visit', async () => {
    const { rows, file } = await backtest(source, { allPatients: 'ct-wo:lumbar' });
    expect(rows()).toHaveLength(14);
    expect(rows().every(({ order, date }) => order === 'ServiceRequest/ct-wo-lumbar' && date === '2025-03-10')).toBe(
      true,
    );
    // a visit that is planned, or was called off, is none
    const visits = ['planned', 'cancelled'].map((status) => ({
      ...visit('pat-a0'),
      ...{ id: status, status, period: { start: '2031-01-01' } },
    }));
    const planned = writeFiles(asText(byType([...smallExport(), ...visits])));
    const again = await backtest(planned, { allPatients: 'ct-wo:lumbar' });
    expect(again.file('orders.ndjson')).toBe(file('orders.ndjson'));
    const out = temporaryFolder();
    const unknown = backtest(source, { allPatients: 'mri-xx' }, out);
    await expect(unknown).rejects.toThrow(/mri-xx is neither a file nor a study/);
    expect(existsSync(join(out, 'work', 'records'))).toBe(false);
  });

  it.each([
    [['backtest'], /name the folder of an export/],
    [['backtest', source, '--last-updated', 'never'], /--last-updated never is none of auto, use, ignore/],
    [['backtest', 'score', '--out', temporaryFolder(), '--shard', '0'], /nothing has been planned here/],
    [['backtest', 'score', '--shard', 'x'], /--shard x is not a whole number/],
    [['backtest', source, '--workers', '-1'], /--workers -1 is not a whole number/],
    [['backtest', source, '--out', source], /is the export itself/],
    [['backtest', source, '--out', '/dev/null/results'], /^ENOTDIR: not a directory, mkdir '\/dev\/null\/results/],
    [['backtest', 'merge', '--out', withPlan('{')], /plan\.json: is damaged; delete it and plan again/],
    [['backtest', 'merge', '--out', withPlan('{"format":1}')], /nothing has been planned here/],
    [['coverage', source, '--workers', 'x'], /--workers x is not a whole number/],
  ])('say what is wrong with %j', async (argv, message) => {
    const { code, complaints } = await runCommand(argv);
    expect(complaints).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('processes that score', () => {
  /** A program that waits for shards and is killed over some of them, the first time. */
  function programThatDies(over: string): string {
    const folder = temporaryFolder();
    const program = join(folder, 'program.mjs');
    writeFileSync(
      program,
      `import { existsSync, writeFileSync } from 'node:fs';
       process.send('ready');
       process.on('message', (shard) => {
         const mark = ${JSON.stringify(folder)} + '/' + shard;
         if (${over}) { writeFileSync(mark, ''); process.kill(process.pid, 'SIGKILL'); return; }
         process.send(shard);
       });`,
    );
    return program;
  }

  it('are replaced when they are killed, and each shard is scored once', async () => {
    const done: number[] = [];
    const program = programThatDies('shard % 3 === 1 && !existsSync(mark)');
    const shards = Array.from({ length: 8 }, (_, shard) => shard);
    await scoreInWorkers({ shards, workers: 2, program, argv: [], onDone: (shard) => done.push(shard) });
    expect(done.sort()).toEqual(shards);
  });

  it('are given up when none survives a shard', async () => {
    const program = programThatDies('shard === 2');
    const run = scoreInWorkers({ shards: [1, 2], workers: 1, program, argv: [], onDone: () => undefined });
    await expect(run).rejects.toThrow(/shard 2: 3 processes ended before it was scored/);
  });
});

describe('progress', () => {
  it('tells the rate and the time left', () => {
    let time = 0;
    const [lines, notes]: [string[], string[]] = [[], []];
    const progress = createProgress(
      (line) => lines.push(line),
      (note) => notes.push(note),
      () => time,
    );
    const step = progress.step('partition', 400e6, 'bytes');
    time = 1_000;
    step.add(100e6);
    time = 2_000;
    step.add(300e6);
    step.end();
    expect(lines).toEqual([
      'partition: 100 MB of 400 MB (25 %), 100 MB/s, 3 s left',
      'partition: 400 MB of 400 MB (100 %), 200 MB/s, 0 s left',
    ]);
    expect(notes).toEqual(['partition: 400 MB in 2.0 s, 200 MB/s']);
  });
});
