import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { firstUuids, newConsult, override, sender } from './records.js';
import { storages } from './storages.js';

const [embedded] = storages;

describe('the log of the embedded store', () => {
  afterEach(() => embedded?.closeAll());

  it('is moved into the file while the store is open, long before the engine would do it itself', {
    timeout: 60_000,
  }, async () => {
    const place = await embedded?.newPlace();
    const store = await embedded?.open(place);
    if (place === undefined || store === undefined) throw new Error('there is no embedded store');
    const sizeOf = (name: string): number => statSync(join(place.dataDir, name)).size;
    const proofs = Array.from({ length: 100 }, (_, index) => `Observation/with-a-long-identifier-${index}`);
    const consults = Array.from({ length: 1_500 }, () => newConsult({ proofs }));
    store.saveConsults(consults);
    await store.report({ from: undefined, to: undefined });
    // the log holds everything now, the file next to nothing
    expect(sizeOf('store.sqlite-wal')).toBeGreaterThan(4_000_000);
    expect(sizeOf('store.sqlite')).toBeLessThan(1_000_000);
    await expect.poll(() => sizeOf('store.sqlite'), { timeout: 20_000 }).toBeGreaterThan(4_000_000);
    const [last = newConsult()] = consults.slice(-1);
    const feedback = [override(firstUuids(last).card, 'x')];
    expect(await store.saveFeedback(feedback, sender)).toEqual({ kind: 'stored', unknownCards: 0 });
    await store.close();
    expect(sizeOf('store.sqlite-wal')).toBe(0);
  });
});
