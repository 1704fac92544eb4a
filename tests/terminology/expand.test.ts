import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCards } from '../../src/library/check/check-cards.js';
import { runCommand } from '../cli/run-command.js';
import { type CardsCopy, copyCards } from '../library/cards-copy.js';

let cards: CardsCopy;
beforeAll(() => {
  cards = copyCards();
});
afterAll(() => cards.remove());

const expand = () => runCommand(['expand', '--cards', cards.folder]);

describe('expand', { timeout: 60_000 }, () => {
  it('changes nothing in the shipped cards', async () => {
    expect(await expand()).toMatchObject({ code: 0, printed: 'nothing to change\n', complaints: '' });
  });

  it('takes a code out of the sets when a rule leaves it out, and puts it back', async () => {
    const path = join(cards.folder, 'value-sets/cancer.sct.json');
    const before = readFileSync(path, 'utf8');
    expect(before).toContain('"254900004"');
    const edit = {
      file: 'expansions/rules.yaml',
      from: '      - { words: [in remission, personal history]',
      to: "      - { codes: ['254900004'], leftOut: tried, because: a test }\n      - { words: [in remission, personal history]",
    };
    const result = await cards.withEdit(edit, expand);
    await expand();
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(result).toMatchObject({ code: 0 });
  });

  it('says which code no rule places, and writes nothing', async () => {
    const path = join(cards.folder, 'expansions/weight-loss.csv');
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, `${before}icd-10-cm,R63.8,Other symptoms,a\n`);
    const rules = join(cards.folder, 'expansions/rules.yaml');
    const text = readFileSync(rules, 'utf8');
    writeFileSync(rules, text.replace(/ {6}- leftOut: malnutrition or low index\n.*\n/, ''));
    const result = await expand();
    writeFileSync(path, before);
    writeFileSync(rules, text);
    expect(result.code).toBe(1);
    expect(result.complaints).toMatch(/rules: none fits icd-10-cm E40 "Kwashiorkor", and 15 more; add a rule/);
  });

  it('says which set takes in what a rule leaves out', async () => {
    const edit = {
      file: 'expansions/rules.yaml',
      from: '      - to: [diabetes]',
      to: '      - { prefixes: [E11], leftOut: tried, because: a test }\n      - to: [diabetes]',
    };
    const rules = join(cards.folder, edit.file);
    const text = readFileSync(rules, 'utf8');
    writeFileSync(rules, text.replace(edit.from, edit.to));
    const result = await expand();
    writeFileSync(rules, text);
    expect(result.code).toBe(1);
    expect(result.complaints).toContain('goes to "tried", but the set "diabetes" takes it too; exclude it there');
  });
});

describe('without the files that need a licence', { timeout: 60_000 }, () => {
  it('check accepts the cards and names the sets that are thinner', () => {
    const folder = join(cards.folder, 'value-sets');
    const parts = readdirSync(folder).filter((name) => /\.(cpt|sct)\.json$/.test(name));
    const kept = new Map(parts.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    for (const name of parts) rmSync(join(folder, name));
    const { problems, notes } = checkCards(cards.folder, {
      today: '2026-11-26',
      skipVignettes: true,
      skipProofs: true,
    });
    for (const [name, text] of kept) writeFileSync(join(folder, name), text);
    expect(problems).toEqual([]);
    const thinner = notes.filter(({ message }) => message.includes('is thinner'));
    expect(thinner.length).toBe(parts.length);
    expect(thinner.map(({ message }) => message)).toContain(
      'the value set "cancer" is thinner: its part "cancer-sct" was left out',
    );
  });
});

describe("a part of a site's own", { timeout: 60_000 }, () => {
  it('must belong to a set', () => {
    const site = mkdtempSync(join(tmpdir(), 'site-part-'));
    writeFileSync(join(site, 'site.yaml'), 'site: Example hospital\n');
    mkdirSync(join(site, 'value-sets'));
    const part = {
      resourceType: 'ValueSet',
      id: 'cancr-site',
      url: 'urn:spine-imaging-cds:value-sets:cancr-site',
      status: 'active',
    };
    const expansion = { timestamp: '2026-11-26', contains: [{ system: 'http://snomed.info/sct', code: '254900004' }] };
    writeFileSync(join(site, 'value-sets/cancr.site.json'), JSON.stringify({ ...part, expansion }));
    const { problems } = checkCards(site, { today: '2026-11-26', skipVignettes: true, skipProofs: true });
    rmSync(site, { recursive: true });
    expect(existsSync(site)).toBe(false);
    expect(problems.map(({ message }) => message)).toContain(
      'id: this is a part of the set "cancr", which has no file',
    );
  });
});
