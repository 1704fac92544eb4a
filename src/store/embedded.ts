import { closeSync, existsSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Driver, Kysely as Queries, SqliteDatabase, SqliteStatement } from 'kysely';
import { type Checkpoints, createCheckpoints } from './checkpoint.js';
import type { Connection } from './connection.js';
import { makeFolder } from './make-folder.js';
import { Kysely, SqliteAdapter, SqliteDriver, SqliteIntrospector, SqliteQueryCompiler } from './query-layer.js';
import { createFileCheck } from './store-file.js';
import type { Tables } from './tables.js';

type Database = InstanceType<typeof DatabaseSync>;

/** How long a statement may hold up the thread while another process writes; longer waits are repeated from outside. */
const lockWaitMilliseconds = 5;
const consultsPerTransaction = 100;
const cachedStatements = 200;
/** Pages of the log beyond which the engine itself moves it, in the middle of a write: another thread should have. */
const latestCheckpointPages = 16_000;
/** A log that is larger has grown; one that starts anew is cut to this size. */
const largeLogBytes = 4_000_000;
const settings = `pragma journal_mode = wal; pragma synchronous = normal; pragma temp_store = memory;
  pragma cache_size = -16000; pragma wal_autocheckpoint = ${latestCheckpointPages};
  pragma journal_size_limit = ${largeLogBytes}`;

/** Opens (or makes) the store's file in the data directory, readable by this user only. */
export function openEmbedded(dataDir: string): Connection {
  const file = join(dataDir, 'store.sqlite');
  makePrivateFile(dataDir, file);
  const database = new DatabaseSync(file, { timeout: lockWaitMilliseconds });
  const requireFile = createFileCheck(file);
  const statements = withStatementCache(database);
  const driver: Driver = new SqliteDriver({ database: statements });
  const durable = openKysely(durableDriver(database, driver));
  const quick = openKysely(quickDriver(database, driver));
  const checkpoints = createCheckpoints(file);
  const tidySoon = createTidying(`${file}-wal`, checkpoints);
  const transactOn =
    (queries: Queries<Tables>): Connection['transact'] =>
    async (work) => {
      requireFile();
      const result = await queries.transaction().execute(work);
      requireFile();
      tidySoon();
      return result;
    };
  return {
    storage: 'embedded',
    db: durable,
    batchSize: consultsPerTransaction,
    prepare: async () => database.exec(settings),
    requireStorage: requireFile,
    readNow: ({ sql, parameters }) => statements.prepare(sql).all(parameters),
    transact: transactOn(durable),
    transactSoon: transactOn(quick),
    close: async () => {
      await checkpoints.close();
      await durable.destroy();
    },
  };
}

/** A file that exists is left alone: closing it here would drop the locks that this process may hold on it. */
function makePrivateFile(dataDir: string, file: string): void {
  makeFolder(dataDir);
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}

function openKysely(driver: Driver): Queries<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** What the query layer expects of a database, over the `node:sqlite` interface; statements are prepared once. */
function withStatementCache(database: Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close() {
      // a copy of the one file is then a copy of the store
      database.exec('pragma wal_checkpoint(truncate)');
      statements.clear();
      database.close();
    },
    prepare(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      if (statements.size >= cachedStatements) statements.clear();
      const prepared = prepare(database, text);
      statements.set(text, prepared);
      return prepared;
    },
  };
}

function prepare(database: Database, text: string): SqliteStatement {
  const statement = database.prepare(text);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters),
    run: (parameters) => statement.run(...parameters),
    iterate: (parameters) => statement.iterate(...parameters),
  };
}

/**
 * Transactions take the write lock when they begin, so that two processes wait for each other instead of failing half
 * way. They survive the death of the process but reach the disk later: this thread never waits for the disk.
 */
function quickDriver(database: Database, driver: Driver): Driver {
  return {
    init: () => driver.init(),
    acquireConnection: () => driver.acquireConnection(),
    releaseConnection: (connection) => driver.releaseConnection(connection),
    destroy: () => driver.destroy(),
    beginTransaction: async () => database.exec('begin immediate'),
    commitTransaction: async () => database.exec('commit'),
    // the engine has already rolled back when the disk was full
    rollbackTransaction: async () => (database.isTransaction ? database.exec('rollback') : undefined),
  };
}

/** The same on the same connection, but a transaction counts as committed only when it is on the disk. */
function durableDriver(database: Database, driver: Driver): Driver {
  const quick = quickDriver(database, driver);
  const setSync = (level: 'full' | 'normal'): void => database.exec(`pragma synchronous = ${level}`);
  return {
    ...quick,
    beginTransaction: async (connection, options) => {
      setSync('full');
      await quick.beginTransaction(connection, options);
    },
    commitTransaction: async (connection) => {
      await quick.commitTransaction(connection);
      setSync('normal');
    },
    rollbackTransaction: async (connection) => {
      await quick.rollbackTransaction(connection);
      setSync('normal');
    },
  };
}

const tidyDelayMilliseconds = 1_000;

/**
 * Has the write-ahead log brought to the disk within about a second, off this thread, and moved into the database file
 * when it has grown large.
 */
function createTidying(file: string, checkpoints: Checkpoints): () => void {
  let isAsked = false;
  const tidy = async (): Promise<void> => {
    const log = await open(file, 'r+');
    try {
      await log.datasync();
      const { size } = await log.stat();
      if (size > largeLogBytes) checkpoints.ask();
    } finally {
      await log.close();
    }
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    setTimeout(() => {
      isAsked = false;
      // a log that is gone has been written into the database, which the engine syncs itself
      void tidy().catch(() => undefined);
    }, tidyDelayMilliseconds).unref();
  };
}
