import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import { createKeyedHash } from '../../src/store/site-key.js';
import { createKeptLog, newDataDir, siteKey, usualOptions } from './records.js';

const dataDirs: string[] = [];

function dataDir(): string {
  const made = newDataDir();
  dataDirs.push(made);
  return made;
}

afterEach(() => {
  for (const made of dataDirs.splice(0)) rmSync(made, { recursive: true, force: true });
});

/** Without the two files that the engine keeps beside the store. */
function ownFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => !/-(wal|shm)$/.test(file))
    .sort();
}

async function hashWith(folder: string, key: string | undefined): Promise<string> {
  const store = await openStore({ dataDir: folder, databaseUrl: undefined, ...usualOptions, siteKey: key });
  await store.close();
  return store.hash('patient', ['demo', '1']);
}

describe('keyed hashes', () => {
  it('depend on the key, the kind and where one part ends', () => {
    const hash = createKeyedHash(siteKey);
    const hashes = [
      hash('patient', ['demo', '1']),
      hash('user', ['demo', '1']),
      hash('patient', ['demo1', '']),
      hash('patient', ['demo', '1', '']),
      createKeyedHash(`${siteKey}x`)('patient', ['demo', '1']),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hash('patient', ['demo', '1'])).toBe(hashes[0]);
  });
});

describe('the site key of the embedded store', () => {
  it('is made once, readable by this user only, and used again', async () => {
    const folder = dataDir();
    const first = await hashWith(folder, undefined);
    expect(readFileSync(join(folder, 'site.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    const modes = ['site.key', 'store.sqlite'].map((file) => statSync(join(folder, file)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
    expect(await hashWith(folder, undefined)).toBe(first);
    expect(ownFiles(folder)).toEqual(['site.key', 'store.sqlite']);
  });

  it.each([
    [0o600, []],
    [0o640, ['site-key-exposed']],
    [0o604, ['site-key-exposed']],
  ])('is warned about when others than this user can read it: %o', async (mode, events) => {
    const folder = dataDir();
    await hashWith(folder, undefined);
    chmodSync(join(folder, 'site.key'), mode);
    const { log, lines } = createKeptLog();
    const options = { ...usualOptions, dataDir: folder, databaseUrl: undefined, siteKey: undefined, log };
    await (await openStore(options)).close();
    expect(lines.map(({ event }) => event)).toEqual(events);
    expect(JSON.stringify(lines)).not.toContain(readFileSync(join(folder, 'site.key'), 'utf8').trim());
  });

  it('is not written when the settings bring one', async () => {
    const folder = dataDir();
    expect(await hashWith(folder, siteKey)).toBe(createKeyedHash(siteKey)('patient', ['demo', '1']));
    expect(ownFiles(folder)).toEqual(['store.sqlite']);
  });

  it.each([
    ['a key that is too short', (folder: string) => hashWith(folder, 'short')],
    [
      'a key file that is too short',
      (folder: string) => {
        writeFileSync(join(folder, 'site.key'), '');
        return hashWith(folder, undefined);
      },
    ],
  ])('%s is refused', async (_, open) => {
    await expect(open(dataDir())).rejects.toMatchObject({ code: 'setting-invalid', setting: 'SITE_KEY' });
  });
});

describe('a data directory that cannot be used', () => {
  it.each([
    ['is a file', '/dev/null/store'],
    ['is a file itself', '/dev/null'],
    ['stands where nobody can make folders', '/proc/none/data'],
  ])('%s', async (_, folder) => {
    await expect(hashWith(folder, siteKey)).rejects.toMatchObject({ setting: 'DATA_DIR' });
  });

  it('holds something else than a store', async () => {
    const folder = dataDir();
    writeFileSync(join(folder, 'store.sqlite'), 'no database, but a text of some length'.repeat(200));
    chmodSync(join(folder, 'store.sqlite'), 0o600);
    await expect(hashWith(folder, siteKey)).rejects.toMatchObject({ setting: 'DATA_DIR' });
  });
});
