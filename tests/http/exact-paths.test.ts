import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTally } from '../../src/core/report/tally.js';
import { startTestApp, type TestApp } from './test-app.js';

const caddyfile = readFileSync('deploy/Caddyfile', 'utf8');
/** The paths that the shipped proxy file answers with 404 itself. */
const inside = (/^\s*@inside path (.*)$/m.exec(caddyfile)?.[1] ?? '').split(' ');
const routes = [...readFileSync('src/app.ts', 'utf8').matchAll(/open\('([^']+)', 'GET', \{ guard: 'anyone'/g)].map(
  ([, route = '']) => route,
);
/** What clients and clinicians read without a token. */
const outside = [
  '/cds-services',
  '/health',
  '/fhir/CodeSystem',
  '/fhir/CodeSystem/:id',
  '/fhir/Questionnaire/:id',
  '/criteria/:id',
];

/** As Caddy's `path` matches: whatever the case, slashes merged, `*` at the end for any rest. */
function isStoppedByProxy(path: string): boolean {
  const called = (path.split('?')[0] ?? '').toLowerCase().replace(/\/{2,}/g, '/');
  return inside.some((pattern) =>
    pattern.endsWith('*') ? called.startsWith(pattern.slice(0, -1)) : called === pattern,
  );
}

const spellings = (path: string): readonly string[] => [
  `${path}/`,
  `${path}//`,
  `/${path}`,
  `//${path}`,
  path.toUpperCase(),
  `${path.slice(0, 2).toUpperCase()}${path.slice(2)}`,
  `${path}/?format=json`,
  `/.${path}`,
  `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`,
];

describe('a path for monitoring or operators', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ report: async (query) => createTally().toReport(query, 0) });
  });
  afterAll(() => app.close());

  /** The status of a path sent as it is; `fetch` would tidy it. */
  const statusOf = (path: string, method = 'GET'): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      get({ hostname, port, path, method }, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });

  it('is stopped by the shipped proxy file wherever it needs no token', () => {
    const kept = routes.filter((route) => !outside.includes(route));
    expect(kept).toEqual(['/ready', '/metrics']);
    expect(kept.filter((route) => !isStoppedByProxy(route))).toEqual([]);
    expect([...outside, '/reports'].filter(isStoppedByProxy)).toEqual([]);
  });

  it.each(['/metrics', '/ready', '/reports'])('is answered at %s and in no other spelling', async (path) => {
    expect([await statusOf(path), await statusOf(`${path}?a=b`)]).toEqual([200, 200]);
    for (const spelling of spellings(path))
      for (const method of ['GET', 'OPTIONS', 'POST'])
        expect([spelling, await statusOf(spelling, method)]).toEqual([spelling, 404]);
  });

  it('leaves clients their slash too many', async () => {
    expect([await statusOf('/cds-services/'), await statusOf('//cds-services')]).toEqual([200, 200]);
  });
});
