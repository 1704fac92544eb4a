import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCommand } from '../cli/run-command.js';
import { copyCards } from '../library/cards-copy.js';

const cards = copyCards();
afterAll(() => cards.remove());

/** The code blocks of one section of the README, without the indentation that a list gives them. */
function blocksOf(heading: string): readonly string[] {
  const [, section = ''] = readFileSync('cards/README.md', 'utf8').split(`## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^( *)```\w*\n(.*?)^ *```$/gms)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

function replaceIn(file: string, from: string, to: string): void {
  const path = join(cards.folder, file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
}

it('"Add a fact" holds, step by step', { timeout: 120_000 }, async () => {
  const [valueSet = '', fact = '', note = '', members = '', vignette = ''] = blocksOf('Add a fact');
  const facts = join(cards.folder, 'low-back-pain/facts.yaml');
  writeFileSync(join(cards.folder, 'value-sets/epidural-anesthesia.json'), valueSet);
  replaceIn(
    'code-systems.yaml',
    'codeSystems:\n',
    'codeSystems:\n  - id: nursing\n    uri: urn:example-hospital:nursing\n',
  );
  appendFileSync(facts, `\n${fact}`);
  const unread = await runCommand(['check', cards.folder]);
  expect([unread.code, unread.complaints]).toEqual([0, '']);
  const [, says = ''] = / (fact .*)\n/.exec(note) ?? [];
  expect(unread.printed).toContain(says);

  const [kept = '', changed = ''] = members.trimEnd().split('\n');
  const shipped = changed.replace(' or recentEpiduralAnesthesia', '');
  replaceIn('low-back-pain/derived.yaml', `${kept}\n${shipped}\n`, `${kept}\n${changed}\n`);
  const checked = await runCommand(['check', cards.folder]);
  expect([checked.code, checked.complaints]).toEqual([0, '']);
  expect(checked.printed).not.toContain('"recentEpiduralAnesthesia"');
  expect((await runCommand(['test', cards.folder])).printed).toContain(
    'no vignette has recentEpiduralAnesthesia true\n',
  );

  writeFileSync(join(cards.folder, 'low-back-pain/vignettes/epidural.yaml'), vignette);
  const tested = await runCommand(['test', cards.folder]);
  expect([tested.code, tested.complaints]).toEqual([0, '']);
});
