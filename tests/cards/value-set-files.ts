import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject, type JsonObject, objectsOf, textOf } from '../../src/core/values/json.js';

const cards = join(import.meta.dirname, '../../cards');

export interface Code {
  readonly system: string;
  readonly code: string;
  readonly display: string | undefined;
}

/** One file of cards/value-sets: what it lists, the prefixes it matches, what it takes out again. */
export interface ValueSetFile {
  readonly file: string;
  readonly resource: JsonObject;
  readonly codes: readonly Code[];
  readonly prefixes: readonly Code[];
  readonly excluded: readonly Code[];
}

export const valueSets = readdirSync(join(cards, 'value-sets'))
  .filter((file) => file.endsWith('.json'))
  .map(readValueSet);
export const byId = new Map(valueSets.map((valueSet) => [textOf(valueSet.resource['id']), valueSet]));

function readValueSet(file: string): ValueSetFile {
  const resource: unknown = JSON.parse(readFileSync(join(cards, 'value-sets', file), 'utf8'));
  if (!isObject(resource)) throw new Error(`${file} is no JSON object`);
  return {
    file,
    resource,
    codes: [...groupsOf(resource, 'include').flatMap(conceptsOf), ...expandedOf(resource)],
    prefixes: groupsOf(resource, 'include').flatMap(filtersOf),
    excluded: groupsOf(resource, 'exclude').flatMap(conceptsOf),
  };
}

export function groupsOf(resource: JsonObject, member: 'include' | 'exclude'): readonly JsonObject[] {
  const compose = resource['compose'];
  return isObject(compose) ? objectsOf(compose[member]) : [];
}

function conceptsOf(group: JsonObject): readonly Code[] {
  return objectsOf(group['concept']).map((concept) => toCode(group['system'], concept['code'], concept['display']));
}

/** The codes that the script wrote; some lists may be used without their names. */
function expandedOf(resource: JsonObject): readonly Code[] {
  const { expansion } = resource;
  const contains = isObject(expansion) ? objectsOf(expansion['contains']) : [];
  return contains.map(({ system, code, display }) => toCode(system, code, display ?? 'no name here'));
}

/** The prefixes of a group; families of another hierarchy are matched by their expansion. */
function filtersOf(group: JsonObject): readonly Code[] {
  return objectsOf(group['filter'])
    .filter(({ op }) => op === 'descendent-of')
    .map((filter) => toCode(group['system'], filter['value'], undefined));
}

export function toCode(system: unknown, code: unknown, display: unknown): Code {
  if (typeof system !== 'string' || typeof code !== 'string') throw new Error(`not a code as text: ${String(code)}`);
  return { system, code, display: textOf(display) };
}

export function keyOf({ system, code }: Code): string {
  return `${system}|${code}`;
}

export function codesOf(system: string): readonly Code[] {
  return valueSets.flatMap(({ codes, excluded }) => [...codes, ...excluded]).filter((code) => code.system === system);
}

/** The file of a set and those of its parts that need a licence, as far as they exist. */
export function partsOf(id: string): readonly ValueSetFile[] {
  return [byId.get(id), byId.get(`${id}-cpt`), byId.get(`${id}-sct`)].filter((part) => part !== undefined);
}

export function matches(id: string, system: string, code: string): boolean {
  const parts = partsOf(id);
  if (parts.length === 0) throw new Error(`no value set ${id}`);
  const isSame = (other: Code): boolean => other.system === system && other.code === code;
  if (parts.some(({ excluded }) => excluded.some(isSame))) return false;
  const undotted = code.replace('.', '');
  return parts.some(
    ({ codes, prefixes }) =>
      codes.some(isSame) ||
      prefixes.some((prefix) => prefix.system === system && undotted.startsWith(prefix.code.replace('.', ''))),
  );
}

export function readYaml(path: string): unknown {
  return parse(readFileSync(join(cards, path), 'utf8'));
}

export function readMember(path: string, member: string): unknown {
  const document = readYaml(path);
  return isObject(document) ? document[member] : undefined;
}

/** Every text value in a document, at any depth. */
export function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  return isObject(value) ? Object.values(value).flatMap(wordsOf) : [];
}
