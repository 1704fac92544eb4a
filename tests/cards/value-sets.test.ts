import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isObject, objectsOf, textOf } from '../../src/core/values/json.js';
import { hasLoincDigit, hasVerhoeffDigit } from './check-digit.js';
import { contradictions, rightCodes, wrongCodes } from './pinned-codes.js';
import {
  byId,
  type Code,
  codesOf,
  groupsOf,
  keyOf,
  matches,
  partsOf,
  readMember,
  readYaml,
  toCode,
  valueSets,
  wordsOf,
} from './value-set-files.js';

const snomed = 'http://snomed.info/sct';
const loinc = 'http://loinc.org';
const icd = 'http://hl7.org/fhir/sid/icd-10-cm';
const cpt = 'http://www.ama-assn.org/go/cpt';
const guideline = join(import.meta.dirname, '../../cards/low-back-pain');
const files = readdirSync(guideline).filter((file) => file.endsWith('.yaml'));
const guidelineWords = new Set(
  ['code-systems.yaml', 'record-forms.yaml', ...files.map((file) => `low-back-pain/${file}`)].flatMap((file) =>
    wordsOf(readYaml(file)),
  ),
);

it('gives every SNOMED CT code a valid check digit', () => {
  expect(codesOf(snomed).filter(({ code }) => !hasVerhoeffDigit(code))).toEqual([]);
});

it('gives every LOINC term a valid check digit', () => {
  expect(codesOf(loinc).filter(({ code }) => !/^LA\d+-\d$/.test(code) && !hasLoincDigit(code))).toEqual([]);
});

it('knows a wrong check digit when it sees one', () => {
  expect(['279372000', '49206005', '22253001', '16444991000119100'].filter(hasVerhoeffDigit)).toEqual([]);
  expect(['30797-1', '30798-9'].filter(hasLoincDigit)).toEqual([]);
});

it('writes ICD-10-CM codes with the dot and in capitals', () => {
  expect(codesOf(icd).filter(({ code }) => !/^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$/.test(code))).toEqual([]);
});

it('gives every code a display', () => {
  const bare = valueSets.flatMap(({ file, codes, excluded }) =>
    [...codes, ...excluded].filter(({ display }) => display === undefined).map(({ code }) => `${file} ${code}`),
  );
  expect(bare).toEqual([]);
});

it('lists no code twice in a set', () => {
  const twice = valueSets.flatMap(({ file, codes }) => {
    const keys = codes.map(keyOf);
    return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${file} ${key}`);
  });
  expect(twice).toEqual([]);
});

it('names file, id, url and notice alike', () => {
  const odd = valueSets.filter(({ file, resource }) => {
    const id = file.replace(/\.json$/, '').replace(/\.(cpt|sct)$/, '-$1');
    const isAlike = resource['id'] === id && resource['url'] === `urn:spine-imaging-cds:value-sets:${id}`;
    return !isAlike || textOf(resource['description']) === undefined || textOf(resource['copyright']) === undefined;
  });
  expect(odd.map(({ file }) => file)).toEqual([]);
});

it('uses concepts, one family or parts in an include, as FHIR asks, each family of a kind that its system has', () => {
  const families = new Map([
    [snomed, 'is-a'],
    [icd, 'descendent-of'],
    ['http://www.whocc.no/atc', 'descendent-of'],
    ['http://fhir.de/CodeSystem/bfarm/ops', 'descendent-of'],
    ['http://www.nlm.nih.gov/research/umls/rxnorm', '='],
  ]);
  const odd = valueSets.filter(({ resource }) =>
    groupsOf(resource, 'include').some((group) => {
      const [filter, ...more] = objectsOf(group['filter']);
      if (group['valueSet'] !== undefined) return filter !== undefined || group['concept'] !== undefined;
      if (filter === undefined) return objectsOf(group['concept']).length === 0;
      const family = families.get(textOf(group['system']) ?? '');
      return more.length > 0 || group['concept'] !== undefined || filter['op'] !== family;
    }),
  );
  expect(odd.map(({ file }) => file)).toEqual([]);
});

it('gives every prefix a concept with its display', () => {
  const bare = valueSets.flatMap(({ file, codes, prefixes }) =>
    prefixes
      .filter((prefix) => !codes.some((code) => keyOf(code) === keyOf(prefix)))
      .map(({ code }) => `${file} ${code}`),
  );
  expect(bare).toEqual([]);
});

it('keeps SNOMED CT that is not free in files of its own, with nothing else', () => {
  const rows = readFileSync(join(import.meta.dirname, '../../cards/expansions/snomed-free.csv'), 'utf8').split('\n');
  const free = new Set(rows.slice(1).map((row) => row.split(',')[0]));
  expect(free.size).toBeGreaterThan(200);
  const mixed = valueSets.filter(({ file, codes }) =>
    codes.some(({ system, code }) => (system === snomed && !free.has(code)) !== file.endsWith('.sct.json')),
  );
  expect(mixed.map(({ file }) => file)).toEqual([]);
});

it('keeps CPT in files of its own, with nothing else', () => {
  const mixed = valueSets.filter(({ file, codes }) =>
    codes.some(({ system }) => (system === cpt) !== file.endsWith('.cpt.json')),
  );
  expect(mixed.map(({ file }) => file)).toEqual([]);
});

it('stays whole when the files that need a licence are deleted', () => {
  const onlyPart = [...byId.keys()].filter((id) => /-(cpt|sct)$/.test(id ?? '') && !byId.has(id?.replace(/-...$/, '')));
  expect(onlyPart).toEqual([]);
});

it('names in each set the parts that stand in files of their own', () => {
  const named = valueSets.flatMap(({ resource }) =>
    groupsOf(resource, 'include').flatMap((group) => wordsOf(group['valueSet'])),
  );
  const parts = [...byId.keys()].filter((id) => /-(cpt|sct)$/.test(id ?? ''));
  expect(named.sort()).toEqual(parts.map((id) => `urn:spine-imaging-cds:value-sets:${id}`).sort());
});

it.each(wrongCodes)('keeps out of %s: %s %s', (set, system, code) => {
  expect(matches(set, system, code)).toBe(false);
});

it.each(rightCodes)('has in %s: %s %s', (set, system, code) => {
  expect(matches(set, system, code)).toBe(true);
});

it.each(contradictions)('lists no code in both %s and %s', (left, right) => {
  const leftKeys = partsOf(left).flatMap(({ codes }) => codes.map(keyOf));
  const rightCodesOf = partsOf(right).flatMap(({ codes }) => codes);
  expect(leftKeys.length).toBeGreaterThan(0);
  expect(rightCodesOf.length).toBeGreaterThan(0);
  expect(rightCodesOf.map(keyOf).filter((key) => leftKeys.includes(key))).toEqual([]);
});

it('gives every order code one study only', () => {
  const keys = valueSets.filter(({ file }) => file.startsWith('order-')).flatMap(({ codes }) => codes.map(keyOf));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

it('finds every value set that the facts, studies and series name', () => {
  const named = [
    ...namedByFacts(),
    ...objectsOf(readMember('low-back-pain/studies.yaml', 'studies')).map((study) => textOf(study['valueSet'])),
    ...objectsOf(readMember('low-back-pain/studies.yaml', 'bodySites')).map((site) => textOf(site['valueSet'])),
  ].filter((name) => name !== undefined);
  expect(named.length).toBeGreaterThan(100);
  expect([...new Set(named)].filter((name) => partsOf(name).length === 0)).toEqual([]);
});

it('uses every value set', () => {
  const sets = new Set([...byId.keys()].map((id) => id?.replace(/-(cpt|sct)$/, '') ?? ''));
  const unused = [...sets].filter((id) => !guidelineWords.has(id));
  expect(unused).toEqual([]);
});

it('proposes new orders by codes that are read as that study', () => {
  const newOrders = readMember('low-back-pain/studies.yaml', 'newOrders');
  const proposed = codingsIn(newOrders);
  const orderKeys = new Set(
    valueSets.filter(({ file }) => file.startsWith('order-')).flatMap(({ codes }) => codes.map(keyOf)),
  );
  expect(proposed.length).toBeGreaterThan(30);
  expect(proposed.filter((coding) => !orderKeys.has(keyOf(coding)))).toEqual([]);
});

const roles = [
  'finding',
  'history',
  'absence',
  'answer',
  'measurement',
  'medication',
  'procedure',
  'device',
  'allergy',
];

function namedByFacts(): readonly (string | undefined)[] {
  const facts = readMember('low-back-pain/facts.yaml', 'facts');
  const evidence = Object.values(isObject(facts) ? facts : {}).flatMap((fact) =>
    isObject(fact) ? objectsOf(fact['evidence']) : [],
  );
  return evidence.flatMap((item) => [
    ...[...roles, 'positive', 'negative', 'suspected'].map((role) => textOf(item[role])),
    ...wordsOf(item['bodySite']),
  ]);
}

function codingsIn(value: unknown): readonly Code[] {
  if (Array.isArray(value)) return value.flatMap(codingsIn);
  if (!isObject(value)) return [];
  if ('system' in value) return [toCode(value['system'], value['code'], value['display'])];
  return Object.values(value).flatMap(codingsIn);
}
