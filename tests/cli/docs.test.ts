import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSource, type DocumentSource } from '../../src/cli/document/document-source.js';
import { ruleInWords } from '../../src/cli/document/document-words.js';
import type { GuidelineDocuments } from '../../src/core/guideline/documents.js';
import type { ProofReport } from '../../src/core/proof/prove-guideline.js';
import { readGuidelines } from '../../src/library/read-guideline.js';
import { type CommandResult, runCommand } from './run-command.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the document of the shipped guideline', () => {
  let result: CommandResult;
  let markdown: string;
  let page: string;
  let documents: GuidelineDocuments | undefined;

  beforeAll(async () => {
    const out = join(folder, 'out', 'guideline');
    result = await runCommand(['docs', '--out', out]);
    markdown = readFileSync(join(out, 'low-back-pain.md'), 'utf8');
    page = readFileSync(join(out, 'low-back-pain.html'), 'utf8');
    documents = readGuidelines('cards').find(({ guideline }) => guideline.id === 'low-back-pain');
  }, 60_000);

  it('is written as Markdown and as one page, and is fit to be signed', () => {
    expect([result.code, result.complaints]).toEqual([0, '']);
    expect(result.printed).toMatch(/low-back-pain\.md\n.*low-back-pain\.html\n$/);
    expect(markdown).toMatch(/All \d+ vignettes got the answer they expect/);
    expect(markdown).toContain('Proved for every combination of facts');
    expect(markdown).toContain('| Name | Role | Date | Signature |');
  });

  it('has the headings that docs/criteria.md sends its readers to', () => {
    const printed = readFileSync('docs/criteria.md', 'utf8').matchAll(/^\*Printed under ([^*]+)\.\*/gm);
    const headings = [...printed].flatMap(([, names = '']) =>
      [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => name),
    );
    expect(headings.length).toBeGreaterThan(10);
    expect(headings.filter((name) => !markdown.includes(`\n## ${name}\n`))).toEqual([]);
  });

  it('says in words what each group of ratings is for', () => {
    const groups = Object.keys(documents?.ratings.groups ?? {});
    const named = new Set(groups.map((group) => documents?.phrases[`group.${group}`]));
    expect([named.size, named.has(undefined)]).toEqual([groups.length, false]);
    expect(markdown).toContain(
      '| failed care or a lasting deficit, with an intervention in view (ACR variant 3) (`v3`) |',
    );
    expect(markdown).toContain('**Study ratings:** group “cauda equina, or a severe or growing deficit” (`ces`)');
    expect(markdown).not.toMatch(/groups? (other than )?(ces|v\d|all-n)/);
  });

  it('names every row, fact, study, statement of the guidance, source and open question', () => {
    const { criteria = [], facts = {}, derived = {}, ratings, guideline } = documents ?? {};
    const headings = criteria.map(({ id }, index) => `### Row ${index + 1}: ${id}\n`);
    expect(headings.filter((heading) => !markdown.includes(heading))).toEqual([]);
    const codes = [facts, derived, ratings?.groups ?? {}, guideline?.sources ?? {}].flatMap(Object.keys);
    expect(codes.filter((code) => !markdown.includes(`\`${code}\``))).toEqual([]);
    const firstCells = [
      ...Object.keys(guideline?.guidance ?? {}),
      ...(guideline?.openQuestions ?? []).map(({ id }) => id),
    ];
    expect(firstCells.filter((id) => !markdown.includes(`\n| ${id} | `))).toEqual([]);
  });

  it('has no table with a cell too many or too few', () => {
    const columns = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    const broken = markdown
      .split('\n\n')
      .filter((block) => block.startsWith('| '))
      .filter((block) => new Set(block.trim().split('\n').map(columns)).size > 1);
    expect(broken).toEqual([]);
  });

  it('loads nothing, runs nothing, and keeps its links', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed)\b|\bsrc=|@import|url\(/i);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = new Set([...page.matchAll(/ href="#([^"]*)"/g)].map(([, target]) => target));
    expect([...targets].filter((target) => !ids.includes(target))).toEqual([]);
    expect(targets.size).toBeGreaterThan(50);
  });

  it('marks ratings, so that a table can be read at a glance', () => {
    expect(page).toContain('<td class="is-indicated-emergency">indicated emergency</td>');
    expect(page).toContain('<table class="study-ratings">');
  });
});

describe('another guideline', () => {
  const name = 'neck-pain';
  let cards: string;

  beforeAll(async () => {
    cards = join(folder, 'cards');
    cpSync('cards/code-systems.yaml', join(cards, 'code-systems.yaml'));
    cpSync('cards/value-sets', join(cards, 'value-sets'), { recursive: true });
    await runCommand(['new', name, '--cards', cards]);
  });

  function change(file: string, from: string, to: string): void {
    const path = join(cards, name, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  }

  it('is printed without the sections that it does not have', async () => {
    expect((await runCommand(['docs', '--cards', cards, '--out', folder])).code).toBe(0);
    const markdown = readFileSync(join(folder, `${name}.md`), 'utf8');
    expect(markdown.match(/^## .*$/gm)).toEqual(
      ['How to read this document', 'Decision table', 'Criteria in detail', 'Study ratings', 'Derived facts', 'Facts']
        .concat(['Safety properties', 'Vignettes', 'Change log', 'Approval'])
        .map((heading) => `## ${heading}`),
    );
  });

  it('shows what an author wrote as text, whatever it looks like', async () => {
    change('guideline.yaml', 'title: Neck pain', 'title: "<b>Neck</b> | *pain* & `arm`"');
    await runCommand(['docs', '--cards', cards, '--out', folder]);
    const page = readFileSync(join(folder, `${name}.html`), 'utf8');
    expect(page).toContain('<h1 id="bneckb--pain--arm">&lt;b&gt;Neck&lt;/b&gt; | *pain* &amp; `arm`</h1>');
    expect(page).toContain('<title>&lt;b&gt;Neck&lt;/b&gt; | *pain* &amp; `arm`</title>');
  });

  it('gets another fingerprint with every change of what it says', async () => {
    const fingerprint = async (): Promise<string | undefined> => {
      await runCommand(['docs', '--cards', cards, '--out', folder]);
      return /Fingerprint \| `([0-9a-f]{16})`/.exec(readFileSync(join(folder, `${name}.md`), 'utf8'))?.[1];
    };
    const before = await fingerprint();
    expect(before).toBeDefined();
    expect(await fingerprint()).toBe(before);
    change('words/no-criteria-yet.md', 'local practice', 'local custom');
    expect(await fingerprint()).not.toBe(before);
  });

  it('that does not pass its vignettes says that it must not be signed', async () => {
    change('vignettes/examples.yaml', 'rating: no-criteria-apply', 'rating: indicated');
    const { code, complaints } = await runCommand(['docs', '--cards', cards, '--out', folder]);
    expect(code).toBe(1);
    expect(complaints).toBe('neck-pain: not fit to be signed: 1 vignettes fail, 0 findings of check\n');
    expect(readFileSync(join(folder, `${name}.md`), 'utf8')).toContain('1 of 4 vignettes did not get the answer');
  });
});

describe('a rule in words', () => {
  let source: DocumentSource;
  beforeAll(() => {
    const [documents] = readGuidelines('cards').filter(({ guideline }) => guideline.id === 'low-back-pain');
    if (documents === undefined) throw new Error('the shipped guideline is missing');
    const flags = { members: [], leftOut: [] };
    const proof: ProofReport = {
      domains: [],
      rows: 0,
      combinations: 0,
      questions: 0,
      redFlags: flags,
      emergencies: flags,
      properties: [],
      findings: [],
    };
    source = createSource(documents, [], proof);
  });

  it.each([
    ['true', 'always'],
    ['saddleAnesthesia', 'saddle numbness'],
    ['saddleAnesthesia ~ true', 'saddle numbness'],
    ['saddleAnesthesia ~ false', '**no** saddle numbness'],
    ['saddleAnesthesia.not()', '**no** saddle numbness'],
    ['(saddleAnesthesia ~ true).not()', 'saddle numbness **not** established'],
    ['(saddleAnesthesia ~ false).not()', 'saddle numbness **not** ruled out'],
    ['saddleAnesthesia.empty()', 'saddle numbness unknown'],
    ['saddleAnesthesia.exists()', 'saddle numbness known'],
    ['suspected.saddleAnesthesia ~ true', 'saddle numbness suspected'],
    ['(suspected.saddleAnesthesia ~ true).not()', 'saddle numbness **not** suspected'],
    ['ageYears >= 70', 'age at least 70 years'],
    ["orderRegion != 'lumbar'", 'region ordered is not “lumbar”'],
    [
      'footDrop and (fever or saddleAnesthesia) and fever',
      'foot drop **and** (fever **or** saddle numbness) **and** fever',
    ],
    ['(footDrop or fever).not()', '**no** (foot drop **or** fever)'],
    ['backPainIndication ~ false', '**not:** reason for the order is back or leg pain'],
  ])('%s is "%s"', (rule, words) => {
    expect(ruleInWords(source, rule)).toBe(words);
  });
});
