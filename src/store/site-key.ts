import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memo } from '../core/values/memo.js';
import { SettingError } from '../errors.js';
import type { Connection } from './connection.js';
import { errorCodeOf } from './failure.js';
import { makeFolder } from './make-folder.js';

/** Makes the keyed hash of a patient, user, order or token; the same parts give the same hash, and nobody can go back. */
export type KeyedHash = (kind: string, parts: readonly string[]) => string;

const siteKeyFile = 'site.key';
const leastKeyLength = 32;
/** Permission bits of group and world. */
const accessOfOthers = 0o077;

const mostRemembered = 2_000;

/** HMAC-SHA256 in hexadecimal under the site key. The same patient, user and order come again while an order is edited. */
export function createKeyedHash(siteKey: string): KeyedHash {
  const hashOf = memo(mostRemembered, (text) => createHmac('sha256', siteKey).update(text).digest('hex'));
  return (kind, parts) => hashOf(JSON.stringify([kind, ...parts]));
}

/** A site key from the settings, or a SettingError when it is too short to protect anything. */
export function checkSiteKey(siteKey: string): string {
  if (siteKey.length >= leastKeyLength) return siteKey;
  throw new SettingError('SITE_KEY', `must have at least ${leastKeyLength} characters; try: openssl rand -hex 32`);
}

/** Whether the key beside the embedded store can be read or written by others than the user it belongs to. */
export function isSiteKeyExposed(dataDir: string): boolean {
  const stats = statSync(join(dataDir, siteKeyFile), { throwIfNoEntry: false });
  return stats !== undefined && (stats.mode & accessOfOthers) !== 0;
}

/** The key kept beside the embedded store, made on first use; processes that start together agree on one. */
export function readSiteKey(dataDir: string): string {
  const file = join(dataDir, siteKeyFile);
  try {
    return readKeyFile(file) ?? makeKeyFile(dataDir, file);
  } catch (error) {
    if (error instanceof SettingError) throw error;
    throw new SettingError(
      'DATA_DIR',
      `${file} cannot be read or written (${errorCodeOf(error)}); is it a readable file?`,
    );
  }
}

function readKeyFile(file: string): string | undefined {
  try {
    return checkSiteKey(readFileSync(file, 'utf8').trim());
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the key under another name first: linking it into place happens at once or, for the slower process, not at all. */
function makeKeyFile(dataDir: string, file: string): string {
  makeFolder(dataDir);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${newSiteKey()}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  return checkSiteKey(readFileSync(file, 'utf8').trim());
}

/** The key kept in the database, made on first use: instances that bring none share it. */
export async function loadSiteKey(connection: Connection): Promise<string> {
  await connection.db
    .insertInto('settings')
    .values({ name: siteKeySetting, value: newSiteKey() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await connection.db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', siteKeySetting)
    .executeTakeFirstOrThrow();
  return value;
}

const siteKeySetting = 'siteKey';

function newSiteKey(): string {
  return randomBytes(32).toString('hex');
}
