import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Client } from 'pg';
import { openStore, type StoreOptions } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { type PostgresqlServer, startPostgresql } from './postgresql-server.js';
import { newDataDir, usualOptions } from './records.js';

/** Where a store keeps its data: two stores opened at one place are two instances of one service. */
export type Place = Pick<StoreOptions, 'dataDir' | 'databaseUrl'>;

/** One of the two storages, with everything that has been opened on it. */
export interface Storage {
  readonly name: 'embedded' | 'postgresql';
  readonly start: () => Promise<void>;
  readonly newPlace: () => Promise<Place>;
  /** an open store at a new place, or at the one given */
  readonly open: (options?: Partial<StoreOptions>) => Promise<Store>;
  /** what a query finds at a place, read past the store, as one who evaluates the data would */
  readonly query: (place: Place, sql: string) => Promise<readonly unknown[]>;
  /** closes what was opened */
  readonly closeAll: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Both storages, for tests that hold for either. */
export const storages: readonly Storage[] = [createStorage('embedded'), createStorage('postgresql')];

function createStorage(name: Storage['name']): Storage {
  let server: PostgresqlServer | undefined;
  const dataDirs: string[] = [];
  const stores: Store[] = [];

  async function newPlace(): Promise<Place> {
    const dataDir = newDataDir();
    dataDirs.push(dataDir);
    return { dataDir, databaseUrl: await server?.newDatabase() };
  }

  return {
    name,
    async start() {
      if (name === 'postgresql') server = await startPostgresql();
    },
    newPlace,
    async open(options = {}) {
      const place = options.dataDir === undefined ? await newPlace() : {};
      const store = await openStore({ dataDir: '', databaseUrl: undefined, ...usualOptions, ...place, ...options });
      stores.push(store);
      return store;
    },
    query: ({ dataDir, databaseUrl }, sql) =>
      databaseUrl === undefined ? queryFile(join(dataDir, 'store.sqlite'), sql) : queryServer(databaseUrl, sql),
    async closeAll() {
      for (const store of stores.splice(0)) await store.close();
      for (const dataDir of dataDirs.splice(0)) rmSync(dataDir, { recursive: true, force: true });
    },
    stop: async () => server?.remove(),
  };
}

async function queryFile(file: string, sql: string): Promise<readonly unknown[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare(sql).all();
  database.close();
  return rows.map((row) => ({ ...row }));
}

async function queryServer(connectionString: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}
