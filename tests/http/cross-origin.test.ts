import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hookRequest, post, startTestApp, type TestApp } from './test-app.js';

const listedOrigin = 'https://ehr.example.org';

function preflight(url: string, origin: string): Promise<Response> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  };
  return fetch(url, { method: 'OPTIONS', headers });
}

describe('pages of other origins', () => {
  let open: TestApp;
  let listing: TestApp;

  beforeAll(async () => {
    const refuseAll = () => Promise.reject(new Error('a preflight carries no token'));
    open = await startTestApp({ verifyClient: refuseAll });
    listing = await startTestApp({ origins: [listedOrigin] });
  });
  afterAll(() => Promise.all([open.close(), listing.close()]));

  it.each(['/cds-services', '/cds-services/', '/cds-services/spine-imaging', '/cds-services/spine-imaging/feedback'])(
    'A-18 B-8 a preflight to %s is answered without authentication',
    async (path) => {
      const response = await preflight(`${open.url}${path}`, listedOrigin);
      expect([response.status, await response.text()]).toEqual([204, '']);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, POST, OPTIONS',
        'access-control-allow-headers': 'Authorization, Content-Type',
        'access-control-max-age': '7200',
      });
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    },
  );

  it('A-18 errors carry the header too', async () => {
    for (const response of [await post(open.hookUrl, {}), await fetch(`${open.url}/x`), await fetch(open.hookUrl)])
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('A-18 a listed origin is named, on answers, errors and preflights', async () => {
    const headers = { origin: listedOrigin };
    const responses = [
      await post(listing.hookUrl, hookRequest(), headers),
      await post(listing.hookUrl, {}, headers),
      await fetch(`${listing.url}/cds-services`, { headers }),
      await preflight(listing.feedbackUrl, listedOrigin),
    ];
    for (const response of responses) {
      expect(response.headers.get('access-control-allow-origin')).toBe(listedOrigin);
      expect(response.headers.get('vary')).toBe('Origin');
    }
  });

  it.each(['https://elsewhere.example', 'null', `${listedOrigin}.evil.example`])(
    'A-18 the origin %s is not let in',
    async (origin) => {
      const responses = [
        await post(listing.hookUrl, hookRequest(), { origin }),
        await preflight(listing.hookUrl, origin),
      ];
      for (const response of responses) expect(response.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('A-18 a client that is no web page is answered as ever', async () => {
    const response = await post(listing.hookUrl, hookRequest());
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});
