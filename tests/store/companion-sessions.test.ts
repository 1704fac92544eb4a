import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { storages } from './storages.js';

const minute = 60_000;

describe.each(storages)('sessions of the form, $name', (storage) => {
  beforeAll(() => storage.start(), 60_000);
  afterEach(() => storage.closeAll());
  afterAll(() => storage.stop());

  it('are read by every instance, and end after 15 minutes without a change', async () => {
    let time = Date.now();
    const place = await storage.newPlace();
    const now = (): Date => new Date(time);
    const [one, other] = [await storage.open({ ...place, now }), await storage.open({ ...place, now })];
    await one.companion.saveSession('session', { kind: 'session', token: 'a' });
    time += 14 * minute;
    await other.companion.saveSession('session', { kind: 'session', token: 'b' });
    time += 14 * minute;
    expect(await one.companion.readSession('session')).toEqual({ kind: 'session', token: 'b' });
    time += 2 * minute;
    expect(await one.companion.readSession('session')).toBeUndefined();
    expect(await one.companion.readSession('another')).toBeUndefined();
  });

  it('and handles lie sealed, under names that lead to nobody', async () => {
    const place = await storage.newPlace();
    const store = await storage.open(place);
    await store.companion.saveSession('session-name', { accessToken: 'canary-token' });
    store.companion.keepHandle({ id: 'handle-name', holds: { patientId: 'canary-patient' } });
    await store.companion.openHandle('handle-name', 'session-name');
    const rows = [
      ...(await storage.query(place, 'select * from "companionSessions"')),
      ...(await storage.query(place, 'select * from "companionHandles"')),
    ];
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/canary|session-name|handle-name/);
  });

  it('open a handle once, for half an hour, and nobody who guesses one', async () => {
    let time = Date.now();
    const store = await storage.open({ now: () => new Date(time) });
    store.companion.keepHandle({ id: 'handle', holds: { order: 'draft' } });
    expect(await store.companion.openHandle('guessed', 'first')).toEqual({ kind: 'unknown' });
    expect(await store.companion.openHandle('handle', 'first')).toEqual({ kind: 'open', holds: { order: 'draft' } });
    expect(await store.companion.openHandle('handle', 'second')).toEqual({ kind: 'used' });
    expect((await store.companion.openHandle('handle', 'first')).kind).toBe('open');
    time += 31 * minute;
    expect(await store.companion.openHandle('handle', 'first')).toEqual({ kind: 'unknown' });
  });
});
