import { describe, expect, it } from 'vitest';
import type { ConsultRecord } from '../../src/core/contract/consult-record.js';
import { type ConsultSpool, createConsultSpool, type SpoolOptions } from '../../src/store/consult-spool.js';
import { createKeptLog, newConsult } from './records.js';

const dataError = { errcode: 19 };
const downError = { code: 'ECONNREFUSED' };

/** A spool over a storage that can be taken down and that refuses consults of one client. */
function createSpool(options: Partial<SpoolOptions> = {}) {
  const written: ConsultRecord[] = [];
  const batches: number[] = [];
  const { log, lines } = createKeptLog();
  let isUp = true;
  let isFailing = false;
  const spool: ConsultSpool = createConsultSpool({
    limit: 100,
    batchSize: 10,
    availability: {
      isUp: () => isUp,
      noteFailure: () => {
        isUp = false;
      },
    },
    write: async (records) => {
      if (isFailing) throw downError;
      if (records.some(({ client }) => client === 'refused')) throw dataError;
      batches.push(records.length);
      written.push(...records);
    },
    log,
    ...options,
  });
  const fail = (): void => {
    isFailing = true;
  };
  const recover = (): void => {
    isFailing = false;
    isUp = true;
    spool.resume();
  };
  return { spool, written, batches, lines, fail, recover };
}

const consults = (count: number): readonly ConsultRecord[] => Array.from({ length: count }, () => newConsult());

describe('the spool of consults', () => {
  it('takes a consult in well under ten microseconds', () => {
    const { spool } = createSpool({ limit: 1_000_000 });
    const batch = consults(1);
    const startedAt = performance.now();
    for (let times = 0; times < 10_000; times += 1) spool.push(batch);
    const microseconds = ((performance.now() - startedAt) * 1_000) / 10_000;
    expect(microseconds).toBeLessThan(10);
  });

  it('writes in order, in batches', async () => {
    const { spool, written, batches } = createSpool();
    const all = consults(25);
    for (const consult of all) spool.push([consult]);
    expect(written).toEqual([]);
    expect(await spool.drain()).toBe(true);
    expect(written).toEqual(all);
    expect(batches).toEqual([10, 10, 5]);
    expect([spool.written(), spool.waiting().length]).toEqual([25, 0]);
  });

  it('writes by itself soon after a consult has come', async () => {
    const { spool, written } = createSpool();
    spool.push(consults(15));
    await expect.poll(() => written.length).toBe(15);
    spool.push(consults(1));
    await expect.poll(() => written.length).toBe(16);
  });

  it('writes within a second after a write that was slow', async () => {
    const times: number[] = [];
    const { spool } = createSpool({
      write: async () => {
        await new Promise((resolve) => setTimeout(resolve, times.length === 0 ? 700 : 0));
        times.push(performance.now());
      },
    });
    // one batch and a half: what is left over waits for the pause
    spool.push(consults(15));
    await expect.poll(() => times.length, { interval: 5, timeout: 10_000 }).toBe(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThan(1_000);
  });

  it('keeps what it has during an outage, up to its bound, and writes it afterwards', async () => {
    const { spool, written, lines, fail, recover } = createSpool({ limit: 30 });
    fail();
    const all = consults(50);
    for (const consult of all) spool.push([consult]);
    expect(await spool.drain()).toBe(false);
    expect([spool.waiting().length, spool.dropped()]).toEqual([30, 20]);
    expect(lines).toEqual([{ event: 'spool-full', limit: 30 }]);
    recover();
    await expect.poll(() => written.length).toBe(30);
    expect(written).toEqual(all.slice(0, 30));
  });

  it('says again that it is full after it had room in between', async () => {
    const { spool, lines, fail, recover } = createSpool({ limit: 10 });
    for (let outage = 0; outage < 2; outage += 1) {
      fail();
      spool.push(consults(12));
      await spool.drain();
      recover();
      await spool.drain();
    }
    expect(lines).toEqual([
      { event: 'spool-full', limit: 10 },
      { event: 'spool-full', limit: 10 },
    ]);
    expect(spool.dropped()).toBe(4);
  });

  it('loses only the consult that the storage refuses for its content', async () => {
    const { spool, written, lines } = createSpool();
    const [first, second] = [newConsult(), newConsult()];
    spool.push([first, newConsult({ client: 'refused' }), second]);
    expect(await spool.drain()).toBe(true);
    expect(written).toEqual([first, second]);
    expect(spool.dropped()).toBe(1);
    expect(lines).toEqual([{ event: 'consult-refused', errorCode: 'SQLITE_19' }]);
  });
});
