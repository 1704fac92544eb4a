import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBundle } from '../../src/page-scripts/pasted-bundle.js';

const parts = { patient: 'Patient', conditions: 'Condition' };
const patient = (id: string) => ({ resource: { resourceType: 'Patient', id } });
const bundle = (...entry: readonly unknown[]): string => JSON.stringify({ resourceType: 'Bundle', entry });

describe('a pasted Bundle', () => {
  it.each([
    ['', 'Paste a FHIR R4 Bundle'],
    ['{"resourceType": "Bundle", "entry": [', 'This is not JSON'],
    ['{"resourceType": "Patient", "id": "1"}', 'This is a Patient; paste a Bundle'],
    ['[1, 2]', 'This is no FHIR resource'],
    ['null', 'This is no FHIR resource'],
    [bundle({ resource: { resourceType: 'Condition' } }), 'has 1 entries and no Patient among them'],
    [bundle(patient('a'), patient('b')), 'holds 2 patients'],
    [bundle(null, 1, { resource: null }, { fullUrl: 7, resource: {} }), 'no Patient among them'],
    ['{"resourceType": "Bundle", "entry": "x"}', 'has 0 entries'],
  ])('that is %s is answered with what to mend', (text, message) => {
    expect(() => readBundle(text, parts)).toThrow(message);
  });

  it('becomes the prefetch of a request, its references resolved', () => {
    const condition = { resourceType: 'Condition', subject: { reference: 'urn:uuid:1' } };
    const text = bundle({ fullUrl: 'urn:uuid:1', resource: { resourceType: 'Patient' } }, { resource: condition });
    expect(readBundle(text, parts)).toEqual({
      patientId: '1',
      prefetch: {
        patient: { resourceType: 'Patient', id: '1' },
        conditions: {
          resourceType: 'Bundle',
          type: 'searchset',
          entry: [{ resource: { ...condition, id: 'entry-1', subject: { reference: 'Patient/1' } } }],
        },
      },
    });
  });

  it('may be any patient of the fixtures', () => {
    for (const file of readdirSync('fhir-fixtures/patients').filter((name) => !name.startsWith('us-core'))) {
      const { patientId } = readBundle(readFileSync(`fhir-fixtures/patients/${file}`, 'utf8'), parts);
      expect([file, patientId]).toEqual([file, expect.stringMatching(/^\S+$/)]);
    }
  });
});
