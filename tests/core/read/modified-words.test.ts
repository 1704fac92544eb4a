import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/values/json.js';
import { factsOf, knownIn, make } from '../facts/read-facts.js';

const turned = { modifierExtension: [{ url: 'urn:example:turned-round', valueBoolean: true }] };
const today = make.day(0);

function condition(changes: JsonObject): JsonObject {
  return { resourceType: 'Condition', id: 'c1', code: { text: 'Low back pain' }, recordedDate: today, ...changes };
}

describe('the words of a resource that carries an unknown modifier', () => {
  it('still make a finding suspected', () => {
    const facts = factsOf([condition({ note: [{ text: 'Saddle numbness since Monday.' }], ...turned })]);
    expect(knownIn(facts, 'saddleAnesthesia')).toBe('suspected');
  });

  it('deny nothing', () => {
    const note = [{ text: 'Denies fever, no saddle numbness.' }];
    expect(factsOf([condition({ note })]).denials.length).toBeGreaterThan(0);
    expect(factsOf([condition({ note, ...turned })]).denials).toEqual([]);
  });

  it('are no finding of a report', () => {
    const report: JsonObject = {
      resourceType: 'DiagnosticReport',
      id: 'r1',
      status: 'final',
      code: { text: 'XR lumbar spine' },
      effectiveDateTime: today,
      conclusion: 'Epidural abscess at L3.',
    };
    expect(factsOf([report]).reportFindings).toHaveLength(1);
    const facts = factsOf([{ ...report, ...turned }]);
    expect(facts.reportFindings).toEqual([]);
    expect(knownIn(facts, 'spineInfectionCoded')).toBe('suspected');
  });
});

describe('a review that carries an unknown modifier', () => {
  const unreadable = condition({ code: { coding: [{ system: 'urn:local', code: '1' }] } });
  const [open] = factsOf([unreadable]).openEntries;
  const code = { coding: [{ system: 'urn:spine-imaging-cds:findings', code: 'entries-reviewed' }] };
  const review: JsonObject = {
    resourceType: 'Observation',
    id: 'o1',
    status: 'final',
    code,
    effectiveDateTime: today,
    component: [{ code, valueString: open?.review }],
  };

  it('settles nothing, and without it settles its entries', () => {
    expect(factsOf([unreadable, review]).openEntries).toEqual([]);
    expect(factsOf([unreadable, { ...review, ...turned }]).openEntries).toHaveLength(1);
  });
});

describe('what an order contains, with an unknown modifier', () => {
  it('denies nothing', () => {
    const denial: JsonObject = {
      resourceType: 'Observation',
      id: 'a',
      status: 'final',
      code: { coding: [{ system: 'urn:spine-imaging-cds:findings', code: 'saddle-anesthesia' }] },
      valueBoolean: false,
      effectiveDateTime: today,
    };
    const order = (contained: JsonObject): JsonObject => ({ resourceType: 'ServiceRequest', contained: [contained] });
    expect(knownIn(factsOf([], { order: order(denial) }), 'saddleAnesthesia')).toBe(false);
    expect(knownIn(factsOf([], { order: order({ ...denial, ...turned }) }), 'saddleAnesthesia')).toBe('unknown');
  });
});
