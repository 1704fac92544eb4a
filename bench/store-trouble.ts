import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Acknowledged } from './soak-scenarios.js';

/** A storage of a run that can be made to fail, and looked into afterwards. */
export interface TroubledStore {
  /** settings that make the service use it */
  readonly settings: { readonly [name: string]: string };
  /** takes the storage away for a while */
  readonly trouble: (milliseconds: number) => Promise<void>;
  readonly feedback: () => Promise<readonly Acknowledged[]>;
  readonly remove: () => Promise<void>;
}

/** The embedded store in a folder: another process holds its write lock. */
export function troubleEmbedded(dataFolder: string): TroubledStore {
  const open = () => new DatabaseSync(join(dataFolder, 'store.sqlite'), { timeout: 5_000 });
  return {
    settings: { DATA_DIR: dataFolder },
    trouble: async (milliseconds) => {
      const database = open();
      database.exec('begin immediate');
      await sleep(milliseconds);
      database.exec('rollback');
      database.close();
    },
    feedback: async () => {
      const database = open();
      const rows = database.prepare('select card, suggestion from feedback').all();
      database.close();
      return rows.map(({ card, suggestion }) => ({ card: String(card), suggestion: String(suggestion) }));
    },
    remove: async () => undefined,
  };
}

/** A database server: stopped and started again. */
export interface DatabaseServer {
  readonly newDatabase: () => Promise<string>;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function troublePostgresql(server: DatabaseServer): Promise<TroubledStore> {
  const { default: pg } = await import('pg');
  const url = await server.newDatabase();
  return {
    settings: { DATABASE_URL: url },
    trouble: async (milliseconds) => {
      await server.stop();
      await sleep(milliseconds);
      await server.start();
    },
    feedback: async () => {
      const client = new pg.Client(url);
      await client.connect();
      const { rows } = await client.query('select card, suggestion from feedback');
      await client.end();
      return rows.map(({ card, suggestion }) => ({ card: String(card), suggestion: String(suggestion) }));
    },
    remove: () => server.remove(),
  };
}
