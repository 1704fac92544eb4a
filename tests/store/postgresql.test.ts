import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/store/connection.js';
import { openPostgresql } from '../../src/store/postgresql.js';
import { sql } from '../../src/store/query-layer.js';
import { type PostgresqlServer, startPostgresql } from './postgresql-server.js';

describe('a connection to PostgreSQL', { timeout: 60_000 }, () => {
  let server: PostgresqlServer;
  let connection: Connection;

  beforeAll(async () => {
    server = await startPostgresql();
    connection = await openPostgresql(await server.newDatabase());
  }, 60_000);
  afterAll(async () => {
    await connection.close();
    await server.remove();
  });

  it('that is ended between two queries of a transaction fails that transaction, and nothing else', async () => {
    const work = connection.transact(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(connection.db);
      // its end arrives while nobody waits for an answer
      await sleep(200);
      await sql`select 1`.execute(transaction);
    });
    await expect(work).rejects.toThrow();
    const { rows } = await connection.transact((transaction) => sql`select 1 as one`.execute(transaction));
    expect(rows).toEqual([{ one: 1 }]);
  });
});
