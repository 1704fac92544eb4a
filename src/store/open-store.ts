import type { Log } from '../core/contract/log.js';
import { SettingError } from '../errors.js';
import { watchAvailability } from './availability.js';
import { withinBudget } from './budget.js';
import { type Connection, tryWrite } from './connection.js';
import { writeConsults } from './consult-log.js';
import { createConsultSpool } from './consult-spool.js';
import { openEmbedded } from './embedded.js';
import { errorCodeOf } from './failure.js';
import { migrate } from './migrations.js';
import { openPostgresql } from './postgresql.js';
import { sql } from './query-layer.js';
import { createSeal } from './seal.js';
import { checkSiteKey, createKeyedHash, isSiteKeyExposed, loadSiteKey, readSiteKey } from './site-key.js';
import { assembleStore, type Store } from './store.js';

export interface StoreOptions {
  /** folder of the embedded store and of the site key */
  readonly dataDir: string;
  /** PostgreSQL instead of the embedded store */
  readonly databaseUrl: string | undefined;
  /** secret behind the keyed hashes; made and kept in the store when undefined */
  readonly siteKey: string | undefined;
  /** how many consults may wait in memory while the storage is down */
  readonly spoolLimit: number;
  /** how long consults, feedback and answers are kept; undefined: nothing is purged by itself */
  readonly retentionDays: number | undefined;
  /** largest share of what is kept that one purge may remove */
  readonly purgePercent: number;
  readonly now: () => Date;
  readonly log: Log;
}

const pingBudgetMilliseconds = 2_000;
const reachBudgetMilliseconds = 3_000;
const letGoMilliseconds = 500;

/**
 * Opens the store and brings its tables up to date. PostgreSQL may be down at that moment if a site key is given: the
 * service then starts and catches up later. Throws a SettingError when a setting cannot work.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { spoolLimit, now, log } = options;
  const connection = await connect(options);
  const prepare = untilDone(() => migrate(connection, now));
  const errorCode = (await codeOfFailure(() => reach(connection))) ?? (await codeOfFailure(prepare));
  if (errorCode !== undefined && !canStartWithout(options)) {
    await letGo(connection);
    throw unusable(options, errorCode);
  }
  const siteKey = await siteKeyFor(connection, options).catch(async (error: unknown) => {
    await letGo(connection);
    throw error;
  });
  const [hash, seal] = [createKeyedHash(siteKey), createSeal(siteKey)];
  const ping = (): Promise<string | undefined> =>
    codeOfFailure(async () => {
      await prepare();
      return withinBudget(tryWrite(connection, now()), pingBudgetMilliseconds);
    });
  const availability = watchAvailability({ ping, onUp: () => spool.resume(), log });
  const spool = createConsultSpool({
    limit: spoolLimit,
    batchSize: connection.batchSize,
    write: (records) => writeConsults(connection, records, now()),
    availability,
    log,
  });
  if (errorCode !== undefined) availability.noteFailure({ code: errorCode });
  return assembleStore({ connection, availability, spool, hash, seal, ping, ...options });
}

/** Whether the storage answers at all: bringing tables up to date may take its time, this may not. */
function reach({ db }: Connection): Promise<unknown> {
  return withinBudget(sql`select 1`.execute(db), reachBudgetMilliseconds);
}

/** Closes what could not be used; a server that does not answer may not hold that up. */
async function letGo(connection: Connection): Promise<void> {
  await withinBudget(connection.close(), letGoMilliseconds).catch(() => undefined);
}

async function connect({ databaseUrl, dataDir }: StoreOptions): Promise<Connection> {
  if (databaseUrl !== undefined) return openPostgresql(databaseUrl);
  try {
    return openEmbedded(dataDir);
  } catch (error) {
    throw new SettingError(
      'DATA_DIR',
      `no store can be opened there (${errorCodeOf(error)}); is it a writable folder?`,
    );
  }
}

/** Runs the step until it succeeds for the first time; later calls cost nothing. */
function untilDone(step: () => Promise<void>): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (isDone) return;
    await step();
    isDone = true;
  };
}

/** The error code when the step fails or is late, or undefined when it went well. */
async function codeOfFailure(step: () => Promise<unknown>): Promise<string | undefined> {
  try {
    const result = await step();
    return result === 'late' ? 'late' : undefined;
  } catch (error) {
    return errorCodeOf(error);
  }
}

function canStartWithout({ databaseUrl, siteKey }: StoreOptions): boolean {
  return databaseUrl !== undefined && siteKey !== undefined;
}

function unusable({ databaseUrl }: StoreOptions, errorCode: string): SettingError {
  if (databaseUrl === undefined) return new SettingError('DATA_DIR', `the store there cannot be used (${errorCode})`);
  const way = 'start the database, or set SITE_KEY to start without it';
  return new SettingError('DATABASE_URL', `the database cannot be used (${errorCode}); ${way}`);
}

async function siteKeyFor(connection: Connection, { siteKey, dataDir, log }: StoreOptions): Promise<string> {
  if (siteKey !== undefined) return checkSiteKey(siteKey);
  if (connection.storage === 'postgresql') return loadSiteKey(connection);
  const key = readSiteKey(dataDir);
  // whoever has it can tell which hash is which patient
  if (isSiteKeyExposed(dataDir)) log.warn({ event: 'site-key-exposed', doThis: 'chmod 600 site.key in DATA_DIR' });
  return key;
}
