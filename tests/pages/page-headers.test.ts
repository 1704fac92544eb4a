import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageRoutes } from '../../src/http/endpoints/page.js';
import { type RealApp, startRealApp } from '../journeys/real-app.js';

const api = [
  '/cds-services',
  '/cds-services/spine-imaging',
  '/cds-services/spine-imaging/feedback',
  '/health',
  '/ready',
  '/metrics',
  '/fhir/CodeSystem',
  '/fhir/CodeSystem/findings',
];
const byAccept = ['/reports', '/trace/nothing'];
const ids: { readonly [route: string]: string } = {
  '/try/patients/:id': 'acute',
  '/docs/integrate/:id': 'generic',
  '/assets/:id': 'nothing',
};
const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE'];
const anywhere = { origin: 'https://evil.example' };

describe('the headers of every route', () => {
  let app: RealApp;
  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const pages = pageRoutes.map(({ route }) => route.replace(':id', ids[route] ?? 'foot-drop'));

  it.each([...pages, ...byAccept, '/no-such-page'])(
    '%s lets no other origin read it, whatever is asked',
    async (path) => {
      for (const method of methods) {
        const headers = { ...anywhere, accept: 'text/html', 'content-type': 'application/json' };
        const response = await fetch(app.url + path, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) });
        await response.arrayBuffer();
        const of = (name: string): readonly unknown[] => [method, response.headers.get(name)];
        expect(of('access-control-allow-origin')).toEqual([method, null]);
        expect(of('access-control-allow-methods')).toEqual([method, null]);
        expect(of('x-content-type-options')).toEqual([method, 'nosniff']);
        expect(of('referrer-policy')).toEqual([method, 'no-referrer']);
        expect(of('cross-origin-resource-policy')).toEqual([method, 'same-origin']);
        const policy = response.headers.get('content-security-policy') ?? '';
        expect(policy.split('; ')).toEqual(
          expect.arrayContaining([
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
          ]),
        );
        expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
      }
    },
  );

  it.each(api)('%s keeps those of the API', async (path) => {
    for (const method of methods) {
      const response = await fetch(app.url + path, { method, headers: { ...anywhere, accept: 'text/html' } });
      await response.arrayBuffer();
      expect([method, response.headers.get('access-control-allow-origin')]).toEqual([method, '*']);
      expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });

  it('walk all pages that there are', () => {
    expect(pages.length).toBeGreaterThan(9);
  });
});
