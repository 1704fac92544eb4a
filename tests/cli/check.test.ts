import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cards-'));
  cpSync('cards/code-systems.yaml', join(folder, 'code-systems.yaml'));
  cpSync('cards/value-sets', join(folder, 'value-sets'), { recursive: true });
  await runCommand(['new', 'neck-pain', '--cards', folder]);
});
afterEach(() => rmSync(folder, { recursive: true }));

function change(file: string, from: string, to: string): void {
  const path = join(folder, 'neck-pain', file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

describe('check', () => {
  it('says what was proved, and that nothing is wrong', async () => {
    const { code, printed } = await runCommand(['check', '--cards', folder]);
    expect(code).toBe(0);
    expect(printed).toMatch(/^neck-pain 0\.1\.0\n {2}1 rows over 1 facts: /m);
    expect(printed).toContain('  proved exactly one row answers every combination\n');
    expect(printed).toContain('  red flags (1): exampleSign\n');
    expect(printed).toContain('  emergency signs (1): exampleSign\n');
    expect(printed).toMatch(/no problems \(\d+\.\d s\)\n$/);
  });

  it('says which flags a safety fact reads without being raised by them', async () => {
    change('derived.yaml', 'when: exampleSign', 'when: exampleSign.not()');
    const { printed } = await runCommand(['check', '--cards', folder]);
    expect(printed).toContain('  red flags (0): none\n  read there, but not taken as red flags: exampleSign\n');
  });

  it('names file, line and column of a problem and fails', async () => {
    change('criteria.yaml', 'group: none', 'group: nothing');
    const { code, complaints } = await runCommand(['check', folder]);
    expect(code).toBe(1);
    expect(complaints).toMatch(/problem .*neck-pain\/criteria\.yaml:\d+:\d+ .*"nothing"/);
    expect(complaints).toMatch(/^1 problem$/m);
  });
});

describe('test', () => {
  it('says what a vignette got instead of what it expects, and fails', async () => {
    change('vignettes/examples.yaml', 'studyRating: unrated', 'studyRating: appropriate');
    const { code, printed } = await runCommand(['test', '--cards', folder]);
    expect(code).toBe(1);
    expect(printed).toContain('  sign-documented The example sign is documented (mri lumbar without)\n');
    expect(printed).toContain('    studyRating: appropriate expected, unrated got\n');
  });

  it('knows no guideline by another name', async () => {
    expect(await runCommand(['test', 'back-pain', '--cards', folder])).toEqual({
      code: 2,
      printed: '',
      complaints: 'no guideline "back-pain"; there are neck-pain\n',
    });
  });
});
