import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { SettingError } from '../errors.js';
import type { Connection } from './connection.js';
import { Kysely, PostgresDialect } from './query-layer.js';
import type { Tables } from './tables.js';

const connectTimeoutMilliseconds = 2_000;
const queryTimeoutMilliseconds = 5_000;
const mostConnections = 10;
const consultsPerTransaction = 200;

/** A pool of connections to PostgreSQL; nothing is connected yet, so a server that is down is no failure here. */
export async function openPostgresql(databaseUrl: string): Promise<Connection> {
  const pool = await createPool(databaseUrl);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: withoutBrokenClients(pool) }) });
  const transact: Connection['transact'] = (work) => db.transaction().execute(work);
  return {
    storage: 'postgresql',
    db,
    batchSize: consultsPerTransaction,
    prepare: async () => undefined,
    transact,
    transactSoon: transact,
    close: () => db.destroy(),
  };
}

/** Loads the driver only when it is asked for: it is an optional dependency. */
async function createPool(databaseUrl: string): Promise<Pool> {
  const driver = await import('pg').catch(() => undefined);
  if (driver === undefined) throw new SettingError('DATABASE_URL', 'needs the package pg: npm install pg');
  const pool = new driver.default.Pool({
    connectionString: databaseUrl,
    max: mostConnections,
    connectionTimeoutMillis: connectTimeoutMilliseconds,
    query_timeout: queryTimeoutMilliseconds,
    keepAlive: true,
    application_name: 'spine-imaging-cds',
  });
  // a connection that breaks while it is idle, or lent but between two queries, tells nobody else; without a listener it
  // would end the process
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Closes a connection that timed out or broke instead of lending it again: its next answer might never come. */
function withoutBrokenClients(pool: Pool): PostgresPool {
  return {
    connect: async () => lend(await pool.connect()),
    end: () => pool.end(),
  };
}

function lend(client: PoolClient): PostgresPoolClient {
  let broken = false;
  const query = async (...request: readonly unknown[]): Promise<unknown> => {
    try {
      return await Reflect.apply(client.query, client, request);
    } catch (error) {
      if (!isAnswer(error)) broken = true;
      throw error;
    }
  };
  return Object.create(client, { query: { value: query }, release: { value: () => client.release(broken) } });
}

/** Whether the server itself said no; then the connection is sound. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error;
}
