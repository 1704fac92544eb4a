import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { factsOf, knownIn, make } from '../facts/read-facts.js';

const modifier = { modifierExtension: [{ url: 'urn:example:turned-round', valueBoolean: true }] };
const code = { coding: [{ system: 'http://snomed.info/sct', code: '192970008', display: 'Cauda equina syndrome' }] };
const today = make.day(0);
const resources: readonly JsonObject[] = [
  { resourceType: 'Condition', recordedDate: today, code },
  { resourceType: 'Observation', status: 'final', effectiveDateTime: today, code, valueBoolean: true },
  {
    resourceType: 'Observation',
    status: 'final',
    effectiveDateTime: today,
    code: { coding: [{ system: 'urn:spine-imaging-cds:findings', code: 'saddle-anesthesia' }] },
    valueBoolean: false,
  },
];
const members = ['component', 'reaction', 'diagnosis', 'activity', 'detail'];

// also where FHIR has no such member: a sender that puts one there may mean anything by it
describe.each(resources.map((resource) => [String(resource.resourceType), resource] as const))(
  'a %s',
  (_, resource) => {
    it.each(members)('with an unknown modifier in its %s states nothing for certain', (member) => {
      const plain = factsOf([{ id: 'r1', ...resource }]);
      const certain = plain.guideline.facts.filter(({ index }) => plain.states[index]?.basis === 'documented');
      expect(certain.length).toBeGreaterThan(0);
      const turned = factsOf([{ id: 'r1', ...resource, [member]: [modifier] }]);
      for (const { name } of certain) expect([name, knownIn(turned, name)]).not.toEqual([name, knownIn(plain, name)]);
    });
  },
);
