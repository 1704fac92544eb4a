import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkAnswers } from '../../src/library/check/check-answers.js';
import { checkCards } from '../../src/library/check/check-cards.js';
import { readCards, readGuidelines } from '../../src/library/read-guideline.js';
import { runCommand } from '../cli/run-command.js';
import { startRealApp } from '../journeys/real-app.js';
import { copyCards } from './cards-copy.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('the example guideline beside ours', () => {
  const cards = copyCards();
  beforeAll(() => cpSync('docs/guideline-example/neck-pain', join(cards.folder, 'neck-pain'), { recursive: true }));
  afterAll(() => cards.remove());

  it('is read, borrowing what it does not have', () => {
    const [ours, example] = readGuidelines(cards.folder);
    expect([ours?.guideline.id, example?.guideline.id]).toEqual(['low-back-pain', 'neck-pain']);
    expect(example?.facts).toEqual(ours?.facts);
    expect(example?.criteria.map(({ id }) => id)).toEqual([
      'another-region',
      'red-flag',
      'red-flags-not-documented',
      'no-criteria-yet',
    ]);
  });

  it('is proved, and its vignettes are answered', () => {
    const { problems, guidelines } = checkCards(cards.folder, { today: '2026-11-24' });
    expect(problems).toEqual([]);
    expect(guidelines.map(({ proof }) => proof?.findings)).toEqual([[], []]);
    const { layers, guidelines: folders } = readCards(cards.folder);
    expect(folders.flatMap((folder) => checkAnswers(layers, folder))).toEqual([]);
  });
});

describe('what the README says of a second guideline', () => {
  const cards = copyCards();
  afterAll(() => cards.remove());
  const cervicalOrder: unknown = JSON.parse(
    readFileSync('fhir-fixtures/requests/order-select-cervical-ct-fracture.json', 'utf8'),
  );

  async function decidingGuideline(folder: string): Promise<string | undefined> {
    const app = await startRealApp({ CARDS_DIR: folder });
    const { cards: shown } = await app.ask(cervicalOrder);
    await app.close();
    return /"guideline":"([^"]*)"/.exec(JSON.stringify(shown))?.[1];
  }

  it('holds: a copy of the example passes check, its vignettes are answered, and it answers a cervical order', async () => {
    expect(await decidingGuideline(cards.folder)).toBe('low-back-pain');
    cpSync('docs/guideline-example/neck-pain', join(cards.folder, 'neck-pain'), { recursive: true });
    const checked = await runCommand(['check', 'neck-pain', '--cards', cards.folder]);
    expect([checked.code, checked.complaints]).toEqual([0, '']);
    const tested = await runCommand(['test', 'neck-pain', '--cards', cards.folder, '--mutate']);
    expect(tested.printed).toContain('neck-pain 0.1.0: 4 vignettes, 4 orders\n');
    expect([tested.code, tested.complaints]).toEqual([0, '']);
    expect(await decidingGuideline(cards.folder)).toBe('neck-pain');
  });

  it("holds in a site's own folder, too", async () => {
    const site = mkdtempSync(join(tmpdir(), 'site-'));
    writeFileSync(join(site, 'site.yaml'), 'site: Example hospital\n');
    cpSync('docs/guideline-example/neck-pain', join(site, 'neck-pain'), { recursive: true });
    expect(await decidingGuideline(site)).toBe('neck-pain');
    rmSync(site, { recursive: true });
  });
});

describe('a folder', () => {
  it('without a guideline is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cards-'));
    try {
      expect(readCards(folder).problems).toMatchObject([
        { file: folder, message: 'no guideline here: a guideline is a folder with a guideline.yaml' },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that does not exist is refused', () => {
    expect(() => readGuidelines('no-such-folder')).toThrow('no-such-folder:1:1 no guideline here');
  });
});
