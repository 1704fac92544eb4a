import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/values/json.js';
import { post } from '../http/test-app.js';
import { type RealApp, startRealApp } from './real-app.js';
import { backPain, coded, cpt, order, request, screenNormal, stated, study } from './requests.js';

const resources = [...screenNormal, stated('symptom-days', 20, 0)];

function manyOrders(count: number, newOrder: (index: number) => JsonObject): JsonObject {
  return request({ drafts: Array.from({ length: count }, (_, index) => newOrder(index)), resources });
}

const lumbar = (index: number): JsonObject => order(study.mri, { id: `draft-${index}` });

describe('a call with many orders', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  it('rates fifty of them and names the rest on the last card', async () => {
    const { cards, systemActions } = await app.ask(manyOrders(52, lumbar));
    expect([cards.length, systemActions?.length]).toEqual([50, 50]);
    const notes = cards.map(({ detail = '' }) => /Not rated, .*/.exec(detail)?.[0]);
    expect(notes.slice(0, -1).filter((note) => note !== undefined)).toEqual([]);
    expect(notes.at(-1)).toBe(
      'Not rated, because one call rates at most 50 orders: ServiceRequest/draft-50, ServiceRequest/draft-51.',
    );
  });

  it('counts orders of other things for nothing', async () => {
    const drafts = (index: number): JsonObject =>
      index < 100 ? order('73721', { id: `knee-${index}` }) : lumbar(index);
    const { cards } = await app.ask(manyOrders(102, drafts));
    expect(cards).toHaveLength(2);
    expect(JSON.stringify(cards)).not.toContain('Not rated');
  });

  it('names a few of the other drafts for the same region, not all of them on each card', async () => {
    const { cards } = await app.ask(manyOrders(40, lumbar));
    for (const { detail = '' } of cards)
      expect(new Set(detail.match(/ServiceRequest\/draft-\d+/g)).size).toBeLessThan(15);
  });

  // no region in the code, and a reason elsewhere in the request: each order has to be looked up among all the others
  const referring = (index: number): JsonObject =>
    order(coded(cpt, index % 2 === 0 ? study.ctWith : study.mri), {
      id: `draft-${index}`,
      bodySite: undefined,
      reasonCode: undefined,
      reasonReference: [{ reference: `Condition/none-${index}` }],
    });
  const unplaced = (index: number): JsonObject => ({ ...referring(index), code: coded('http://loinc.org', '24558-9') });

  it.each([
    ['alike', lumbar],
    ['with reasons that are looked up', referring],
    ['without a region', unplaced],
    ['without an id', (): JsonObject => ({ ...order(), id: undefined, reasonCode: [backPain] })],
  ])(
    'answers 2,500 orders %s in linear time, with an answer of bounded size',
    async (_, newOrder) => {
      const times: number[] = [];
      for (const count of [625, 2_500]) {
        const body = gzipSync(JSON.stringify({ ...manyOrders(count, newOrder), hook: 'order-sign' }));
        let best = Number.POSITIVE_INFINITY;
        for (let run = 0; run < 3; run += 1) {
          const startedAt = performance.now();
          const response = await post(app.hookUrl, body, { 'content-encoding': 'gzip' });
          const answer = await response.text();
          best = Math.min(best, performance.now() - startedAt);
          expect(response.status).toBe(200);
          expect(answer.length).toBeLessThan(3_000_000);
        }
        times.push(best);
      }
      const [few = 0, many = 0] = times;
      // four times the orders: quadratic work would take up to sixteen times as long
      expect(many).toBeLessThan(Math.max(8 * few, 300));
      expect(many).toBeLessThan(2_000);
    },
    30_000,
  );
});
