import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

describe('the command line', () => {
  it('lists its commands and exit codes', async () => {
    const { code, printed } = await runCommand(['--help']);
    expect(code).toBe(0);
    for (const command of ['check', 'test', 'explain', 'new', 'docs', 'report'])
      expect(printed).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(printed).toContain('Exit codes: 0 done; 1 ');
  });

  it.each([
    [['frobnicate'], "error: unknown command 'frobnicate'\n"],
    [['explain'], "error: missing required argument 'patient'\n"],
    [['docs', '--colour'], "error: unknown option '--colour'\n"],
  ])('says what is wrong with %j', async (argv, complaints) => {
    expect(await runCommand(argv)).toEqual({ code: 2, printed: '', complaints });
  });

  it('prints problems of the cards as file:line:column', async () => {
    mkdirSync(join(folder, 'neck-pain'));
    writeFileSync(join(folder, 'neck-pain', 'guideline.yaml'), 'id: neck-pain\ntitel: Neck pain\n');
    const { code, complaints } = await runCommand(['explain', 'x.json', '--order', 'mri-wo', '--cards', folder]);
    expect(code).toBe(1);
    expect(complaints).toMatch(/neck-pain\/guideline\.yaml:2:1 .*unknown name "titel".*\n/);
  });

  it('prints a setting that cannot be used as one line', async () => {
    vi.stubEnv('PORT', 'many');
    expect(await runCommand(['report'])).toEqual({
      code: 1,
      printed: '',
      complaints: 'PORT: "many" is not a whole number from 0 to 65535\n',
    });
  });

  it('runs through a link, as npm installs it', () => {
    const link = join(folder, 'spine-imaging-cds.ts');
    symlinkSync(resolve('src/cli/main.ts'), link);
    const printed = execFileSync(process.execPath, ['--import', 'tsx', link, '--version'], { encoding: 'utf8' });
    expect(printed).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('shows no colours to a pipe', () => {
    const argv = [
      '--import',
      'tsx',
      'src/cli/main.ts',
      'explain',
      'fhir-fixtures/requests/lumbar-mri-saddle-numbness.json',
    ];
    expect(execFileSync(process.execPath, argv, { encoding: 'utf8' })).not.toContain('\u001b');
  });
});

describe('report', () => {
  it('reads the store that the settings name', async () => {
    vi.stubEnv('DATA_DIR', folder);
    const { code, printed } = await runCommand(['report', '--format', 'csv']);
    expect(code).toBe(0);
    expect(printed).toContain('report,name,period,measure,value');
  });

  it('makes no store where none is', async () => {
    vi.stubEnv('DATA_DIR', join(folder, 'dta'));
    const { code, complaints } = await runCommand(['report']);
    expect(code).toBe(1);
    expect(complaints).toContain('DATA_DIR: there is no folder');
  });
});
