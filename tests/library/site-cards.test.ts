import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compileGuideline } from '../../src/core/guideline/compile-guideline.js';
import { parseRule } from '../../src/core/rules/parse-expression.js';
import { runVignettes } from '../../src/core/trial/run-vignettes.js';
import type { Vignette } from '../../src/core/trial/vignette.js';
import { checkCards } from '../../src/library/check/check-cards.js';
import { readCards, readGuidelines } from '../../src/library/read-guideline.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const today = '2026-11-24';
let site: string;

beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), 'site-cards-'));
  write('site.yaml', 'site: Example hospital\n');
});
afterEach(() => rmSync(site, { recursive: true }));

function write(path: string, text: string): void {
  const file = join(site, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function lowBackPain() {
  const documents = readGuidelines(site).find(({ guideline }) => guideline.id === 'low-back-pain');
  if (documents === undefined) throw new Error('low-back-pain is not there');
  return documents;
}

describe("a site's folder", () => {
  it('changes nothing but the version when it holds nothing', () => {
    const [shipped] = readGuidelines('cards');
    const own = lowBackPain();
    expect(own.guideline.version).toMatch(/^1\.1\.0\+site\.[0-9a-f]{8}$/);
    expect({ ...own, guideline: { ...own.guideline, version: '1.1.0' } }).toEqual(shipped);
  });

  it('is told apart by a version of its own for each content', () => {
    const empty = lowBackPain().guideline.version;
    write('low-back-pain/words/foot-drop.md', '## Why\n\nOur words.\n');
    const withWords = lowBackPain().guideline.version;
    expect(withWords).not.toBe(empty);
    rmSync(join(site, 'low-back-pain/words/foot-drop.md'));
    expect(lowBackPain().guideline.version).toBe(empty);
  });

  it('changes words', () => {
    write('low-back-pain/words/foot-drop.md', '## Why\n\nOur words.\n');
    expect(lowBackPain().words['foot-drop']).toEqual({ Why: 'Our words.' });
  });

  it('changes a threshold and leaves the rest of the entry', () => {
    write('low-back-pain/derived.yaml', 'derived:\n  watchfulWaitingOver: { when: symptomDays >= 35 }\n');
    expect(lowBackPain().derived.watchfulWaitingOver).toMatchObject({
      label: 'Pain for 5 weeks or more',
      when: 'symptomDays >= 35',
    });
    expect(checkCards(site, { today, skipVignettes: true }).problems).toEqual([]);
  });

  it('changes a threshold everywhere: in both halves of the table and in what the cards say', () => {
    write('low-back-pain/derived.yaml', 'derived:\n  watchfulWaitingOver: { when: symptomDays >= 49 }\n');
    const documents = lowBackPain();
    const vignette: Vignette = {
      id: 'pain-43',
      title: '43 days of pain, screen negative',
      facts: {
        'age-years': 45,
        'bladder-dysfunction': false,
        'bowel-dysfunction': false,
        'saddle-anesthesia': false,
        'motor-weakness': false,
        'symptom-days': 43,
      },
      order: { modality: 'mri', region: 'lumbar', contrast: 'without' },
      expected: {
        rating: 'not-indicated',
        criterion: 'acute-no-red-flags',
        studyRating: 'not-appropriate',
        pama: 'not-appropriate',
      },
    };
    const [result] = runVignettes(compileGuideline(documents, parseRule), [vignette]);
    expect(result?.differences).toEqual([]);
    expect(documents.criteria.find(({ id }) => id === 'acute-no-red-flags')?.summary).toContain('(under 7 weeks,');
    expect(documents.words['duration-missing']?.Why).toContain('Seven weeks is the line');
    expect(checkCards(site, { today, skipVignettes: true }).problems).toEqual([]);
  });

  it('is told the new name of a fact that it changes by the old one', () => {
    write('low-back-pain/derived.yaml', 'derived:\n  sixWeeks: { when: symptomDays >= 35 }\n');
    const messages = readCards(site).problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
    expect(messages).toContain(
      `${join(site, 'low-back-pain/derived.yaml')}:2 derived: no "sixWeeks" to change; it is called "watchfulWaitingOver" now (an entry of your own also needs "label")`,
    );
  });

  it('changes one row of the table in its place', () => {
    const shipped = readGuidelines('cards')[0]?.criteria ?? [];
    write('low-back-pain/criteria.yaml', "criteria:\n  - { id: older-age, when: 'ageYears >= 75' }\n");
    const { criteria } = lowBackPain();
    expect(criteria.map(({ id }) => id)).toEqual(shipped.map(({ id }) => id));
    expect(criteria.filter((row, index) => row.when !== shipped[index]?.when).map(({ id }) => id)).toEqual([
      'older-age',
    ]);
  });

  it('replaces a value set', () => {
    const fever = JSON.parse(readFileSync('cards/value-sets/fever.json', 'utf8'));
    const [include] = fever.compose.include;
    const only = { system: include.system, concept: include.concept.slice(0, 1) };
    write('value-sets/fever.json', JSON.stringify({ ...fever, compose: { include: [only] } }));
    expect(lowBackPain().valueSets.fever?.codes).toHaveLength(1);
  });

  it('switches a row off, which check reports as a note and not as a problem', () => {
    write('low-back-pain/criteria.yaml', 'criteria:\n  - { id: foot-drop, disabled: under review }\n');
    expect(lowBackPain().criteria.find(({ id }) => id === 'foot-drop')?.disabled).toBe('under review');
    const { problems, notes } = checkCards(site, { today, skipVignettes: true });
    expect(problems).toEqual([]);
    expect(notes.filter(({ file }) => file.startsWith(site))).toEqual([
      {
        file: join(site, 'low-back-pain/criteria.yaml'),
        line: 2,
        column: 32,
        message: 'foot-drop is switched off: under review',
      },
    ]);
  });

  it('is blamed for its own mistakes, with file and line', () => {
    write('low-back-pain/derived.yaml', 'derived:\n  watchfulWaitingOver:\n    when: symptomDay >= 35\n');
    expect(checkCards(site, { today }).problems).toEqual([
      {
        file: join(site, 'low-back-pain/derived.yaml'),
        line: 3,
        column: 11,
        message: 'when: no fact "symptomDay"; did you mean "symptomDays"?',
      },
    ]);
  });

  it('is blamed for a row that it adds and for an unknown field of a row that it changes', () => {
    write(
      'low-back-pain/criteria.yaml',
      'criteria:\n  - id: foot-drop\n    disbled: no\n  - { id: fot-drop, disabled: misspelt }\n',
    );
    const problems = readCards(site).problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
    const file = join(site, 'low-back-pain/criteria.yaml');
    expect(problems).toContain(`${file}:3 criteria: unknown name "disbled"; did you mean "disabled"?`);
    expect(problems).toContain(
      `${file}:4 criteria: no "fot-drop" to change; did you mean "foot-drop"? (an entry of your own also needs "when", "rating", "group", "indicator", "summary", "source")`,
    );
  });

  it('is told the new name of a key that it still calls by its former one', () => {
    write('low-back-pain/criteria.yaml', 'criteria:\n  - id: foot-drop\n    seed: [S12]\n');
    expect(readCards(site).problems).toMatchObject([
      {
        file: join(site, 'low-back-pain/criteria.yaml'),
        line: 3,
        message: 'criteria: unknown name "seed"; it is called "guidance" now',
      },
    ]);
  });

  it('names a folder that changes no guideline', () => {
    write('low-back-pian/words/foot-drop.md', '## Why\n\nOur words.\n');
    expect(readCards(site).problems.map(({ message }) => message)).toEqual([
      'no guideline "low-back-pian" to change; did you mean "low-back-pain"?',
    ]);
  });

  it('that breaks a property is refused', () => {
    write('low-back-pain/criteria.yaml', 'criteria:\n  - { id: child, when: ageYears < 16 }\n');
    const messages = checkCards(site, { today, skipVignettes: true }).problems.map(({ message }) => message);
    expect(messages.join('\n')).toContain('child-is-never-rated: a child gets no adult rating, but');
  });
});
