import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../src/core/report/report-text.js';
import type { Store } from '../../src/store/store.js';
import { accept, firstUuids, newConsult, override, sender } from './records.js';
import { storages } from './storages.js';

const startMilliseconds = 60_000;

describe.each(storages)('the report on $name', (storage) => {
  beforeAll(() => storage.start(), startMilliseconds);
  afterEach(() => storage.closeAll());
  afterAll(() => storage.stop());

  it('counts what was decided, what became of it and what could not be read', async () => {
    const store = await storage.open();
    await fill(store);
    const report = await store.report({ from: '2026-01-01T00:00:00.000Z', to: undefined });
    expect(report).toEqual({
      words: [],
      from: '2026-01-01T00:00:00.000Z',
      to: undefined,
      consults: 5,
      latency: { p50Milliseconds: 30, p95Milliseconds: 900 },
      criteria: [
        {
          guideline: 'low-back-pain',
          criterion: 'early-uncomplicated',
          fired: 4,
          orders: 3,
          accepted: 2,
          overridden: 1,
          ignored: 1,
          unshown: 1,
          reasons: [{ reason: 'urn:spine-imaging-cds:override-reasons|patient-insists', count: 1 }],
        },
        {
          guideline: 'low-back-pain',
          criterion: 'cauda-equina',
          fired: 1,
          orders: 1,
          accepted: 0,
          overridden: 1,
          ignored: 0,
          unshown: 0,
          reasons: [{ reason: 'none given', count: 1 }],
        },
      ],
      studies: [
        { study: 'ct lumbar', month: '2026-02', consults: 1, ratings: { appropriate: 1 } },
        { study: 'mri lumbar without', month: '2026-01', consults: 3, ratings: { 'not-appropriate': 3 } },
        { study: 'mri lumbar without', month: '2026-02', consults: 1, ratings: { 'not-appropriate': 1 } },
      ],
      unreadParts: [
        { part: 'goals', consults: 2 },
        { part: 'conditions', consults: 1 },
      ],
      clinicians: [
        { clinician: 'a', year: '2026', consults: 4, ratings: { 'not-appropriate': 4 }, accepted: 2, overridden: 1 },
        { clinician: 'b', year: '2026', consults: 1, ratings: { appropriate: 1 }, accepted: 0, overridden: 1 },
      ],
      unknownCards: 1,
      weeks: [
        { week: '2026-01-05', consults: 3, ratings: { 'not-indicated': 3 } },
        { week: '2026-01-26', consults: 1, ratings: { 'not-indicated': 1 } },
        { week: '2026-02-02', consults: 1, ratings: { 'not-indicated': 1 } },
      ],
      suggestions: [{ suggestion: 'document-red-flags', offered: 4, taken: 2 }],
      orders: { advised: 3, changed: 0, signed: 0 },
      silent: {
        orders: 1,
        days: 1,
        studies: [{ study: 'mri lumbar without', orders: 1, ratings: { 'not-indicated': 1 } }],
        criteria: [{ criterion: 'early-uncomplicated', rating: 'not-indicated', orders: 1 }],
        ordersADay: 1,
        mostOnOneDay: 1,
        clinicians: { number: 1, middle: 1, nineOfTen: 1, most: 1 },
      },
    });
  });

  it('covers a span: from included, to not', async () => {
    const store = await storage.open();
    await fill(store);
    const consultsIn = async (from?: string, to?: string) => (await store.report({ from, to })).consults;
    expect(await consultsIn()).toBe(6);
    expect(await consultsIn('2026-01-10T00:00:00.000Z', '2026-02-01T00:00:00.000Z')).toBe(3);
    expect(await consultsIn('2026-01-10T00:00:00.001Z', '2026-02-01T00:00:00.001Z')).toBe(1);
    expect(await consultsIn('2027-01-01T00:00:00.000Z')).toBe(0);
  });

  it('reads more consults than one step, each once, even when all have the same time', async () => {
    const store = await storage.open();
    const consults = Array.from({ length: 1_203 }, () => newConsult({ time: '2026-01-10T00:00:00.000Z' }));
    store.saveConsults(consults);
    await store.saveFeedback(
      consults.map((consult) => accept(consult)),
      sender,
    );
    const { criteria } = await store.report({ from: undefined, to: undefined });
    expect(criteria[0]).toMatchObject({ fired: 1_203, orders: 1_203, accepted: 1_203, ignored: 0 });
  });

  it('ignores feedback of a client that was not shown the card', async () => {
    const store = await storage.open();
    const consult = newConsult();
    store.saveConsults([consult]);
    await store.saveFeedback([accept(consult)], { ...sender, client: 'other' });
    const { criteria } = await store.report({ from: undefined, to: undefined });
    expect(criteria[0]).toMatchObject({ accepted: 0, ignored: 1 });
  });

  it('can be printed in each format while empty', async () => {
    const store = await storage.open();
    const report = await store.report({ from: undefined, to: undefined });
    expect(writeReport(report, 'table')).toContain('Criteria: none');
    expect(writeReport(report, 'csv').split('\r\n')).toHaveLength(9);
    expect(JSON.parse(writeReport(report, 'json'))).toMatchObject({ consults: 0, criteria: [] });
  });

  it('is of one client when one is named: its consults, and its feedback on unknown cards', async () => {
    const store = await storage.open();
    store.saveConsults([
      newConsult({ client: 'north' }),
      newConsult({ client: 'south' }),
      newConsult({ client: 'south' }),
    ]);
    await store.saveFeedback([override('unknown', 'x')], { ...sender, client: 'north' });
    const span = { from: undefined, to: undefined };
    const figures = async (client?: string) => {
      const { consults, unknownCards } = await store.report(span, client);
      return [consults, unknownCards];
    };
    expect([await figures('north'), await figures('south'), await figures('other'), await figures()]).toEqual([
      [1, 1],
      [2, 0],
      [0, 0],
      [3, 1],
    ]);
  });
});

/** Six consults, one of them in 2025, and the feedback on them. */
async function fill(store: Store): Promise<void> {
  const usual = { userHash: 'a', orderHash: 'first', time: '2026-01-10T00:00:00.000Z' };
  const accepted = newConsult({ ...usual, latencyMilliseconds: 9.6 });
  const overridden = newConsult({ ...usual, latencyMilliseconds: 20, unreadParts: ['goals', 'conditions'] });
  const ignored = newConsult({ ...usual, orderHash: 'second', latencyMilliseconds: 30, unreadParts: ['goals'] });
  const silent = newConsult({ ...usual, orderHash: 'third', time: '2026-02-01T00:00:00.000Z', cards: [] });
  const rating = { criterion: 'cauda-equina', study: 'ct lumbar', studyRating: 'appropriate' } as const;
  const urgent = newConsult({ ...rating, userHash: 'b', time: '2026-02-02T00:00:00.000Z', latencyMilliseconds: 900 });
  const before = newConsult({ userHash: 'c', time: '2025-12-31T23:59:59.999Z' });
  store.saveConsults([accepted, overridden, ignored, { ...silent, latencyMilliseconds: 31 }, urgent, before]);
  const [early, late] = ['2026-02-03T10:00:00.000Z', '2026-02-03T10:05:00.000Z'];
  const feedback = [
    override(firstUuids(accepted).card, 'patient-insists', early),
    accept(accepted, late),
    accept(overridden, early),
    override(firstUuids(overridden).card, 'patient-insists', late),
    override(firstUuids(urgent).card, undefined, late),
    override(randomUUID(), 'patient-insists', late),
  ];
  await store.saveFeedback(feedback, sender);
}
