import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let cards: string;
let site: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cards-argument-'));
  cards = join(folder, 'cards');
  cpSync('cards/code-systems.yaml', join(cards, 'code-systems.yaml'));
  cpSync('cards/value-sets', join(cards, 'value-sets'), { recursive: true });
  for (const id of ['arm-pain', 'neck-pain']) await runCommand(['new', id, '--cards', cards]);
  site = join(folder, 'site');
  mkdirSync(join(site, 'low-back-pain'), { recursive: true });
  writeFileSync(join(site, 'site.yaml'), 'site: Example hospital\n');
  writeFileSync(
    join(site, 'low-back-pain/criteria.yaml'),
    'criteria:\n  - { id: foot-drop, disabled: under review }\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The guidelines that a command names in what it prints. */
async function guidelinesOf(command: string, ...argv: readonly string[]): Promise<readonly string[]> {
  const out = command === 'docs' ? ['--out', join(folder, 'out')] : [];
  const { code, printed, complaints } = await runCommand([command, ...argv, ...out]);
  expect([code, complaints]).toEqual([0, '']);
  return ['arm-pain', 'low-back-pain', 'neck-pain'].filter((id) => new RegExp(`${id}( |\\.md)`).test(printed));
}

describe.each(['check', 'test', 'docs'])('%s takes', (command) => {
  it('a folder of guidelines, the folder of one, or the id of one', async () => {
    expect(await guidelinesOf(command, cards)).toEqual(['arm-pain', 'neck-pain']);
    expect(await guidelinesOf(command, '--cards', cards)).toEqual(['arm-pain', 'neck-pain']);
    expect(await guidelinesOf(command, join(cards, 'neck-pain'))).toEqual(['neck-pain']);
    expect(await guidelinesOf(command, 'neck-pain', '--cards', cards)).toEqual(['neck-pain']);
  });

  it('nothing else, and says so', async () => {
    const unknown = await runCommand([command, 'nek-pain', '--cards', cards]);
    expect(unknown).toEqual({
      code: 2,
      printed: '',
      complaints: 'no guideline "nek-pain"; there are arm-pain, neck-pain\n',
    });
    const { code, complaints } = await runCommand([command, join(folder, 'nowhere')]);
    expect([code, complaints]).toEqual([
      2,
      `${join(folder, 'nowhere')}: neither a folder of guidelines (a site's own holds a site.yaml) nor the id of one\n`,
    ]);
  });

  it('the same argument as the others, as its help says', async () => {
    const { printed } = await runCommand([command, '--help']);
    expect(printed.replace(/\s+/g, ' ')).toContain(
      'cards a folder of guidelines, the folder of one guideline, or the id of one guideline (default: all guidelines of --cards)',
    );
  });
});

describe("with a site's own folder", () => {
  it('check and test go over the two laid together', async () => {
    expect(await guidelinesOf('check', site)).toEqual(['low-back-pain']);
    const { printed } = await runCommand(['test', join(site, 'low-back-pain')]);
    expect(printed).toMatch(/^low-back-pain \d+\.\d+\.\d+\+site\.[0-9a-f]{8}: /);
  });

  it('the first page of docs names the site, what it changes and the rows that are switched off', async () => {
    const out = join(folder, 'out');
    await runCommand(['docs', site, '--out', out]);
    const [firstPage = ''] = readFileSync(join(out, 'low-back-pain.md'), 'utf8').split('\n## ');
    expect(firstPage).toContain('| Site | Example hospital |');
    expect(firstPage).toContain('| Changed by the site | low-back-pain/criteria.yaml: foot-drop |');
    expect(firstPage).toContain('| Switched off | `foot-drop`: under review |');
  });
});
