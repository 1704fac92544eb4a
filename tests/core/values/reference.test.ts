import { describe, expect, it } from 'vitest';
import { createResolver, idsByUrl, typedReference } from '../../../src/core/values/reference.js';

const condition = { resourceType: 'Condition', id: 'pain' };
const contained = { resourceType: 'Condition', id: 'inside' };
const holder = { resourceType: 'ServiceRequest', id: 'order', contained: [contained] };
const uuid = '9d1a2d5c-3f1e-4f0a-8a43-0a9c1f6b2e11';
const byUuid = { resourceType: 'Observation', id: uuid };

describe('a reference', () => {
  const resolve = createResolver([[condition, byUuid], [{ resourceType: 'Observation', id: 'pain' }]]);

  it.each([
    ['Condition/pain', condition],
    ['https://ehr.example/fhir/Condition/pain', condition],
    ['Condition/pain/_history/3', condition],
    [`urn:uuid:${uuid}`, byUuid],
    ['#inside', contained],
    ['#outside', undefined],
    ['Condition/other', undefined],
    ['', undefined],
  ])('"%s" finds what it means', (reference, found) => {
    expect(resolve({ reference }, holder)).toBe(found);
    expect(resolve(reference, holder)).toBe(found);
  });

  it.each([undefined, 7, {}, { reference: 7 }, { identifier: { value: 'x' } }])('%j finds nothing', (reference) => {
    expect(resolve(reference, holder)).toBeUndefined();
  });
});

describe('type and id of a reference', () => {
  it.each([
    ['Patient/p1', { type: 'Patient', id: 'p1' }],
    [' https://ehr.example/fhir/Patient/p1/_history/2 ', { type: 'Patient', id: 'p1' }],
    ['#p1', undefined],
    ['urn:uuid:p1', undefined],
    ['patient/p1', undefined],
  ])('of "%s"', (reference, found) => {
    expect(typedReference(reference)).toEqual(found);
  });
});

describe('ids by URL', () => {
  it('are those of one type, from whatever is a Bundle', () => {
    const bundle = {
      entry: [
        { fullUrl: 'urn:uuid:a', resource: { resourceType: 'Patient', id: 'p1' } },
        { fullUrl: 'urn:uuid:b', resource: condition },
        { fullUrl: 'urn:uuid:c', resource: { resourceType: 'Patient' } },
        { resource: { resourceType: 'Patient', id: 'p2' } },
      ],
    };
    expect([...idsByUrl([bundle, undefined, 'text', { entry: 3 }], 'Patient')]).toEqual([['urn:uuid:a', 'p1']]);
  });
});
