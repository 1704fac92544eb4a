import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { laySource } from '../../src/library/layered-source.js';
import { didYouMean } from '../../src/library/nearest-name.js';
import { parseJson, parseYaml } from '../../src/library/source-file.js';

const text = `criteria:
  - id: first
    when: saddleAnesthesia or footDrop
  - id: second
    when: >-
      fever and
      diabetes
  - { id: third, when: 'always' }
`;

describe('a YAML file', () => {
  const source = parseYaml('criteria.yaml', text);
  const place = (path: readonly (string | number)[], offset?: number): string => {
    const { line, column } = source.problemAt(path, '', offset);
    return `${line}:${column}`;
  };

  it('knows where its values stand', () => {
    expect(place(['criteria', 0, 'when'])).toBe('3:11');
    expect(place(['criteria', 2, 'when'])).toBe('8:24');
  });

  it('points into a rule, also into one that is folded over lines or quoted', () => {
    expect(place(['criteria', 0, 'when'], 'saddleAnesthesia or '.length)).toBe('3:31');
    expect(place(['criteria', 1, 'when'], 'fever and '.length)).toBe('7:7');
    expect(place(['criteria', 2, 'when'], 0)).toBe('8:25');
  });

  it('points at the nearest thing there is', () => {
    expect(place(['criteria', 1, 'indicator'])).toBe('4:5');
    expect(place(['nothing'])).toBe('1:1');
  });

  it('says where its syntax breaks', () => {
    const { problems, value } = parseYaml('broken.yaml', 'a: 1\nb: "open\n');
    expect(value).toBeUndefined();
    expect(problems[0]).toMatchObject({ file: 'broken.yaml', line: 3 });
  });
});

describe('a guideline', () => {
  const folder = 'cards/low-back-pain';
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('%s is the same to both parsers', (name) => {
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    expect(parseYaml(name, text).value).toEqual(parse(text));
  });
});

describe('a JSON file', () => {
  it('that is YAML only is refused', () => {
    expect(parseJson('loose.json', '{a: 1}')).toMatchObject({ value: undefined, problems: [{ message: 'not JSON' }] });
  });

  it('says where its syntax breaks', () => {
    expect(parseJson('broken.json', '{\n  "a": 1,,\n}').problems[0]).toMatchObject({ line: 2 });
  });

  it('knows where its values stand', () => {
    expect(parseJson('a.json', '{\n  "a": [1, 2]\n}').problemAt(['a', 1], '')).toMatchObject({ line: 2, column: 12 });
  });
});

describe('a file laid over another', () => {
  const ours = parseYaml(
    'ours.yaml',
    'rows:\n  - { id: a, when: x, sources: [p, q] }\n  - { id: b, when: y }\nname: ours\n',
  );
  const theirs = parseYaml('theirs.yaml', 'rows:\n  - { id: b, when: z }\n  - { id: a, sources: [r] }\n');
  const merged = laySource(ours, theirs);

  it('changes entries by id, replaces other lists and keeps the rest', () => {
    expect(merged.value).toEqual({
      rows: [
        { id: 'a', when: 'x', sources: ['r'] },
        { id: 'b', when: 'z' },
      ],
      name: 'ours',
    });
  });

  it('points into the file that says it', () => {
    expect(merged.problemAt(['rows', 1, 'when'], '')).toMatchObject({ file: 'theirs.yaml', line: 2 });
    expect(merged.problemAt(['rows', 0, 'when'], '')).toMatchObject({ file: 'ours.yaml', line: 2 });
    expect(merged.problemAt(['rows', 0, 'sources', 0], '')).toMatchObject({ file: 'theirs.yaml', line: 3 });
    expect(merged.problemAt(['name'], '')).toMatchObject({ file: 'ours.yaml', line: 4 });
  });
});

it.each([
  ['footdrop', '; did you mean "footDrop"?'],
  ['painTrnd', '; did you mean "painTrend"?'],
  ['pain', '; did you mean "painTrend"?'],
  ['cauda', ''],
])('suggests a name for %s', (name, suggestion) => {
  expect(didYouMean(name, ['footDrop', 'painTrend', 'saddleAnesthesia'])).toBe(suggestion);
});
