import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileWordsOf } from '../../src/core/guideline/compile-guideline.js';
import { parseRule } from '../../src/core/rules/parse-expression.js';
import { readGuidelines } from '../../src/library/read-guideline.js';
import type { CompiledCards, readCompiledCards } from '../../src/library/start/compiled-cards.js';
import { buildProject } from '../clone.js';

const program = mkdtempSync(join(tmpdir(), 'compiled-cards-'));
const cards = join(program, 'cards');
const compiledFile = join(program, 'dist/cards.json');

/** Compiles the cards as `npm run build` does, once the program itself is compiled. */
function compileCards(): void {
  execFileSync(process.execPath, [join(program, 'dist/compile-cards.js')]);
}

/** What a start of that program finds compiled. */
async function compiled(): Promise<readonly CompiledCards[] | undefined> {
  const library: { readonly readCompiledCards: typeof readCompiledCards } = await import(
    pathToFileURL(join(program, 'dist/library/start/compiled-cards.js')).href
  );
  return library.readCompiledCards(cards);
}

describe('the cards that are compiled with the program', { timeout: 60_000 }, () => {
  beforeAll(() => buildProject(program), 60_000);
  afterAll(() => rmSync(program, { recursive: true, force: true }));

  it('are what reading the folder gives, with the trees of all its rules', async () => {
    const found = (await compiled()) ?? [];
    expect(found.map(({ documents }) => documents)).toEqual(readGuidelines(cards));
    const rules = found.flatMap((guideline) => Object.entries(guideline.rules));
    for (const [source, rule] of rules) expect(rule).toEqual(parseRule(source));
    const whens = found.flatMap(({ documents }) => documents.criteria.map(({ when }) => when));
    expect(rules.map(([source]) => source)).toEqual(expect.arrayContaining(whens));
  });

  it('hold the words and terms that a start would put together of the same documents', async () => {
    for (const { documents, words } of (await compiled()) ?? []) {
      expect(words).toEqual(JSON.parse(JSON.stringify(compileWordsOf(documents))));
      expect(words.lexicon.patterns.kind.length).toBeGreaterThan(1_000);
    }
  });

  it('count no longer once a file of the folder or of the reader has changed, until they are compiled again', async () => {
    const criteria = join(cards, 'low-back-pain/criteria.yaml');
    const before = readFileSync(criteria);
    appendFileSync(criteria, '# changed\n');
    expect(await compiled()).toBeUndefined();
    cpSync('cards/low-back-pain/criteria.yaml', criteria);
    expect(readFileSync(criteria)).toEqual(before);
    expect(await compiled()).toBeDefined();

    for (const reader of ['core/text/tokenise.js', 'core/values/term.js', 'library/words.js']) {
      const file = join(program, 'dist', reader);
      const as = readFileSync(file);
      appendFileSync(file, '\n');
      expect(await compiled()).toBeUndefined();
      if (reader !== 'library/words.js') writeFileSync(file, as);
    }
    compileCards();
    expect(await compiled()).toBeDefined();
  });

  it('are not kept of a folder that check has not proved as it is', async () => {
    appendFileSync(join(cards, 'low-back-pain/criteria.yaml'), '# changed\n');
    compileCards();
    expect(existsSync(compiledFile)).toBe(false);
    expect(await compiled()).toBeUndefined();
  });
});
