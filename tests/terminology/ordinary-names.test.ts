import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTerms, openTermIndex } from '../../src/core/guideline/term-index.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { factsOf, make } from '../core/facts/read-facts.js';
import { guideline } from '../guideline.js';

interface OrdinaryNames {
  readonly problems: readonly string[];
  readonly medications: readonly string[];
  readonly procedures: readonly string[];
  /** pain medicines, which are a part of care */
  readonly analgesics: readonly string[];
}

const names: OrdinaryNames = JSON.parse(readFileSync('tests/terminology/ordinary-names.json', 'utf8'));
const { valueSets, codeSystems } = guideline.documents;
const terms = openTermIndex(compileTerms(valueSets, codeSystems));
const nothing = factsOf([]);

/** Facts that the record makes true or suspected, beyond those of an empty record. */
function factsMadeBy(resource: JsonObject): readonly string[] {
  const { values, suspected } = factsOf([resource]);
  return values.flatMap((value, index) => {
    const isNew = value === true ? nothing.values[index] !== true : suspected[index] !== nothing.suspected[index];
    return isNew ? [guideline.nameAt(index)] : [];
  });
}

const kinds = [
  ['problems', (name: string) => make.condition(name)(5)],
  ['medications', (name: string) => make.medication(name, undefined)(5)],
  ['procedures', (name: string) => make.procedure(name)(5)],
] as const;

describe('300 ordinary names', () => {
  it('are 300', () => {
    const all = kinds.flatMap(([kind]) => names[kind]);
    expect([all.length, new Set(all).size]).toEqual([300, 300]);
  });

  it.each(kinds)('of %s make no fact when they stand as text', (kind, toResource) => {
    const loud = names[kind].map((name) => [name, factsMadeBy(toResource(name))] as const);
    expect(loud.filter(([, facts]) => facts.length > 0)).toEqual([]);
  });

  it.each(kinds)('of %s are no term of a value set, and name no thing of one', (kind) => {
    const known = names[kind].map((name) => [name, [...terms.lookup(name), ...terms.containsTerm(name)]] as const);
    expect(known.filter(([, sets]) => sets.length > 0)).toEqual([]);
  });
});

it('pain medicines are a part of care and no red flag', () => {
  const sets = new Set(names.analgesics.flatMap((name) => [...terms.lookup(name), ...terms.containsTerm(name)]));
  expect([...sets].filter((set) => !['analgesic-medication', 'nsaid'].includes(set))).toEqual([]);
  expect(names.analgesics.length).toBeGreaterThan(10);
});
