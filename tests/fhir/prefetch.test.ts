import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordParts } from '../../src/core/contract/patient-record.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { checkOrderSubjects, prefetchedConditions, readPrefetch } from '../../src/fhir/prefetch.js';
import { bundle, condition, hookRequest, linkTo, operationOutcome, patient, patientId } from './ehr-messages.js';

const nextPage = 'https://fhir.ehr.example/r4/Condition?page=2';
const medication = { resourceType: 'Medication', id: 'med-1' };
const prescription = {
  resourceType: 'MedicationRequest',
  id: 'rx-1',
  subject: { reference: `Patient/${patientId}` },
};

/** What one prefetch value makes of the part `conditions`. */
function readConditions(value: unknown) {
  const { record, missing, failed, nextPages } = readPrefetch(hookRequest({ prefetch: { conditions: value } }));
  return {
    state: record.parts.conditions,
    ids: record.resources.map((resource) => resource.id),
    mayBeFetched: missing.includes('conditions'),
    hasFailed: failed.includes('conditions'),
    next: nextPages.get('conditions'),
  };
}

const read = { state: 'read', ids: [], mayBeFetched: false, hasFailed: false, next: undefined };
const partial = { ...read, state: 'partial', mayBeFetched: true };
const absent = { ...read, state: 'unread', mayBeFetched: true };
const failed = { ...read, state: 'unread', hasFailed: true };

describe('a prefetch key', () => {
  it.each<[string, unknown, object]>([
    ['P-10 absent is missing', undefined, absent],
    ['P-12 null is known to be empty', null, read],
    ['P-12 a Bundle without entries is known to be empty', bundle([]), read],
    ['P-12 a Bundle without an entry member is known to be empty', { resourceType: 'Bundle', type: 'searchset' }, read],
    ['P-12 a Bundle with total 0 is known to be empty', { resourceType: 'Bundle', total: 0 }, read],
    ['P-12 a Bundle with data is data', bundle([condition('c1'), condition('c2')]), { ...read, ids: ['c1', 'c2'] }],
    ['P-12 a Bundle with its total is data', bundle([condition('c1')], { total: 1 }), { ...read, ids: ['c1'] }],
    ['P-13 an OperationOutcome failed and is not asked for again', operationOutcome('error'), failed],
    ['P-13 a Bundle with only OperationOutcomes failed', bundle([operationOutcome('warning')]), failed],
    ['P-13 a failure beside total 0 failed', bundle([operationOutcome('error')], { total: 0 }), failed],
    [
      'P-13 a warning beside total 0 explains an empty result',
      bundle([operationOutcome('warning')], { total: 0 }),
      read,
    ],
    [
      'P-17 a warning among data is passed over',
      bundle([condition('c1'), operationOutcome('information')]),
      { ...read, ids: ['c1'] },
    ],
    [
      'P-17 an error among data makes it partial',
      bundle([condition('c1'), operationOutcome('error')]),
      { ...partial, ids: ['c1'] },
    ],
    [
      'P-14 a next link makes it partial',
      bundle([condition('c1')], linkTo(nextPage)),
      { ...partial, ids: ['c1'], next: nextPage },
    ],
    [
      'P-14 a next link without a URL makes it partial',
      bundle([condition('c1')], { link: [{ relation: 'next' }] }),
      { ...partial, ids: ['c1'], next: '' },
    ],
    [
      'P-14 a total above what was sent makes it partial',
      bundle([condition('c1')], { total: 2 }),
      { ...partial, ids: ['c1'] },
    ],
    ['P-14 only a count makes it partial', { resourceType: 'Bundle', type: 'searchset', total: 7 }, partial],
    ['a single resource instead of a Bundle is partial', condition('c1'), { ...partial, ids: ['c1'] }],
    ['a list of resources instead of a Bundle is partial', [condition('c1')], { ...partial, ids: ['c1'] }],
    ['a resource of another type is missing', patient, absent],
    ['an entry that is no resource makes it partial', { resourceType: 'Bundle', entry: [{ fullUrl: 'x' }] }, partial],
    [
      'the {response, resource} wrapper of old clients is opened',
      { response: { status: '200 OK' }, resource: bundle([condition('c1')]) },
      { ...read, ids: ['c1'] },
    ],
    ['a wrapper with a failure failed', { response: { status: '404 Not Found' } }, failed],
    ['a wrapper without a resource is missing', { response: { status: '200 OK' } }, absent],
    ['text is missing', 'none', absent],
    ['a number is missing', 3, absent],
    ['an empty object is missing', {}, absent],
    ['an empty list is missing', [], absent],
  ])('%s', (_, value, expected) => {
    expect(readConditions(value)).toEqual(expected);
  });

  it('P-16 that was never advertised is ignored, whoever it is about', () => {
    const prefetch = { patientToGreet: { resourceType: 'Patient', id: 'somebody-else' }, __proto__: { conditions: 1 } };
    expect(readPrefetch(hookRequest({ prefetch })).record.resources).toEqual([]);
  });

  it('P-17 keeps included resources of other types, each once', () => {
    const withMedication = bundle([prescription, medication]);
    const prefetch = { medicationRequests: withMedication, medicationStatements: bundle([medication]) };
    const { record } = readPrefetch(hookRequest({ prefetch }));
    expect(record.resources).toEqual([prescription, medication]);
  });
});

describe('the patient', () => {
  it.each<[string, unknown]>([
    ['itself', patient],
    ['in a Bundle', bundle([patient])],
    ['in the wrapper of old clients', { response: { status: '200' }, resource: patient }],
  ])('is read %s', (_, value) => {
    const { record, missing } = readPrefetch(hookRequest({ prefetch: { patient: value } }));
    expect([record.patient, record.parts.patient]).toEqual([patient, 'read']);
    expect(missing).toEqual(recordParts.filter((part) => part !== 'patient'));
  });

  it('may be known to be absent', () => {
    const { record } = readPrefetch(hookRequest({ prefetch: { patient: null } }));
    expect([record.patient, record.parts.patient]).toEqual([undefined, 'read']);
  });
});

const otherPatient = { resourceType: 'Patient', id: 'pat-2' };

describe('P-15 a resource about another patient', () => {
  it.each<[string, JsonObject, string]>([
    ['as the patient', { patient: otherPatient }, 'prefetch.patient'],
    ['as the patient in a Bundle', { patient: bundle([otherPatient]) }, 'prefetch.patient'],
    ['by relative subject', { conditions: bundle([condition('c1', 'Patient/pat-2')]) }, 'prefetch.conditions'],
    [
      'by absolute subject',
      { conditions: bundle([condition('c1', 'https://fhir.ehr.example/r4/Patient/pat-2')]) },
      'prefetch.conditions',
    ],
    [
      'by versioned subject',
      { conditions: bundle([condition('c1', 'Patient/pat-2/_history/pat-1')]) },
      'prefetch.conditions',
    ],
    [
      'by an id that only begins alike',
      { conditions: bundle([condition('c1', 'Patient/pat-10')]) },
      'prefetch.conditions',
    ],
    [
      'by patient',
      {
        allergies: bundle([{ resourceType: 'AllergyIntolerance', id: 'a', patient: { reference: 'Patient/pat-2' } }]),
      },
      'prefetch.allergies',
    ],
    [
      'by participant',
      {
        appointments: bundle([
          { resourceType: 'Appointment', id: 'a', participant: [{ actor: { reference: 'Patient/pat-2' } }] },
        ]),
      },
      'prefetch.appointments',
    ],
    [
      'by a urn that the message resolves',
      {
        conditions: {
          resourceType: 'Bundle',
          entry: [{ resource: condition('c1', 'urn:uuid:5f0c') }, { fullUrl: 'urn:uuid:5f0c', resource: otherPatient }],
        },
      },
      'prefetch.conditions',
    ],
    ['as an included Patient', { conditions: bundle([condition('c1'), otherPatient]) }, 'prefetch.conditions'],
  ])('%s is refused', (_, prefetch, expression) => {
    expect(() => readPrefetch(hookRequest({ prefetch }))).toThrowError(
      expect.objectContaining({ name: 'RequestError', status: 400, code: 'value', expression }),
    );
  });

  it('is not named in the message', () => {
    expect(() => readPrefetch(hookRequest({ prefetch: { patient: otherPatient } }))).toThrowError(/^(?!.*pat-2)/);
  });
});

describe('a resource that counts as the patient’s', () => {
  it.each<[string, JsonObject]>([
    ['has an absolute subject', condition('c1', `https://fhir.ehr.example/r4/Patient/${patientId}`)],
    ['has a versioned subject', condition('c1', `Patient/${patientId}/_history/3`)],
    ['has a contained subject', condition('c1', '#p')],
    ['has a logical subject', { resourceType: 'Condition', id: 'c1', subject: { identifier: { value: 'MRN' } } }],
    ['has no subject', { resourceType: 'Condition', id: 'c1' }],
    ['is named by its own uuid', condition('c1', `urn:uuid:${patientId}`)],
  ])('%s', (_, resource) => {
    const prefetch = { conditions: bundle([resource]) };
    expect(readPrefetch(hookRequest({ prefetch })).record.resources).toEqual([resource]);
  });

  it('is an appointment with several patients, one of them ours', () => {
    const participant = [{ actor: { reference: 'Patient/pat-2' } }, { actor: { reference: `Patient/${patientId}` } }];
    const appointment = { resourceType: 'Appointment', id: 'a', participant };
    expect(readPrefetch(hookRequest({ prefetch: { appointments: bundle([appointment]) } })).record.resources).toEqual([
      appointment,
    ]);
  });

  it.each(['Group/g1', 'Device/d1', 'Location/l1', 'RelatedPerson/r1'])('is none about %s', (subject) => {
    const { record } = readPrefetch(hookRequest({ prefetch: { conditions: bundle([condition('c1', subject)]) } }));
    expect([record.resources, record.parts.conditions]).toEqual([[], 'read']);
  });
});

describe('P-15 a resource that names somebody who cannot be told', () => {
  const fhirServer = 'https://fhir.ehr.example/r4';
  const strange = (id: string): fc.Arbitrary<unknown> =>
    fc.oneof(
      fc.constantFrom<unknown>(
        `Patient/${id}/`,
        `/Patient/${id}`,
        `patient/${id}`,
        `PATIENT/${id}`,
        `Patients/${id}`,
        `Person/${id}`,
        `Patient//${id}`,
        `Patient/${id}?x=1`,
        `Patient?_id=${id}`,
        `Patient/${id}#a`,
        ` Patient/${id}`,
        `Patient/${id}\n`,
        `Patient/ ${id}`,
        `Patient\u200b/${id}`,
        `Patient/${id}/_history/`,
        `Patient/${id}/Condition/1`,
        `Patient:${id}`,
        `ftp://fhir.ehr.example/r4/Patient/${id}`,
        `https://other.example/r4/Patient/${patientId}`,
        `https://fhir.ehr.example/r5/Patient/${patientId}`,
        `https://fhir.ehr.example@other.example/r4/Patient/${patientId}`,
        `urn:uuid:${id}-unknown`,
        id,
        'Patient',
        'Patient/',
        '/',
        ' ',
        7,
        true,
        [`Patient/${id}`],
        { value: `Patient/${id}` },
      ),
      fc.string({ minLength: 1 }).filter((text) => !/^#|^(https?:.*\/)?[A-Z]|^urn:uuid:pat-1$/.test(text)),
    );
  const holder = fc.constantFrom(patientId, 'pat-2').chain((id) =>
    fc.oneof(
      strange(id).map((reference): unknown => ({ reference })),
      fc.constantFrom<unknown>(`Patient/${id}`, [{ reference: `Patient/${id}` }], [], 7, true),
    ),
  );

  it('is never read, and its part is not read in full', () => {
    const run = fc.property(holder, fc.constantFrom('subject', 'patient', 'contained'), (named, member) => {
      const resource: JsonObject =
        member === 'contained'
          ? { ...condition('c1'), contained: [{ resourceType: 'Observation', id: 'o', subject: named }] }
          : { resourceType: 'Condition', id: 'c1', [member]: named };
      const prefetch = { conditions: bundle([resource, condition('c2')]) };
      const { record, missing } = readPrefetch(hookRequest({ prefetch, fhirServer }));
      expect(record.resources.map(({ id }) => id)).toEqual(['c2']);
      expect([record.parts.conditions, missing.includes('conditions')]).toEqual(['partial', true]);
      expect(prefetchedConditions(hookRequest({ prefetch, fhirServer })).map(({ id }) => id)).toEqual(['c2']);
    });
    fc.assert(run, { numRuns: 2_000, seed: 5 });
  });

  it('is refused as a draft order', () => {
    const run = fc.property(holder, (subject) => {
      const context = { ...hookRequest().context, draftOrders: [{ resourceType: 'ServiceRequest', subject }] };
      expect(() => checkOrderSubjects(hookRequest({ context, fhirServer }))).toThrowError(
        expect.objectContaining({ status: 400, expression: 'context.draftOrders.entry[0].resource.subject' }),
      );
    });
    fc.assert(run, { numRuns: 1_000, seed: 5 });
  });

  it('is not taken as the patient’s visit', () => {
    const visit = (reference: string): JsonObject => ({
      resourceType: 'Appointment',
      id: 'a',
      participant: [{ actor: { reference: 'Practitioner/1' } }, { actor: { reference } }],
    });
    const read = (reference: string) =>
      readPrefetch(hookRequest({ prefetch: { appointments: bundle([visit(reference)]) } })).record;
    expect([read('patient/pat-2').resources, read('patient/pat-2').parts.appointments]).toEqual([[], 'partial']);
    expect([read('Location/1').resources.length, read('Location/1').parts.appointments]).toEqual([1, 'read']);
  });

  it.each(['https://fhir.ehr.example/r4', 'http://FHIR.ehr.example/r4/', 'https://fhir.ehr.example:443/r4'])(
    'is not one of the server itself: %s',
    (server) => {
      const resource = condition('c1', `https://fhir.ehr.example/r4/Patient/${patientId}`);
      const prefetch = { conditions: bundle([resource]) };
      expect(readPrefetch(hookRequest({ prefetch, fhirServer: server })).record.parts.conditions).toBe('read');
    },
  );
});

describe('X-11 a draft order', () => {
  const withSubject = (reference: string) => {
    const request = hookRequest();
    const order = { resourceType: 'ServiceRequest', id: 'o1', subject: { reference } };
    return hookRequest({ context: { ...request.context, draftOrders: [...request.context.draftOrders, order] } });
  };

  it('for another patient is refused by its place', () => {
    expect(() => checkOrderSubjects(withSubject('Patient/pat-2'))).toThrowError(
      expect.objectContaining({ status: 400, expression: 'context.draftOrders.entry[1].resource.subject' }),
    );
  });

  it.each([`Patient/${patientId}`, 'Group/g1', '#p'])('for %s passes', (reference) => {
    expect(() => checkOrderSubjects(withSubject(reference))).not.toThrow();
  });
});

describe('reading a realistic prefetch', () => {
  it('takes about 30 microseconds for 110 resources, and never a millisecond', () => {
    const conditions = bundle(Array.from({ length: 110 }, (_, index) => condition(`c${index}`)));
    const request = hookRequest({ prefetch: { patient, conditions } });
    for (let run = 0; run < 2_000; run += 1) readPrefetch(request);
    const startedAt = performance.now();
    for (let run = 0; run < 1_000; run += 1) readPrefetch(request);
    const microseconds = performance.now() - startedAt;
    expect(microseconds).toBeLessThan(1_000);
  });
});

describe('two versions of one resource', () => {
  const version = (versionId: string | undefined, lastUpdated: string | undefined, text: string): JsonObject => ({
    ...condition('c1'),
    meta: { versionId, lastUpdated },
    note: [{ text }],
  });
  const kept = (...versions: readonly JsonObject[]): readonly unknown[] => {
    const { record } = readPrefetch(hookRequest({ prefetch: { conditions: bundle([...versions, condition('c2')]) } }));
    return record.resources.map(({ note }) => note).filter((note) => note !== undefined);
  };
  const one = [[{ text: 'new' }]];
  it.each<[string, JsonObject, JsonObject]>([
    ['a higher number', version('9', undefined, 'old'), version('10', undefined, 'new')],
    ['a later moment', version('b', '2026-01-01T10:00:00Z', 'old'), version('a', '2026-01-01T11:00:00Z', 'new')],
    [
      'a later moment in another zone',
      version(undefined, '2026-01-01T10:00:00+02:00', 'old'),
      version(undefined, '2026-01-01T09:00:00Z', 'new'),
    ],
    [
      'a later moment of one number',
      version('1', '2026-01-01T10:00:00Z', 'old'),
      version('1', '2026-01-02T10:00:00Z', 'new'),
    ],
  ])('are one, the newest, in either order: %s', (_, older, newer) => {
    expect(kept(older, newer)).toEqual(one);
    expect(kept(newer, older)).toEqual(one);
  });

  it('are both kept when nothing says which is newer, unless they are the same', () => {
    expect(kept(version(undefined, undefined, 'a'), version(undefined, undefined, 'b'))).toHaveLength(2);
    expect(kept(version('1', undefined, 'a'), version('x', undefined, 'b'))).toHaveLength(2);
    expect(kept(version(undefined, undefined, 'a'), version(undefined, undefined, 'a'))).toHaveLength(1);
  });
});
