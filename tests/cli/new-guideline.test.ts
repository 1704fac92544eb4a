import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readGuidelines } from '../../src/library/read-guideline.js';
import { runCommand } from './run-command.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cards-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A folder of guidelines without a guideline. */
function emptyCards(): void {
  cpSync('cards/code-systems.yaml', join(folder, 'code-systems.yaml'));
  cpSync('cards/value-sets', join(folder, 'value-sets'), { recursive: true });
}

it('writes a guideline with one criterion that check and test accept', async () => {
  emptyCards();
  const made = await runCommand(['new', 'neck-pain', '--cards', folder]);
  expect([made.code, made.complaints]).toEqual([0, '']);
  expect(made.printed).toContain(join(folder, 'neck-pain', 'criteria.yaml'));

  const [documents, ...others] = readGuidelines(folder);
  expect(others).toEqual([]);
  expect(documents?.guideline).toMatchObject({ id: 'neck-pain', title: 'Neck pain', version: '0.1.0' });
  expect(documents?.criteria).toMatchObject([{ id: 'no-criteria-yet', when: 'true', rating: 'no-criteria-apply' }]);

  const checked = await runCommand(['check', folder]);
  expect(checked.complaints).toBe('');
  expect(checked.code).toBe(0);

  const tested = await runCommand(['test', 'neck-pain', '--cards', folder, '--mutate']);
  expect(tested.printed).toContain('neck-pain 0.1.0: 4 vignettes');
  expect([tested.code, tested.complaints]).toEqual([0, '']);
});

it("borrows the fixed words of the shipped guideline in a site's own folder", async () => {
  writeFileSync(join(folder, 'site.yaml'), 'site: Example hospital\n');
  expect((await runCommand(['new', 'neck-pain', '--cards', folder])).code).toBe(0);
  const guidelines = readGuidelines(folder);
  const phrasesOf = (wanted: string): unknown => guidelines.find(({ guideline }) => guideline.id === wanted)?.phrases;
  expect(phrasesOf('neck-pain')).toEqual(phrasesOf('low-back-pain'));
});

it.each([
  ['Neck Pain', /^"Neck Pain" is not a name in kebab-case such as neck-pain\n$/],
  ['../neck-pain', /is not a name in kebab-case/],
  ['value-sets', /^"value-sets" is a folder that all guidelines share/],
  ['neck-pain', /neck-pain is there already; nothing was written\n$/],
])('refuses %s', async (name, complaint) => {
  emptyCards();
  mkdirSync(join(folder, 'neck-pain'));
  const { code, printed, complaints } = await runCommand(['new', name, '--cards', folder]);
  expect([code, printed]).toEqual([2, '']);
  expect(complaints).toMatch(complaint);
  expect(readdirSync(join(folder, 'neck-pain'))).toEqual([]);
});

it.each(['', 'missing'])('refuses a folder that holds no guidelines: %j', async (inside) => {
  const { code, complaints } = await runCommand(['new', 'neck-pain', '--cards', join(folder, inside)]);
  expect(code).toBe(2);
  expect(complaints).toMatch(/there is no such folder|no folder of guidelines/);
  expect(readdirSync(folder)).toEqual([]);
});
