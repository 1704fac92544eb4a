import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, objectsOf } from '../../src/core/values/json.js';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { filledDataDir } from './filled-store.js';
import { startRegisteredApp } from './registered-app.js';

const asReader = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

describe('the page of reports', () => {
  let app: RealApp;
  let page: string;
  let json: { readonly [member: string]: unknown };
  let csv: string;
  beforeAll(async () => {
    app = await startRealApp({ DATA_DIR: await filledDataDir('2026-08-03', 12) });
    page = await (await fetch(`${app.url}/reports`, asReader)).text();
    const read: unknown = await (await fetch(`${app.url}/reports`)).json();
    json = isObject(read) ? read : {};
    csv = await (await fetch(`${app.url}/reports`, { headers: { accept: 'text/csv' } })).text();
  });
  afterAll(() => app.close());

  const rowsOf = (caption: string): readonly (readonly string[])[] => {
    const [, body = ''] =
      new RegExp(`<caption>${caption}</caption>[\\s\\S]*?<tbody>([\\s\\S]*?)</tbody>`).exec(page) ?? [];
    return [...body.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
      [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, '')),
    );
  };
  const csvValue = (...start: readonly string[]): number =>
    Number(
      csv
        .split('\r\n')
        .find((line) => line.startsWith(`${start.join(',')},`))
        ?.split(',')
        .at(-1),
    );

  it('has the same numbers in the table of weeks, on the chart, in JSON and in CSV', () => {
    const weeks = objectsOf(json.weeks);
    const table = rowsOf('Answers by week').slice(0, -1);
    expect(weeks.length).toBe(12);
    expect(table.map(([week, consults]) => [week, Number(consults)])).toEqual(
      weeks.map(({ week, consults }) => [week, consults]),
    );
    for (const { week, ratings } of weeks)
      for (const [rating, count] of Object.entries(isObject(ratings) ? ratings : {}))
        expect([week, rating, csvValue('week', '', String(week), rating)]).toEqual([week, rating, count]);
    const [chart = ''] = /<svg[^>]* class="plot"[\s\S]*?<\/svg>/.exec(page) ?? [];
    const labels = [...chart.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, label]) => label);
    expect(labels).toEqual(expect.arrayContaining(weeks.map(({ consults }) => String(consults))));
  });

  it('has the same numbers in the table of criteria, on the chart, in JSON and in CSV', () => {
    const criteria = objectsOf(json.criteria);
    const table = rowsOf('Responses by criterion');
    expect(table.length).toBe(criteria.length);
    const charts = page.slice(page.lastIndexOf('class="plot"'));
    for (const { criterion, fired, unshown, overridden, accepted } of criteria) {
      const row = table.find(([name]) => name === String(criterion).replaceAll('-', ' '));
      const label = `${overridden} of ${Number(fired) - Number(unshown)}`;
      expect([row?.[1], row?.[3], row?.[4], row?.[5]]).toEqual([
        String(fired),
        String(accepted),
        String(overridden),
        label,
      ]);
      expect(csvValue('criterion', String(criterion), '', 'overridden')).toBe(overridden);
      expect(charts).toContain(`>${label}<`);
    }
  });

  it('says reasons and suggestions in words', () => {
    expect(rowsOf('Reasons').map(([reason]) => reason)).toContain('Assessment or imaging is already arranged');
    expect(rowsOf('Suggestions').length).toBeGreaterThan(0);
    expect(rowsOf('Parts of the record').map(([part]) => part)).toEqual(['goals']);
  });

  it('carries no style of its own, which the page forbids', () => {
    expect(page).not.toMatch(/<style|\sstyle="/);
  });

  it('keeps the period in what it leads to, and answers an empty one', async () => {
    const response = await fetch(`${app.url}/reports?from=2001-01-01&to=2001-02-01`, asReader);
    const empty = await response.text();
    expect([response.status, empty]).toEqual([200, expect.stringContaining('No order was rated in this time.')]);
    expect(empty).toContain('/reports?from=2001-01-01&amp;to=2001-02-01&amp;format=csv');
    expect((await fetch(`${app.url}/reports?from=&to=`, asReader)).status).toBe(200);
    expect((await fetch(`${app.url}/reports?from="><script>`, asReader)).status).toBe(400);
  });

  it('is a page only for readers that ask for one', async () => {
    for (const [accept, type] of [
      ['*/*', 'application/json'],
      ['application/json', 'application/json'],
      ['text/csv', 'text/csv'],
      ['text/html', 'text/html'],
    ] as const) {
      const { headers } = await fetch(`${app.url}/reports`, { headers: { accept } });
      expect([accept, headers.get('content-type')]).toEqual([accept, `${type}; charset=utf-8`]);
      expect(headers.get('vary')).toContain('Accept');
    }
  });
});

describe('reports and traces of a service with registered clients', () => {
  const paths = ['/reports', '/trace/018f0000-0000-7000-8000-000000000000'];

  it('are closed to a reader, whatever header is sent', async () => {
    const app = await startRegisteredApp();
    const headers = { accept: 'text/html', 'x-forwarded-user': 'anna' };
    for (const path of paths) expect([path, (await fetch(app.url + path, { headers })).status]).toEqual([path, 401]);
    await app.close();
  });

  it('are open to a person whom a listed proxy has signed in, and to nobody through another', async () => {
    for (const [proxy, status] of [
      ['127.0.0.1', [200, 404]],
      ['10.0.0.5', [401, 401]],
    ] as const) {
      const app = await startRegisteredApp({ OPERATOR_HEADER: 'X-Forwarded-User', OPERATOR_PROXIES: proxy });
      const headers = { accept: 'text/html', 'x-forwarded-user': 'anna' };
      const signedIn = await Promise.all(paths.map(async (path) => (await fetch(app.url + path, { headers })).status));
      const nobody = await fetch(`${app.url}/reports`, { headers: { accept: 'text/html', 'x-forwarded-user': ' ' } });
      expect([proxy, signedIn, nobody.status]).toEqual([proxy, status, 401]);
      // who is signed in to reports is no EHR
      expect((await fetch(app.hookUrl, { method: 'POST', headers })).status).toBe(401);
      await app.close();
    }
  });
});
