import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readGuidelines } from '../../src/library/read-guideline.js';
import { runCommand } from '../cli/run-command.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let site: string;
beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), 'site-folder-'));
  write('site.yaml', 'site: Example hospital\n');
});
afterEach(() => rmSync(site, { recursive: true }));

function write(path: string, text: string): void {
  const file = join(site, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function shippedValueSet(changes: { readonly [member: string]: unknown }): string {
  const fever: unknown = JSON.parse(readFileSync('cards/value-sets/fever.json', 'utf8'));
  return JSON.stringify(Object.assign({}, fever, changes));
}

/** The problems that `check` prints, each without the site's folder and the place in its file. */
async function problems(): Promise<readonly string[]> {
  const { complaints } = await runCommand(['check', site]);
  const lines = complaints.split('\n').filter((line) => line.startsWith('problem '));
  return lines.map((line) => line.replace(`problem ${site}/`, '').replace(/:\d+:\d+ /, ' '));
}

const criteria = 'low-back-pain/criteria.yaml';

describe("what nobody knows in a site's folder", () => {
  it.each([
    ['low-back-pain/criterai.yaml', 'criteria: []\n', /"criterai\.yaml" is not read; did you mean "criteria\.yaml"\?/],
    ['low-back-pain/derived.yml', 'derived: {}\n', /"derived\.yml" is not read; did you mean "derived\.yaml"\?/],
    ['code-system.yaml', '{}\n', /"code-system\.yaml" is not read; did you mean "code-systems\.yaml"\?/],
    ['valuesets/fever.json', '{}', /^valuesets no guideline "valuesets" to change; did you mean "value-sets"\?/],
    ['value-sets/fever.yaml', '{}', /"value-sets\/fever\.yaml" is not read; a value set is value-sets\/<id>\.json/],
    ['low-back-pain/word/foot-drop.md', '## Why\n\nOurs.\n', /"word" is not read; did you mean "words"\?/],
    ['low-back-pain/words/foot-drop.txt', '## Why\n\nOurs.\n', /is not read; words are words\/<row>\.md/],
    ['low-back-pain/words/fot-drop.md', '## Why\n\nOurs.\n', /no criterion "fot-drop"; did you mean "foot-drop"\?/],
    ['low-back-pain/vignettes/ours.yml', '[]\n', /is not read; vignettes are vignettes\/<name>\.yaml or \.json/],
    ['schema/criteria.schema.json', '{}', /^schema the schemas come with the service and cannot be changed here/],
    [criteria, 'criteria:\n  - { id: fot-drop, disabled: x }\n', /no "fot-drop" to change; did you mean "foot-drop"\?/],
    [criteria, 'criteria:\n  - { id: foot-drop, disbled: x }\n', /unknown name "disbled"; did you mean "disabled"\?/],
    [
      criteria,
      'criteria:\n  - { id: foot-drop, rating: indicated }\n  - { id: foot-drop, disabled: x }\n',
      /id: "foot-drop" stands twice; say it in one entry/,
    ],
    [
      'low-back-pain/derived.yaml',
      'derived:\n  anyRedFlags: { when: footDrop }\n',
      /no "anyRedFlags" to change; did you mean "anyRedFlag"\?/,
    ],
    [
      'low-back-pain/derived.yaml',
      'derived:\n  anyRedFlags: { label: Red flag, when: footDrop }\n',
      /derived fact "anyRedFlags" is read by no rule; did you mean "anyRedFlag"\?/,
    ],
    [
      'low-back-pain/phrases.yaml',
      'phrases:\n  basdOn: Ours\n',
      /no phrase "basdOn" to change; did you mean "basedOn"\?/,
    ],
    [
      'low-back-pain/ratings.yaml',
      "groups:\n  infecton: 'A'\n",
      /group "infecton" is used by no criterion; did you mean "infection"\?/,
    ],
  ])('is a problem in %s: %j', async (path, text, expected) => {
    write(path, text);
    const found = await problems();
    expect(found.filter((problem) => expected.test(problem))).toHaveLength(1);
  });

  it('includes a value set that no guideline uses', async () => {
    write('value-sets/fevr.json', shippedValueSet({ id: 'fevr', url: 'urn:example:fevr' }));
    expect(await problems()).toEqual([
      'value-sets/fevr.json value set "fevr" is used by no guideline; did you mean "fever"?',
    ]);
  });

  it('includes the url of a value set that replaces another', async () => {
    write('value-sets/fever.json', shippedValueSet({ url: 'urn:spine-imaging-cds:value-sets:cough' }));
    expect(await problems()).toEqual([
      'value-sets/fever.json url: "urn:spine-imaging-cds:value-sets:cough" is not that of the value set it replaces, "urn:spine-imaging-cds:value-sets:fever"',
    ]);
  });
});

describe('a row of a site', () => {
  const row = (id: string, place: string): string =>
    `  - { id: ${id}, ${place}, when: footDrop and osteoporosis, rating: indicated, group: all-n, indicator: info, summary: Ours, source: Ours }\n`;
  const order = (): readonly string[] => readGuidelines(site)[0]?.criteria.map(({ id }) => id) ?? [];

  it('stands before or after the row that it names, or above the last', () => {
    const shipped = readGuidelines('cards')[0]?.criteria.map(({ id }) => id) ?? [];
    const [first = '', second = ''] = shipped;
    const last = shipped.at(-1) ?? '';
    write(
      criteria,
      `criteria:\n${row('ours-a', `before: ${second}`)}${row('ours-b', `after: ${first}`)}${row('ours-c', 'after: ours-b')}${row('ours-d', `after: ${first}`)}${row('ours-e', 'suggest: []')}${row('ours-f', `before: ${last}`)}`,
    );
    const between = shipped.slice(2, -1);
    expect(order()).toEqual([
      first,
      'ours-b',
      'ours-c',
      'ours-d',
      'ours-a',
      second,
      ...between,
      'ours-e',
      'ours-f',
      last,
    ]);
  });

  it('can be a shipped row that is moved, with what is wrong in it still found in its line', async () => {
    const [first = '', second = ''] = readGuidelines('cards')[0]?.criteria.map(({ id }) => id) ?? [];
    write(criteria, `criteria:\n  - { id: ${first}, after: ${second} }\n`);
    expect(order().slice(0, 2)).toEqual([second, first]);
    write(criteria, `criteria:\n  - id: ${first}\n    after: ${second}\n    when: footDrp\n`);
    const { complaints } = await runCommand(['check', site]);
    expect(complaints).toContain(`${criteria}:4:11 when: no fact "footDrp"; did you mean "footDrop"?`);
  });

  it.each([
    ['before: fot-drop', 'before: no row "fot-drop"; did you mean "foot-drop"?'],
    ['before: ours', 'before: no row "ours"'],
    ['after: insufficient-information', 'after: the last row "insufficient-information" stays last; write "before"'],
    ['before: foot-drop, after: older-age', 'after: "before" is given as well; give one of the two'],
  ])('is refused with %s', async (place, message) => {
    write(criteria, `criteria:\n${row('ours', place)}`);
    expect((await problems())[0]).toBe(`${criteria} ${message}`);
  });

  it('is refused in a circle, and in place of the last', async () => {
    write(criteria, `criteria:\n${row('ours-a', 'after: ours-b')}${row('ours-b', 'after: ours-a')}`);
    expect((await problems())[0]).toBe(`${criteria} after: rows are placed beside each other in a circle`);
    write(criteria, 'criteria:\n  - { id: insufficient-information, before: foot-drop }\n');
    expect((await problems())[0]).toBe(`${criteria} before: the last row "insufficient-information" stays last`);
  });
});

describe("the version of a site's guideline", () => {
  const version = (): string => readGuidelines(site)[0]?.guideline.version ?? '';

  it('stays with the knowledge, whatever else is left in the folder', async () => {
    write(criteria, 'criteria:\n  - { id: foot-drop, disabled: under review }\n');
    const before = version();
    expect((await runCommand(['check', site])).code).toBe(0);
    expect(readFileSync(join(site, 'checked.sha256'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    for (const path of ['.git/HEAD', '.DS_Store', `${criteria}~`, 'low-back-pain/.criteria.yaml.swp', '#site.yaml#'])
      write(path, 'left behind');
    write('low-back-pain/words/.#foot-drop.md', 'left behind');
    write('README.md', '# Our cards\n');
    write('low-back-pain/vignettes/ours.yaml', '[]\n');
    write(criteria, '# why: see our minutes\ncriteria:\n  - id: foot-drop\n    disabled: under review\n');
    expect(version()).toBe(before);
    expect((await runCommand(['check', site])).complaints).toBe('');
    write(criteria, 'criteria:\n  - { id: foot-drop, disabled: under review until May }\n');
    expect(version()).not.toBe(before);
  });
});
