import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeSystems, hookRequest, issueOf, post, startTestApp, type TestApp } from './test-app.js';

describe('health', () => {
  it('says that the service is alive and what it runs as', async () => {
    const app = await startTestApp();
    const response = await fetch(`${app.url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok', mode: 'demo' }]);
    await app.close();
  });

  it('says whether requests should be sent here', async () => {
    let readiness = { ready: true, details: {} };
    const app = await startTestApp({ readiness: () => Promise.resolve(readiness) });
    const ready = await fetch(`${app.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true }]);
    readiness = { ready: false, details: { draining: true } };
    const draining = await fetch(`${app.url}/ready`);
    expect([draining.status, await draining.json()]).toEqual([503, { ready: false, draining: true }]);
    await app.close();
  });
});

describe('code systems', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const read = async (path: string): Promise<unknown> => (await fetch(`${app.url}${path}`)).json();

  it('are read one by one', async () => {
    expect(await read('/fhir/CodeSystem/criteria')).toEqual(codeSystems[0]);
    const missing = await fetch(`${app.url}/fhir/CodeSystem/none`);
    expect([missing.status, (await issueOf(missing))[0]]).toEqual([404, 'not-found']);
  });

  it('are found all together and by url', async () => {
    const entry = codeSystems.map((resource) => ({
      fullUrl: `https://cds.example.org/fhir/CodeSystem/${resource.id}`,
      resource,
      search: { mode: 'match' },
    }));
    const found = { resourceType: 'Bundle', type: 'searchset' };
    expect(await read('/fhir/CodeSystem')).toEqual({ ...found, total: 2, entry });
    const byUrl = await read('/fhir/CodeSystem?url=urn:spine-imaging-cds:findings');
    expect(byUrl).toEqual({ ...found, total: 1, entry: [entry[1]] });
    expect(await read('/fhir/CodeSystem?url=http://example.org')).toEqual({ ...found, total: 0 });
  });
});

describe('the request log', () => {
  it('has one line for each request, with the route and counts, and nothing that names anybody', async () => {
    const app = await startTestApp();
    const envelope = { hookInstance: 'canary-instance', prefetch: { canary: {} } };
    const context = { patientId: 'canary-patient', userId: 'canary-user' };
    await post(app.hookUrl, hookRequest({}, context));
    await post(`${app.url}/cds-services/canary-service?token=canary`, hookRequest(envelope, context));
    await post(app.hookUrl, hookRequest(envelope, context), { authorization: 'Bearer canary' });
    await fetch(`${app.url}/canary`);
    const ms = expect.any(Number);
    const line = { event: 'request', method: 'POST', route: '/cds-services/:id', ms };
    const counted = { service: 'spine-imaging', client: 'demo', hook: 'order-select', draftOrders: 1, cards: 1 };
    expect(app.logLines).toEqual([
      { ...line, ...counted, status: 200, hookInstance: '305d37b5-4574-4bf9-8a4d-5a28ddac9783', prefetchKeys: 0 },
      { ...line, status: 404 },
      { ...line, ...counted, status: 200, hookInstance: 'not-a-uuid', prefetchKeys: 1 },
      { event: 'request', method: 'GET', route: 'unmatched', status: 404, ms },
    ]);
    await app.close();
  });
});
