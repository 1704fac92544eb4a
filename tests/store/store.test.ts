import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { accept, createKeptLog, firstUuids, newConsult, override, sender, tokenUse } from './records.js';
import { storages } from './storages.js';

const startMilliseconds = 60_000;
const everything = { from: undefined, to: undefined };

describe.each(storages)('the store on $name', (storage) => {
  beforeAll(() => storage.start(), startMilliseconds);
  afterEach(() => storage.closeAll());
  afterAll(() => storage.stop());

  it('writes each consult with what was decided, and with the consult that rated the order before', async () => {
    const place = await storage.newPlace();
    const store = await storage.open(place);
    const older = newConsult({ time: '2026-03-01T10:00:00.000Z', orderHash: 'order' });
    const newer = newConsult({ time: '2026-03-02T10:00:00.000Z', orderHash: 'order', earlierConsult: older.id });
    store.saveConsults([older, newConsult()]);
    store.saveConsults([newer]);
    expect(store.status().spooled).toBe(3);
    await store.report(everything);
    expect(store.status().spooled).toBe(0);
    const { facts, proofs, unreadParts, cards, ...columns } = newer;
    const inJson = { facts: JSON.stringify(facts), proofs: '["Condition/1"]', unreadParts: '[]' };
    const row = { ...columns, ...inJson };
    const ofOrder = `select * from "consults" where "orderHash" = 'order' order by "time" desc`;
    const earlier = { ...row, id: older.id, time: older.time, hookInstance: older.hookInstance, earlierConsult: '' };
    expect(await storage.query(place, ofOrder)).toEqual([row, earlier]);
    const { card } = firstUuids(newer);
    const ofCard = `select * from "cards" where "id" = '${card}'`;
    const suggestions = JSON.stringify(cards[0]?.suggestions);
    expect(await storage.query(place, ofCard)).toEqual([
      { id: card, consult: newer.id, consultTime: newer.time, suggestions },
    ]);
  });

  it('knows the card of a consult before and after it is written', async () => {
    const store = await storage.open();
    const consult = newConsult();
    store.saveConsults([consult]);
    const { card } = firstUuids(consult);
    const waiting = await store.saveFeedback([override(card, 'x')], sender);
    await store.report(everything);
    const written = await store.saveFeedback([override(card, 'y')], sender);
    expect([waiting, written]).toEqual([
      { kind: 'stored', unknownCards: 0 },
      { kind: 'stored', unknownCards: 0 },
    ]);
  });

  it('keeps everything over a restart', async () => {
    const place = await storage.newPlace();
    const consult = newConsult();
    const first = await storage.open(place);
    first.saveConsults([consult]);
    await first.saveFeedback([accept(consult)], sender);
    await first.close();
    const second = await storage.open(place);
    expect((await second.report(everything)).consults).toBe(1);
    expect(await second.attestationsOf('patient')).toMatchObject({
      kind: 'read',
      answers: [{ fact: 'saddleAnesthesia' }],
    });
    expect(await second.saveFeedback([override('other', 'x')], sender)).toEqual({ kind: 'stored', unknownCards: 1 });
  });

  it('stores a consult once, however often it is handed over', async () => {
    const store = await storage.open();
    const consult = newConsult();
    store.saveConsults([consult, consult]);
    await store.report(everything);
    store.saveConsults([consult]);
    expect((await store.report(everything)).consults).toBe(1);
  });

  it('stores repeated feedback once, and a later change of mind as another event', async () => {
    const store = await storage.open();
    const consult = newConsult();
    store.saveConsults([consult]);
    const { card } = firstUuids(consult);
    const [early, late] = ['2026-03-01T10:00:00.000Z', '2026-03-01T10:05:00.000Z'];
    const events = [
      override(card, 'x', early),
      override(card, 'x', early),
      override(card, 'y', early),
      accept(consult, late),
    ];
    await Promise.all([store.saveFeedback(events, sender), store.saveFeedback(events, sender)]);
    await store.saveFeedback(events, sender);
    expect(store.status().feedbackStored).toBe(3);
  });

  it('counts feedback on cards that nobody has shown', async () => {
    const store = await storage.open();
    const consult = newConsult();
    store.saveConsults([consult]);
    const feedback = [accept(consult), override(randomUUID(), undefined), override(randomUUID(), 'x')];
    expect(await store.saveFeedback(feedback, sender)).toEqual({ kind: 'stored', unknownCards: 2 });
    expect(store.status().unknownCards).toBe(2);
  });

  it('takes a call with thousands of entries and text that a database dislikes', async () => {
    const store = await storage.open();
    const awkward = override("c\0ard'; drop table feedback --", '\ud800 x');
    const many = Array.from({ length: 3_000 }, () => override(randomUUID(), 'x'));
    const comment = { ...awkward, comment: `\0${'x'.repeat(100_000)}` };
    expect(await store.saveFeedback([comment, ...many], sender)).toEqual({ kind: 'stored', unknownCards: 3_001 });
  });

  it('does not mind in which order the members of a record stand', async () => {
    const place = await storage.newPlace();
    const store = await storage.open(place);
    const [first, second] = [newConsult(), newConsult()];
    store.saveConsults([first]);
    await store.report(everything);
    const { id, criterion, ...others } = second;
    store.saveConsults([{ criterion, ...others, id }]);
    await store.report(everything);
    const found = await storage.query(place, `select "criterion" from "consults" where "id" = '${id}'`);
    expect(found).toEqual([{ criterion }]);
  });

  it('loses only the consult that the storage refuses', async () => {
    const { log, lines } = createKeptLog();
    const store = await storage.open({ log });
    const [good, bad] = [newConsult({ hookInstance: '\0x' }), newConsult({ criterion: JSON.parse('null') })];
    store.saveConsults([good, bad, newConsult()]);
    expect((await store.report(everything)).consults).toBe(2);
    const { card } = firstUuids(good);
    expect(await store.saveFeedback([override(card, 'x')], sender)).toEqual({ kind: 'stored', unknownCards: 0 });
    expect(store.status()).toMatchObject({ kind: 'up', dropped: 1, spooled: 0 });
    expect(lines).toEqual([{ event: 'consult-refused', errorCode: expect.stringMatching(/^(SQLITE_19|23502)$/) }]);
  });

  it('says that it can be written', async () => {
    const store = await storage.open();
    expect(await store.ready()).toEqual({
      kind: 'up',
      storage: storage.name,
      errorCode: undefined,
      spooled: 0,
      spoolLimit: 10_000,
      dropped: 0,
      consultsWritten: 0,
      feedbackStored: 0,
      unknownCards: 0,
    });
  });

  it('is set up once when several instances start together', async () => {
    const place = await storage.newPlace();
    const stores = await Promise.all(Array.from({ length: 5 }, () => storage.open({ ...place, siteKey: undefined })));
    const hashes = new Set(stores.map((store) => store.hash('patient', ['demo', '1'])));
    expect(hashes.size).toBe(1);
    expect([...hashes][0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('lets a token be used once, in one instance or over several', async () => {
    const place = await storage.newPlace();
    const instances = await Promise.all([storage.open(place), storage.open(place)]);
    const expires = Date.now() / 1_000 + 300;
    for (const token of Array.from({ length: 25 }, () => randomUUID())) {
      const uses = instances.flatMap((store) => [1, 2, 3].map(() => store.useTokenOnce(tokenUse(token, expires))));
      expect((await Promise.all(uses)).toSorted()).toEqual(['first', ...Array.from({ length: 5 }, () => 'repeated')]);
    }
    expect(await instances[0]?.useTokenOnce(tokenUse('token', expires, { issuer: 'https://other' }))).toBe('first');
    expect(await instances[1]?.useTokenOnce(tokenUse('token', 8e15))).toBe('first');
  });

  it('purges what is older than the limit within a minute, and nothing else', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { log, lines } = createKeptLog();
    const place = await storage.newPlace();
    const day = (text: string) => () => new Date(`${text}T00:00:00.000Z`);
    const store = await storage.open({ ...place, log, retentionDays: 30, now: day('2020-01-01') });
    const old = Array.from({ length: 1_200 }, (_, index) =>
      newConsult({ time: '2019-12-31T00:00:00.000Z', patientHash: `old-${index}` }),
    );
    const recent = newConsult({ time: '2020-06-01T00:00:00.000Z' });
    store.saveConsults([...old, recent]);
    await store.saveFeedback(
      old.map((consult) => accept(consult, '2019-12-31T00:00:01.000Z')),
      sender,
    );
    const later = await storage.open({ ...place, log, retentionDays: 30, purgePercent: 100, now: day('2020-06-02') });
    vi.advanceTimersByTime(60_000);
    const counts = { consults: 1_200, feedback: 1_200, answers: 1_200 };
    const none = { consults: 0, feedback: 0, answers: 0 };
    // the first store purges too: by its clock nothing is old
    const purged = [
      { event: 'purged', ...none },
      { event: 'purged', ...counts },
    ];
    await expect.poll(() => lines, { timeout: 20_000 }).toHaveLength(2);
    expect(lines).toEqual(expect.arrayContaining(purged));
    vi.useRealTimers();
    expect((await later.report(everything)).consults).toBe(1);
    expect(await later.attestationsOf('old-7')).toEqual({ kind: 'read', answers: [] });
  });
});
