import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guideline } from '../guideline.js';
import { type RealApp, startRealApp } from './real-app.js';

const { criteria, words } = guideline.documents;

describe('the page of a criterion', () => {
  let app: RealApp;
  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  const get = (path: string, language?: string): Promise<Response> =>
    fetch(`${app.url}/criteria/${path}`, language === undefined ? {} : { headers: { 'accept-language': language } });

  it('is there for every row, with its answer, its words and its sources', async () => {
    for (const { id, summary } of criteria) {
      const response = await get(id);
      expect([id, response.status]).toEqual([id, 200]);
      const page = await response.text();
      expect(page).toContain(summary.slice(0, 20).replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
      for (const heading of [
        'When this answer is given',
        'Sources',
        ...(words[id]?.['Why'] === undefined ? [] : ['Why']),
      ])
        expect([id, page.includes(`>${heading}</h2>`)]).toEqual([id, true]);
    }
  });

  it('has a leaflet exactly where the row has words for the patient', async () => {
    for (const { id, indicator } of criteria.filter((row) => row.indicator !== 'none')) {
      const hasWords = words[id]?.['For the patient'] !== undefined;
      expect([id, indicator, (await get(`${id}/leaflet`)).status]).toEqual([id, indicator, hasWords ? 200 : 404]);
    }
  });

  it('runs no script and holds no form', async () => {
    const response = await get('cauda-equina-red-flags');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).not.toMatch(/<script|<img|<form|\son[a-z]+=/i);
  });

  it.each(['no-such-row', '..%2F..%2Fetc', '%3Cscript%3E', 'no-such-row/leaflet'])(
    '"%s" is answered with 404 and does not come back',
    async (id) => {
      const response = await get(id);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain('script');
    },
  );

  it('leaves the headers of the JSON API as they are', async () => {
    const { headers } = await fetch(`${app.url}/cds-services`);
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('speaks the language that the reader asks for, as far as there are words in it', async () => {
    const german = await (await get('cauda-equina-red-flags/leaflet', 'fr;q=0.9, de-CH, en;q=0.5')).text();
    expect(german).toContain('<html lang="de">');
    expect(german).toContain('Krankenhaus');
    expect(await (await get('cauda-equina-red-flags/leaflet', 'en, de')).text()).toContain('<html lang="en">');
    // no words of this row in German: its own
    expect(await (await get('foot-drop', 'de')).text()).toContain('Foot drop');
  });
});
