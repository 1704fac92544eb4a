import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppParts } from '../../src/app.js';
import { RequestError } from '../../src/errors.js';
import { hookRequest, issueOf, post, startTestApp, type TestApp } from './test-app.js';

const json = 'application/json; charset=utf-8';
const closedApps: TestApp[] = [];

async function appThat(changes: Partial<AppParts>): Promise<TestApp> {
  const app = await startTestApp(changes);
  closedApps.push(app);
  return app;
}

afterAll(() => Promise.all(closedApps.map((app) => app.close())));

describe('an answer that is no advice', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await appThat({});
  });

  it('H-3 H-4 a failure inside is 500 with an OperationOutcome that tells nothing of it', async () => {
    const failing = await appThat({
      answerHook: () => Promise.reject(new TypeError('canary of Jane Doe')),
    });
    const response = await post(failing.hookUrl, hookRequest());
    expect([response.status, response.headers.get('content-type')]).toEqual([500, json]);
    expect(await issueOf(response)).toEqual(['exception', undefined, 'the service failed; nothing was decided']);
    expect(failing.logLines[0]).toMatchObject({ event: 'failure', status: 500, error: 'TypeError' });
    expect(JSON.stringify(failing.logLines)).not.toContain('canary');
  });

  it('H-3 a value thrown that is no error is 500 as well', async () => {
    const failing = await appThat({
      answerHook: () => {
        throw 'canary';
      },
    });
    const response = await post(failing.hookUrl, hookRequest());
    expect(response.status).toBe(500);
    expect(JSON.stringify(failing.logLines)).not.toContain('canary');
  });

  it.each([
    [400, 'value', 'value'],
    [401, 'security', 'login'],
    [403, 'security', 'forbidden'],
    [404, 'not-found', 'not-found'],
    [412, 'precondition', 'business-rule'],
    [429, 'invalid', 'throttled'],
    [503, 'invalid', 'transient'],
  ] as const)('H-5 H-6 an error with status %i goes out as an issue', async (status, code, issueCode) => {
    const expression = 'context.draftOrders.entry[0].resource.subject';
    const error = new RequestError({ code, status, message: 'what is wrong', expression });
    const response = await post((await appThat({ answerHook: () => Promise.reject(error) })).hookUrl, hookRequest());
    expect([response.status, response.headers.get('content-type')]).toEqual([status, json]);
    expect(await issueOf(response)).toEqual([issueCode, expression, 'what is wrong']);
    expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
    expect(response.headers.get('retry-after')).toBe({ 429: '60', 503: '1' }[String(status)] ?? null);
  });

  it('H-5 an unknown service is 404, whatever the method', async () => {
    for (const path of [
      '/cds-services/knee-imaging',
      '/cds-services/knee-imaging/feedback',
      '/cds-services/__proto__',
    ]) {
      const response = await post(`${app.url}${path}`, hookRequest());
      expect([response.status, response.headers.get('content-type')]).toEqual([404, json]);
      expect((await issueOf(response))[0]).toBe('not-found');
    }
  });

  it('H-5 H-6 an unknown path is 404 in JSON', async () => {
    const response = await fetch(`${app.url}/nothing/here`);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, json]);
    expect(await issueOf(response)).toEqual(['not-found', undefined, 'there is nothing at this path']);
  });

  it('H-5 a wrong method is 405 and told the right ones', async () => {
    for (const url of [app.hookUrl, app.feedbackUrl]) {
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const response = await fetch(url, { method });
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
        expect(await issueOf(response)).toEqual(['not-supported', undefined, 'this path answers POST, OPTIONS only']);
      }
    }
  });

  it.each([
    'application/json',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"; profile=x',
    'Application/JSON',
    'application/fhir+json',
    'application/vnd.example.v1+json; fhirVersion=4.0',
  ])('H-7 %s is read', async (type) => {
    expect((await post(app.hookUrl, hookRequest(), { 'content-type': type })).status).toBe(200);
  });

  it.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/jsonx',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'nonsense',
  ])('H-5 H-7 %s is 415', async (type) => {
    const response = await post(app.hookUrl, hookRequest(), { 'content-type': type });
    expect(response.status).toBe(415);
    expect((await issueOf(response))[0]).toBe('not-supported');
  });

  it('H-8 hook answers and errors may not be kept, discovery and code systems briefly', async () => {
    const cacheOf = async (sent: Promise<Response>) => (await sent).headers.get('cache-control');
    expect(await cacheOf(post(app.hookUrl, hookRequest()))).toBe('no-store');
    expect(await cacheOf(post(app.hookUrl, {}))).toBe('no-store');
    expect(await cacheOf(fetch(`${app.url}/nothing`))).toBe('no-store');
    expect(await cacheOf(fetch(`${app.url}/health`))).toBe('no-store');
    expect(await cacheOf(fetch(`${app.url}/cds-services`))).toBe('max-age=300');
    expect(await cacheOf(fetch(`${app.url}/fhir/CodeSystem`))).toBe('max-age=300');
  });

  it('every answer forbids sniffing, framing and referrers, and does not name the software', async () => {
    for (const response of [
      await post(app.hookUrl, hookRequest()),
      await post(app.hookUrl, {}),
      await fetch(`${app.url}/x`),
    ]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
      });
      expect([response.headers.get('x-powered-by'), response.headers.get('etag')]).toEqual([null, null]);
    }
  });

  it('a client is verified before its body is read', async () => {
    const seen: unknown[] = [];
    const refusal = new RequestError({ code: 'security', status: 401, message: 'no' });
    const closed = await appThat({
      verifyClient: (call) => {
        seen.push(call);
        return Promise.reject(refusal);
      },
    });
    const headers = { authorization: 'Bearer x' };
    expect((await post(`${closed.url}/cds-services//spine-imaging?a=b`, '{', headers)).status).toBe(401);
    expect((await post(closed.feedbackUrl, '{')).status).toBe(401);
    // the discovery holds nothing about anybody
    expect((await fetch(`${closed.url}/cds-services`)).status).toBe(200);
    expect(seen).toEqual([
      { path: '/cds-services//spine-imaging', authorization: 'Bearer x' },
      { path: '/cds-services/spine-imaging/feedback', authorization: undefined },
    ]);
  });

  it('H-5 too much work is 503 with the time to come back', async () => {
    const loaded = await appThat({ admit: () => ({ kind: 'shed', retryAfterSeconds: 3 }) });
    const shed = await post(loaded.hookUrl, hookRequest());
    expect([shed.status, shed.headers.get('retry-after'), (await issueOf(shed))[0]]).toEqual([503, '3', 'transient']);
  });

  it('a place is given back when a call is done, also when it fails', async () => {
    let places = 0;
    const leave = (): void => {
      places -= 1;
    };
    const admit = () => {
      places += 1;
      return { kind: 'admitted', leave } as const;
    };
    const counting = await appThat({ admit });
    await post(counting.hookUrl, hookRequest());
    await post(counting.hookUrl, '{');
    expect(places).toBe(0);
  });
});
