import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestError } from '../../src/errors.js';
import { hookRequest, post, startTestApp, type TestApp } from './test-app.js';

describe('a client that is not known', () => {
  let app: TestApp;

  beforeAll(async () => {
    const refusal = new RequestError({ code: 'security', status: 401, message: 'no' });
    app = await startTestApp({ verifyClient: () => Promise.reject(refusal) });
  });
  afterAll(() => app.close());

  it.each(['/cds-services', '/health', '/ready', '/metrics', '/fhir/CodeSystem', '/fhir/CodeSystem/criteria'])(
    'is let in to GET %s',
    async (path) => {
      expect((await fetch(`${app.url}${path}`)).status).toBe(200);
    },
  );

  it.each(['/reports', '/reports?format=xml'])('is kept out of GET %s', async (path) => {
    expect((await fetch(`${app.url}${path}`)).status).toBe(401);
  });

  it.each(['/cds-services/spine-imaging', '/cds-services/spine-imaging/feedback'])(
    'is kept out of POST %s, whatever it sends',
    async (path) => {
      for (const body of [hookRequest(), '{', '']) expect((await post(`${app.url}${path}`, body)).status).toBe(401);
    },
  );

  it.each(['/cds-services/knee-imaging', '/cds-services/knee-imaging/feedback'])(
    'is told that there is nothing at %s',
    async (path) => {
      expect((await post(`${app.url}${path}`, hookRequest())).status).toBe(404);
    },
  );

  it('reaches no hook and no store', () => {
    expect([app.received, app.feedback]).toEqual([[], []]);
  });
});
