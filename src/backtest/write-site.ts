import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodingReader } from '../core/values/coding.js';
import { isObject, type JsonObject, objectsOf } from '../core/values/json.js';
import { writeDurably } from './files/durable-file.js';
import type { RankedCode } from './merge/merge-inventories.js';

/** What was written into a site's folder. */
export interface WrittenSite {
  readonly files: readonly string[];
  readonly codes: number;
  /** codes that are near a value set and of a code system without a name */
  readonly leftOut: number;
}

/**
 * Writes the codes of a site that are near a value set and may change orders as parts of these sets, `value-sets/<set>.site.json`, and
 * names their code systems. What is there is added to. Each code stands there for a clinician to keep or to take out.
 */
export function writeSite(folder: string, codes: readonly RankedCode[], codings: CodingReader): WrittenSite {
  const near = codes
    .filter(({ near: set, affected }) => set !== undefined && affected > 0)
    .map((code) => withPreferredSystem(code, codings));
  const named = near.filter(({ system }) => system !== '');
  const files: string[] = [];
  const write = (name: string, text: string): void => {
    writeDurably(join(folder, name), [text]);
    files.push(name);
  };
  if (!existsSync(join(folder, 'site.yaml'))) write('site.yaml', 'site: Name of the site\n');
  const strange = [
    ...new Set(
      named
        .filter(({ system, code }) => codings.normalise(system, code)?.system === undefined)
        .map(({ system }) => system),
    ),
  ].sort();
  if (strange.length > 0 && !existsSync(join(folder, 'code-systems.yaml')))
    write('code-systems.yaml', systemsAsYaml(strange));
  const bySet = new Map<string, RankedCode[]>();
  for (const code of named)
    bySet.set(code.near?.valueSet ?? '', [...(bySet.get(code.near?.valueSet ?? '') ?? []), code]);
  for (const [set, members] of [...bySet].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const name = `value-sets/${set}.site.json`;
    write(name, `${JSON.stringify(withCodes(fileAt(join(folder, name)) ?? newPart(set), members), undefined, 2)}\n`);
  }
  return { files, codes: named.length, leftOut: near.length - named.length };
}

/** The code with the URI by which cards know its code system, whatever the site calls it. */
function withPreferredSystem(code: RankedCode, codings: CodingReader): RankedCode {
  return { ...code, system: codings.normalise(code.system, code.code)?.system?.uri ?? code.system };
}

function systemsAsYaml(systems: readonly string[]): string {
  const entries = systems.map((uri, index) => `  - id: site-${index + 1}\n    uri: ${JSON.stringify(uri)}\n`);
  return `# Code systems of this site. Give each a name that people know.\ncodeSystems:\n${entries.join('')}`;
}

function fileAt(path: string): JsonObject | undefined {
  const value: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  return isObject(value) ? value : undefined;
}

function newPart(set: string): JsonObject {
  const id = `${set}-site`;
  return {
    resourceType: 'ValueSet',
    id,
    url: `urn:spine-imaging-cds:value-sets:${id}`,
    title: `${set}: codes of this site`,
    status: 'draft',
    experimental: false,
    description: 'Codes of this site that are near this value set by their names. Each is to be read by a clinician.',
  };
}

function withCodes(file: JsonObject, codes: readonly RankedCode[]): JsonObject {
  const expansion = isObject(file.expansion) ? file.expansion : {};
  const before = objectsOf(expansion.contains);
  const there = new Set(before.map(({ system, code }) => `${String(system)}|${String(code)}`));
  const more = codes
    .filter(({ system, code }) => !there.has(`${system}|${code}`))
    .map(({ system, code, display }) => ({ system, code, ...(display === '' ? {} : { display }) }));
  const contains = [...before, ...more];
  return {
    ...file,
    expansion: {
      identifier: 'urn:spine-imaging-cds:coverage',
      timestamp: '2000-01-01',
      ...expansion,
      total: contains.length,
      contains,
    },
  };
}
