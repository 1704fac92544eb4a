import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoreOptions } from '../../src/store/open-store.js';
import { createKeptLog, newConsult, tokenUse } from './records.js';
import { storages } from './storages.js';

const everything = { from: undefined, to: undefined };
const minute = 60_000;

describe.each(storages)('the purge, on $name', (storage) => {
  beforeAll(() => storage.start(), 60_000);
  afterEach(async () => {
    vi.useRealTimers();
    await storage.closeAll();
  });
  afterAll(() => storage.stop());

  /** A store with so many consults of 2019 and of 2020, and the lines of its log once a minute has gone by at `later`. */
  async function purgeOf(
    counts: { readonly old: number; readonly recent: number },
    changes: Partial<StoreOptions>,
    later?: string,
  ) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { log, lines } = createKeptLog();
    let time = '2020-03-01T00:00:00.000Z';
    const store = await storage.open({ log, retentionDays: 30, now: () => new Date(time), ...changes });
    const consultsOf = (count: number, day: string) =>
      Array.from({ length: count }, () => newConsult({ time: `${day}T00:00:00.000Z` }));
    store.saveConsults([...consultsOf(counts.old, '2019-12-31'), ...consultsOf(counts.recent, '2020-02-29')]);
    await store.report(everything);
    time = later ?? time;
    vi.advanceTimersByTime(minute);
    await expect.poll(() => lines, { timeout: 20_000 }).toHaveLength(1);
    // refused or done, it is not tried again the next minute
    vi.advanceTimersByTime(minute);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { lines, left: (await store.report(everything)).consults };
  }

  it('removes up to a tenth of what is kept', async () => {
    const { lines, left } = await purgeOf({ old: 2, recent: 18 }, {});
    expect([lines, left]).toEqual([[{ event: 'purged', consults: 2, feedback: 0, answers: 0 }], 18]);
  });

  it('refuses to remove more, and says so', async () => {
    const { lines, left } = await purgeOf({ old: 3, recent: 17 }, {});
    const refused = { event: 'purge-refused', reason: 'too-much', old: 3, all: 20, purgePercent: 10 };
    expect([lines, left]).toEqual([[refused], 20]);
  });

  it('removes what its share allows when that is set', async () => {
    expect((await purgeOf({ old: 3, recent: 17 }, { purgePercent: 15 })).left).toBe(17);
  });

  it.each([
    ['forward', '2020-03-20T00:00:00.000Z', 19 * 86_400],
    ['back', '2020-02-29T23:00:00.000Z', -3_600],
  ])('refuses after the clock has jumped %s, and says so', async (_, later, jumpSeconds) => {
    const { lines, left } = await purgeOf({ old: 1, recent: 19 }, {}, later);
    expect(lines).toEqual([{ event: 'purge-refused', reason: 'clock-jumped', jumpSeconds: expect.any(Number) }]);
    expect(Math.abs(Number(lines[0]?.jumpSeconds) - jumpSeconds)).toBeLessThan(60);
    expect(left).toBe(20);
  });

  it('keeps used tokens when the clock has jumped forward: once it is right again they could be used again', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let time = Date.parse('2020-03-01T00:00:00.000Z');
    const place = await storage.newPlace();
    const store = await storage.open({ ...place, now: () => new Date(time) });
    expect(await store.useTokenOnce(tokenUse('token', time / 1_000 + 300))).toBe('first');
    time += 86_400_000;
    vi.advanceTimersByTime(minute);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await storage.query(place, 'select 1 as "one" from "usedTokens"')).toEqual([{ one: 1 }]);
  });
});
