import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command.js';

vi.setConfig({ testTimeout: 120_000 });

describe('docs --since', () => {
  it('prints a summary, the rows and facts that changed, and the cases that are answered otherwise', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'docs-since-'));
    const { code } = await runCommand(['docs', 'low-back-pain', '--since', '1.0.0', '--out', folder]);
    expect(code).toBe(0);
    const page = readFileSync(join(folder, 'low-back-pain-since-1.0.0.md'), 'utf8');
    const headings = page.split('\n').filter((line) => line.startsWith('## '));
    expect(headings).toEqual([
      '## Summary',
      '## Open questions',
      '## Rows',
      '## Facts',
      '## Study ratings',
      '## Appendix: cases that are answered otherwise',
    ]);
    expect(page).toContain('Rows of the decision table: 10 new, 8 changed, 0 gone.');
    expect(page).toMatch(/\| new \| acute both leg weakness \|/);
    // a page holds about 450 words
    const [, summary = ''] = page.split(/^## /m);
    expect(summary.split(/\s+/).length).toBeLessThan(3 * 450);
    expect(summary).toContain('**outside cause first** (new, insufficient information): Cannot rate: bleeding risk');
    const body = page.slice(page.indexOf('## Rows'), page.indexOf('## Appendix'));
    expect(body).toContain('studies as in group “cauda equina, or a severe or growing deficit”');
    expect(body).toMatch(
      /\| bone scan of a known cancer \| – \| if active cancer \*\*and\*\* kind of study ordered is “bone-scan”/,
    );
    expect(body.match(/`[^`]*`/g)).toBeNull();
    expect(page).toMatch(/studies-v7 .*study not appropriate .*study unrated/);
  });

  it('says which releases there are', async () => {
    const { code, complaints } = await runCommand(['docs', 'low-back-pain', '--since', '0.9.0', '--out', tmpdir()]);
    expect(code).toBe(2);
    expect(complaints).toContain('no release 0.9.0 of low-back-pain; there are 1.0.0');
  });
});
