import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject } from '../../src/core/values/json.js';
import { emptyMembers } from './response-schema.js';
import { post, services, startTestApp, type TestApp } from './test-app.js';

describe('discovery', () => {
  let app: TestApp;
  let body: unknown;

  beforeAll(async () => {
    app = await startTestApp();
    body = await (await fetch(`${app.url}/cds-services`)).json();
  });
  afterAll(() => app.close());

  it('D-1 GET /cds-services answers 200', async () => {
    expect((await fetch(`${app.url}/cds-services`)).status).toBe(200);
  });

  it('D-2 D-4 D-7 D-9 lists each service with hook, id, title, description and usage requirements, in order', () => {
    expect(body).toEqual({ services });
    expect(services.map((service) => service.hook)).toEqual(['order-sign', 'order-select']);
  });

  it('D-3 lists nothing as an empty array', async () => {
    const empty = await startTestApp({ services: () => [] });
    const response = await fetch(`${empty.url}/cds-services`);
    expect([response.status, await response.json()]).toEqual([200, { services: [] }]);
    await empty.close();
  });

  it('D-5 every listed id takes a POST', async () => {
    for (const { id } of services) expect((await post(`${app.url}/cds-services/${id}`, {})).status).toBe(400);
  });

  it('D-6 holds no null and nothing empty', () => {
    expect(emptyMembers(body)).toEqual([]);
  });

  it('D-8 gives prefetch as an object of strings, and leaves it out when there is none', async () => {
    expect(Object.values(services[0]?.prefetch ?? {}).every((query) => typeof query === 'string')).toBe(true);
    const { hook, id, description } = { hook: 'order-sign', id: 'x', description: 'd' } as const;
    const bare = await startTestApp({ services: () => [{ hook, id, description }] });
    expect(await (await fetch(`${bare.url}/cds-services`)).json()).toEqual({ services: [{ hook, id, description }] });
    await bare.close();
  });

  it.each([{ accept: 'application/json' }, { accept: '*/*' }, { accept: 'application/fhir+json, */*;q=0.1' }])(
    'D-11 answers JSON to %o',
    async (headers) => {
      const response = await fetch(`${app.url}/cds-services`, { headers });
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await response.json()).toEqual(body);
    },
  );

  it('D-11 answers HEAD with the headers alone and refuses other methods', async () => {
    const head = await fetch(`${app.url}/cds-services`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(String(JSON.stringify(body).length));
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const refused = await fetch(`${app.url}/cds-services`, { method });
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    }
  });

  it('D-16 a trailing slash answers the same, without a redirect', async () => {
    const response = await fetch(`${app.url}/cds-services/`, { redirect: 'error' });
    expect([response.status, await response.json()]).toEqual([200, body]);
  });

  it('D-16 a client configured with a trailing slash reaches the service with two of them', async () => {
    const response = await post(`${app.url}/cds-services//spine-imaging`, {});
    expect(response.status).toBe(400);
  });

  it('D-16 the health paths do not mind a trailing slash either', async () => {
    expect(isObject(await (await fetch(`${app.url}/health/`)).json())).toBe(true);
  });
});
