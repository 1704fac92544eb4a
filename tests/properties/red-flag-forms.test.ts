import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence, Fact } from '../../src/core/guideline/guideline.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { factOf, make } from '../core/facts/read-facts.js';
import { guideline } from '../guideline.js';

const { day, encounter, observation } = make;
const runs = { numRuns: 400, seed: 20_261_126 };

/** A red flag with a code that states it in a Condition and in an Observation, by itself. */
interface Stated {
  readonly fact: Fact;
  readonly coding: JsonObject;
}

const stated: readonly Stated[] = guideline.facts.filter(({ isRedFlag }) => isRedFlag).flatMap(codesOf);

function codesOf(fact: Fact): readonly Stated[] {
  return (fact.definition.evidence ?? [])
    .filter(({ bodySite, resources, states, window }) =>
      [bodySite, resources, states, window].every((part) => part === undefined),
    )
    .filter(({ status }) => status !== 'past')
    .flatMap((evidence) => guideline.documents.valueSets[setOf(evidence)]?.codes.slice(0, 3) ?? [])
    .map(({ system, code }) => ({ fact, coding: { system, code } }));
}

function setOf({ finding, history }: Evidence['definition']): string {
  return finding ?? history ?? '';
}

/** Where the date of an entry may stand. */
const conditionDates: readonly ((date: string) => JsonObject)[] = [
  (date) => ({ recordedDate: date }),
  (date) => ({ assertedDate: date }),
  (date) => ({ dateRecorded: date }),
  (date) => ({
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate', valueDateTime: date }],
  }),
  (date) => ({ onsetDateTime: date }),
  (date) => ({ onsetString: date }),
  (date) => ({ onsetPeriod: { start: date } }),
  (date) => ({ onsetPeriod: { start: date, end: date } }),
  (date) => ({ onsetDateTime: '1900-01-01', recordedDate: date }),
  (date) => ({ onsetDateTime: date.replaceAll('-', '') }),
  (date) => ({ onsetDateTime: `${date}T12:00:00-0500` }),
  (date) => ({ meta: { lastUpdated: `${date}T12:00:00Z` } }),
  () => ({ encounter: { reference: 'Encounter/visit' } }),
  () => ({}),
];
const observationDates: readonly ((date: string) => JsonObject)[] = [
  (date) => ({ effectiveDateTime: date }),
  (date) => ({ effectiveInstant: `${date}T12:00:00Z` }),
  (date) => ({ effectivePeriod: { start: date, end: date } }),
  (date) => ({ effectivePeriod: { start: date } }),
  (date) => ({ issued: `${date}T12:00:00Z` }),
  (date) => ({ meta: { lastUpdated: `${date}T12:00:00Z` } }),
  () => ({ encounter: { reference: 'Encounter/visit' } }),
  () => ({}),
];
const active: JsonObject = {
  clinicalStatus: { coding: [{ code: 'active' }] },
  verificationStatus: { coding: [{ code: 'confirmed' }] },
};
const statuses: readonly JsonObject[] = [
  active,
  { clinicalStatus: active['clinicalStatus'] },
  { verificationStatus: active['verificationStatus'] },
  {},
  { clinicalStatus: 'ACTIVE' },
  { clinicalStatus: { text: 'of some kind' } },
];

const anyEntry = fc.record({
  red: fc.constantFrom(...stated),
  daysAgo: fc.integer({ min: 0, max: 14 }),
  /** the screen is older than the entry, or there is none */
  screenBefore: fc.option(fc.integer({ min: 1, max: 60 })),
});

function known(
  { red, daysAgo, screenBefore }: { red: Stated; daysAgo: number; screenBefore: number | null },
  entry: JsonObject,
) {
  const visit = { ...encounter({})(daysAgo), id: 'visit' };
  const code = red.fact.name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const denial =
    screenBefore === null ? [] : [observation(`own:${code}`, { valueBoolean: false })(daysAgo + screenBefore)];
  const patient = { resourceType: 'Patient', id: 'p1', birthDate: '1980-01-01' };
  return factOf(red.fact.name, [visit, entry, ...denial], { patient });
}

describe('a red flag on record never becomes absent', () => {
  it('has codes to try', () => {
    expect(new Set(stated.map(({ fact }) => fact.name)).size).toBeGreaterThan(12);
  });

  it('when the date of a Condition stands in another element, or its status is left out', () => {
    fc.assert(
      fc.property(
        anyEntry,
        fc.constantFrom(...conditionDates),
        fc.constantFrom(...statuses),
        (drawn, dated, status) => {
          const code = { coding: [drawn.red.coding] };
          const entry = { resourceType: 'Condition', id: 'c1', code, ...status, ...dated(day(drawn.daysAgo)) };
          expect(known(drawn, entry)).not.toBe(false);
        },
      ),
      runs,
    );
  });

  it('when the date of an Observation stands in another element, or its status is left out', () => {
    fc.assert(
      fc.property(anyEntry, fc.constantFrom(...observationDates), fc.boolean(), (drawn, dated, isStated) => {
        const code = { coding: [drawn.red.coding] };
        const status = isStated ? { status: 'final' } : {};
        const entry = { resourceType: 'Observation', id: 'o1', code, valueBoolean: true, ...status };
        expect(known(drawn, { ...entry, ...dated(day(drawn.daysAgo)) })).not.toBe(false);
      }),
      runs,
    );
  });

  it('when it carries an extension that may turn it round', () => {
    fc.assert(
      fc.property(anyEntry, (drawn) => {
        const entry = { resourceType: 'Condition', id: 'c1', code: { coding: [drawn.red.coding] }, ...active };
        const turned = {
          ...entry,
          recordedDate: day(drawn.daysAgo),
          modifierExtension: [{ url: 'urn:example:maybe-not' }],
        };
        expect(known(drawn, turned)).not.toBe(false);
      }),
      runs,
    );
  });
});
