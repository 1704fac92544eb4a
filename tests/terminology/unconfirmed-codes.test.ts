import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isObject, type JsonObject, objectsOf, textOf } from '../../src/core/values/json.js';

const [, section = ''] = readFileSync('docs/terminology.md', 'utf8').split(
  '## Not yet confirmed against a published list\n',
);
const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` \| [^|]+ \| ([^|]+) \|$/gm)];

function codesOf(set: string): ReadonlySet<unknown> {
  const valueSet: unknown = JSON.parse(readFileSync(`cards/value-sets/${set}.json`, 'utf8'));
  const compose: JsonObject = isObject(valueSet) && isObject(valueSet.compose) ? valueSet.compose : {};
  const parts = [...objectsOf(compose.include), ...objectsOf(compose.exclude)];
  return new Set(parts.flatMap(({ concept }) => objectsOf(concept).map(({ code }) => textOf(code))));
}

it('every code that is called unconfirmed stands in the value set that it is listed under', () => {
  const strays = rows.flatMap(([, set = '', codes = '']) => {
    const known = codesOf(set);
    return codes
      .split(', ')
      .filter((code) => !known.has(code))
      .map((code) => `${set} ${code}`);
  });
  expect(rows.length).toBeGreaterThan(20);
  expect(strays).toEqual([]);
});

it('the number of unconfirmed codes is the one that is said', () => {
  const listed = rows.flatMap(([, , codes = '']) => codes.split(', '));
  expect(section).toContain(`The ${listed.length}\n`);
});
