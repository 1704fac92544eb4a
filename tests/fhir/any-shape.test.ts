import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordParts } from '../../src/core/contract/patient-record.js';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { RequestError } from '../../src/errors.js';
import { checkOrderSubjects, readPrefetch } from '../../src/fhir/prefetch.js';
import { hookRequest, patientId } from './ehr-messages.js';

const reference = fc.oneof(
  fc.constantFrom(
    `Patient/${patientId}`,
    'Patient/pat-2',
    'urn:uuid:1',
    '#p',
    'Group/1',
    '',
    '/',
    'Patient/',
    'Patient',
  ),
  fc.string(),
);
const anything = fc.jsonValue({ maxDepth: 3 });
const resource = fc.record(
  {
    resourceType: fc.oneof(
      fc.constantFrom('Patient', 'Condition', 'Appointment', 'Bundle', 'OperationOutcome'),
      anything,
    ),
    id: fc.oneof(fc.constantFrom(patientId, 'c1'), anything),
    subject: fc.oneof(fc.record({ reference }), anything),
    patient: fc.oneof(fc.record({ reference }), anything),
    participant: fc.oneof(fc.array(fc.record({ actor: fc.record({ reference }) })), anything),
    issue: anything,
  },
  { requiredKeys: [] },
);
const bundle = fc.record(
  {
    resourceType: fc.constant('Bundle'),
    total: fc.oneof(fc.nat(), anything),
    link: fc.oneof(fc.array(fc.record({ relation: fc.constant('next'), url: anything })), anything),
    entry: fc.oneof(fc.array(fc.oneof(fc.record({ fullUrl: reference, resource }), anything)), anything),
  },
  { requiredKeys: ['resourceType'] },
);
const value = fc.oneof(bundle, resource, fc.record({ response: anything, resource: bundle }), anything);
const prefetch = fc.dictionary(fc.constantFrom(...recordParts), value).map((keys): JsonObject => ({ ...keys }));

describe('a request of any shape', () => {
  it('P-13 is read, or refused for its patient, and says of each part how far it was read', () => {
    fc.assert(
      fc.property(prefetch, (sent) => {
        const request = hookRequest({ prefetch: sent });
        try {
          const { record, missing, failed } = readPrefetch(request);
          for (const part of recordParts) {
            const isSilent = missing.includes(part) || failed.includes(part);
            expect([part, record.parts[part] === 'read']).toEqual([part, !isSilent]);
          }
          expect(record.resources.every(isObject)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RequestError);
        }
      }),
      { numRuns: 3_000, seed: 5 },
    );
  });

  it('X-11 has its orders checked without a crash', () => {
    fc.assert(
      fc.property(fc.array(resource), (orders) => {
        const request = hookRequest({
          context: { ...hookRequest().context, draftOrders: orders.map((order) => ({ ...order })) },
        });
        try {
          checkOrderSubjects(request);
        } catch (error) {
          expect(error).toBeInstanceOf(RequestError);
        }
      }),
      { numRuns: 1_000, seed: 5 },
    );
  });
});
