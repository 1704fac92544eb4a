import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { responseProblems } from './response-schema.js';
import { draftOrder, hookRequest, issueOf, post, startTestApp, type TestApp } from './test-app.js';

describe('a hook call', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(() => {
    app.received.length = 0;
  });
  afterAll(() => app.close());

  const call = (envelope = {}, context = {}) => post(app.hookUrl, hookRequest(envelope, context));

  it('H-1 R-1 answers 200 with cards that are valid', async () => {
    const response = await call();
    const answer: unknown = await response.json();
    expect(response.status).toBe(200);
    expect(responseProblems(answer)).toEqual([]);
    expect(answer).toMatchObject({ cards: [{ summary: 'Advice on order 1' }] });
  });

  it('hands over the request as it was sent', async () => {
    const prefetch = { patient: { resourceType: 'Patient', id: 'lbp-1' }, conditions: null };
    await call({ fhirServer: 'https://ehr.example.org/fhir', prefetch });
    expect(app.received).toEqual([
      {
        client: expect.objectContaining({ name: 'demo', systemActions: 'both' }),
        request: {
          hook: 'order-select',
          hookInstance: '305d37b5-4574-4bf9-8a4d-5a28ddac9783',
          fhirServer: 'https://ehr.example.org/fhir',
          fhirAuthorization: undefined,
          context: {
            userId: 'Practitioner/1',
            patientId: 'lbp-1',
            encounterId: 'e-1',
            selections: ['ServiceRequest/sr-1'],
            draftOrders: [draftOrder],
          },
          prefetch,
        },
      },
    ]);
  });

  it.each([
    ['hook', { hook: undefined }, 'required'],
    ['hook', { hook: 7 }, 'structure'],
    ['hookInstance', { hookInstance: undefined }, 'required'],
    ['hookInstance', { hookInstance: {} }, 'structure'],
    ['context', { context: undefined }, 'required'],
    ['context', { context: 'none' }, 'structure'],
    ['context', { context: [1] }, 'structure'],
    ['context.userId', { context: {} }, 'required'],
  ])('Q-1 a missing or wrong %s is named: %o', async (field, envelope, code) => {
    const response = await call(envelope);
    expect(response.status).toBe(400);
    expect((await issueOf(response)).slice(0, 2)).toEqual([code, field]);
  });

  it.each(['patient-view', 'order-dispatch', 'medication-prescribe'])('Q-2 the hook %s is refused', async (hook) => {
    const response = await call({ hook });
    expect(response.status).toBe(400);
    const text = 'hook must be one that this service is listed with: order-sign, order-select';
    expect(await issueOf(response)).toEqual(['value', 'hook', text]);
  });

  it('Q-4 a hookInstance that is no UUID is accepted', async () => {
    expect((await call({ hookInstance: 'x1' })).status).toBe(200);
  });

  const authorization = { access_token: 't', token_type: 'Bearer', expires_in: 300, scope: 's', subject: 'c' };

  it('Q-5 a token without a server is no access, and neither is a server with an empty token', async () => {
    await call({ fhirAuthorization: authorization });
    await call({
      fhirServer: 'https://ehr.example.org',
      fhirAuthorization: { ...authorization, access_token: '' },
    });
    expect(app.received.map(({ request }) => request.fhirAuthorization)).toEqual([undefined, undefined]);
  });

  it('F-1 a token with its server is handed over', async () => {
    await call({
      fhirServer: 'https://ehr.example.org',
      fhirAuthorization: { ...authorization, patient: 'Patient/lbp-1' },
    });
    expect(app.received[0]?.request.fhirAuthorization).toEqual({
      accessToken: 't',
      expiresInSeconds: 300,
      scope: 's',
      subject: 'c',
      patient: 'lbp-1',
    });
  });

  it('Q-7 Q-8 unknown members and extensions change nothing', async () => {
    await call();
    const junk = { extension: { 'davinci-crd.configuration': { x: true } }, unknown: [null], fhirVersion: 5 };
    await call(
      { ...junk, prefetch: null },
      {
        ...junk,
        draftOrders: { resourceType: 'Bundle', id: 'b', total: 1, ...junk, entry: [{ resource: draftOrder, ...junk }] },
      },
    );
    expect(app.received[1]).toEqual(app.received[0]);
  });

  it.each([{ encounterId: null }, { encounterId: '' }, { encounterId: undefined }, { encounterId: [] }])(
    'Q-9 X-3 is answered without an encounter: %o',
    async (context) => {
      expect((await call({ fhirServer: null, fhirAuthorization: null, prefetch: null }, context)).status).toBe(200);
      expect(app.received[0]?.request.context.encounterId).toBeUndefined();
      expect(app.received[0]?.request.prefetch).toEqual({});
    },
  );

  it('Q-10 reads a body of 2 MB and refuses one of 50 MB', async () => {
    const pad = (bytes: number) => call({ padding: 'x'.repeat(bytes) });
    expect((await pad(2_000_000)).status).toBe(200);
    const refused = await pad(50_000_000);
    expect(refused.status).toBe(413);
    expect(await issueOf(refused)).toEqual(['too-long', undefined, 'the body is larger than 10000000 bytes']);
  });

  it('Q-11 resources of other FHIR versions and other types are handed over as they are', async () => {
    const resource = { resourceType: 'ProcedureRequest', id: 'pr-1', status: 'draft' };
    await call({}, { selections: ['ProcedureRequest/pr-1'], draftOrders: { entry: [{ resource }] } });
    expect(app.received[0]?.request.context.draftOrders).toEqual([resource]);
  });

  it.each(['Practitioner/1', 'PractitionerRole/1', 'RelatedPerson/1', 'anything'])(
    'X-1 the user may be %s',
    async (userId) => {
      expect((await call({}, { userId })).status).toBe(200);
    },
  );

  it('X-2 the type is stripped from a patient id and an encounter id', async () => {
    await call({}, { patientId: 'Patient/lbp-1', encounterId: 'Encounter/e-1' });
    expect(app.received[0]?.request.context).toMatchObject({ patientId: 'lbp-1', encounterId: 'e-1' });
  });

  it.each([
    ['no type', { resourceType: 'Bundle', entry: [{ resource: draftOrder }] }],
    ['no resource type', { entry: [{ resource: draftOrder }] }],
    [
      'a full URL',
      { resourceType: 'Bundle', type: 'searchset', entry: [{ fullUrl: 'urn:uuid:1', resource: draftOrder }] },
    ],
    ['entries without a resource', { entry: [null, 1, {}, { resource: null }, { resource: draftOrder }] }],
  ])('X-5 draft orders may have %s', async (_, draftOrders) => {
    expect((await call({}, { draftOrders })).status).toBe(200);
    expect(app.received[0]?.request.context.draftOrders).toEqual([draftOrder]);
  });

  it.each([undefined, null, []])('X-10 order-select with draft orders needs selections, not %o', async (selections) => {
    const response = await call({}, { selections });
    expect(response.status).toBe(400);
    expect((await issueOf(response)).slice(0, 2)).toEqual(['required', 'context.selections']);
  });

  it('X-10 a request without draft orders and selections gets no cards', async () => {
    const sent = readFileSync('fhir-fixtures/requests/order-select-no-draft-orders.json', 'utf8');
    const response = await post(app.hookUrl, sent);
    expect([response.status, await response.text()]).toEqual([200, '{"cards":[]}']);
  });

  it('X-10 a selection that is not among the draft orders is handed over, for the answer to skip', async () => {
    await call({}, { selections: ['ServiceRequest/other'] });
    expect(app.received[0]?.request.context.selections).toEqual(['ServiceRequest/other']);
  });

  it('order-sign needs no selections and ignores them', async () => {
    await call({ hook: 'order-sign' }, { selections: undefined });
    await call({ hook: 'order-sign' });
    expect(app.received.map(({ request }) => request.context.selections)).toEqual([undefined, undefined]);
  });

  it('L-9 an extension of the answer goes out as an object under a reverse-DNS name', async () => {
    const answer: unknown = await (await call()).json();
    expect(answer).toMatchObject({
      cards: [{ extension: { 'org.spine-imaging-cds.decision': { rating: 'appropriate' } } }],
    });
  });
});
