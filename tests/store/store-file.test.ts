import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { createKeptLog, newConsult, newDataDir, override, sender, tokenUse, usualOptions } from './records.js';

let store: Store | undefined;
let dataDir = '';

afterEach(async () => {
  await store?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the file of an embedded store', () => {
  it.each<[string, (file: string) => void]>([
    ['deleted', (file) => rmSync(file)],
    ['replaced', (file) => replace(file)],
    ['moved away', (file) => renameSync(file, `${file}.old`)],
    ['left without its log', (file) => rmSync(`${file}-wal`)],
  ])('that is %s is noticed, and nothing is written into the void', async (_, harm) => {
    dataDir = newDataDir();
    const { log, lines } = createKeptLog();
    const opened = await openStore({ ...usualOptions, dataDir, databaseUrl: undefined, log });
    store = opened;
    expect(await opened.saveFeedback([override('before', 'x')], sender)).toMatchObject({ kind: 'stored' });
    expect((await opened.ready()).kind).toBe('up');
    harm(join(dataDir, 'store.sqlite'));
    expect(await opened.saveFeedback([override('after', 'x')], sender)).toEqual({ kind: 'unavailable' });
    expect(await opened.ready()).toMatchObject({ kind: 'down', errorCode: 'STORE_FILE_GONE' });
    expect(await opened.useTokenOnce(tokenUse('token'))).toBe('unknown');
    opened.saveConsults([newConsult()]);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(opened.status()).toMatchObject({ kind: 'down', spooled: 1, consultsWritten: 0 });
    expect(lines.map(({ event }) => event)).toContain('store-down');
  });

  it.each<[string, (file: string) => void]>([
    ['deleted', (file) => rmSync(file)],
    ['replaced', (file) => replace(file)],
  ])('that is %s is noticed by /ready alone', async (_, harm) => {
    dataDir = newDataDir();
    store = await openStore({ ...usualOptions, dataDir, databaseUrl: undefined });
    harm(join(dataDir, 'store.sqlite'));
    expect(await store.ready()).toMatchObject({ kind: 'down', errorCode: 'STORE_FILE_GONE' });
  });
});

/** Puts another file in the place, as a restored copy would be. */
function replace(file: string): void {
  writeFileSync(`${file}.new`, '');
  copyFileSync(file, `${file}.new`);
  renameSync(`${file}.new`, file);
}
