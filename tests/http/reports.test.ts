import { describe, expect, it } from 'vitest';
import { demoClient } from '../../src/core/contract/client.js';
import { createTally, type ReportQuery } from '../../src/core/report/tally.js';
import type { Endpoint } from '../../src/http/endpoint.js';
import type { AnswerPage } from '../../src/http/endpoints/page.js';
import { createReportsEndpoint } from '../../src/http/endpoints/reports.js';
import { askEndpoint } from './side-endpoint.js';

const asked: ReportQuery[] = [];
const askedOf: (string | undefined)[] = [];
const answerPage: AnswerPage = async () => ({ status: 200, body: '<!doctype html>' });
const reports = createReportsEndpoint(async (query, client) => {
  asked.push(query);
  askedOf.push(client);
  return createTally().toReport(query, 0);
}, answerPage);
const endpoint: Endpoint = (exchange) => reports(exchange, demoClient);

describe('GET /reports', () => {
  it.each([
    ['', 'application/json; charset=utf-8', '{\n  "consults": 0,'],
    ['?format=csv', 'text/csv; charset=utf-8', 'report,name,period,measure,value\r\n'],
    ['?format=table', 'text/plain; charset=utf-8', 'Report from the first consult to now\n'],
  ])('answers %j as %s', async (query, type, beginning) => {
    const answer = await askEndpoint(endpoint, query);
    expect([answer.status, answer.type, answer.text.slice(0, beginning.length)]).toEqual([200, type, beginning]);
  });

  it.each([
    [false, 'ehr'],
    [true, undefined],
  ])('is about the consults of the client that asks, or about all when it may see them: %s', async (admin, of) => {
    await askEndpoint((exchange) => reports(exchange, { ...demoClient, kind: 'registered', name: 'ehr', admin }));
    expect(askedOf.at(-1)).toBe(of);
  });

  it('passes the span on', async () => {
    await askEndpoint(endpoint, '?from=2026-01-01&to=2026-01-31');
    expect(asked.at(-1)).toEqual({ from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' });
  });

  it('A-20 is made one at a time, and a client that still waits for one is told so', async () => {
    const begun: { readonly of: string | undefined; readonly end: () => void }[] = [];
    const slow = createReportsEndpoint(async (query, of) => {
      await new Promise<void>((end) => begun.push({ of, end }));
      return createTally().toReport(query, 0);
    }, answerPage);
    const ask = (name: string) => askEndpoint((exchange) => slow(exchange, { ...demoClient, admin: false, name }), '');
    const [one, two] = [ask('one'), ask('two')];
    await expect.poll(() => begun.length).toBe(1);
    expect((await ask('one')).status).toBe(429);
    expect(begun.map(({ of }) => of)).toEqual(['one']);
    begun[0]?.end();
    expect((await one).status).toBe(200);
    await expect.poll(() => begun.map(({ of }) => of)).toEqual(['one', 'two']);
    const again = ask('one');
    begun[1]?.end();
    expect((await two).status).toBe(200);
    await expect.poll(() => begun.length).toBe(3);
    begun[2]?.end();
    expect((await again).status).toBe(200);
  });

  it.each([
    ['?from=soon', 'from', 'from is a day such as 2026-03-01 or a time such as 2026-03-01T08:00:00Z'],
    ['?to=2026-02-30', 'to', 'to is a day such as 2026-03-01 or a time such as 2026-03-01T08:00:00Z'],
    ['?format=xml', 'format', 'format is one of table, csv, json'],
    ['?from=2026-01-01&from=2026-01-02', 'from', 'from is given once'],
  ])('refuses %s', async (query, expression, text) => {
    const answer = await askEndpoint(endpoint, query);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ issue: [{ details: { text }, expression: [expression] }] });
  });
});
