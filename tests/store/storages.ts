import { rmSync } from 'node:fs';
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
    async closeAll() {
      for (const store of stores.splice(0)) await store.close();
      for (const dataDir of dataDirs.splice(0)) rmSync(dataDir, { recursive: true, force: true });
    },
    stop: async () => server?.remove(),
  };
}
