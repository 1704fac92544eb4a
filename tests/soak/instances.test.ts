import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInstances } from '../../bench/instances-run.js';
import { type PostgresqlServer, startPostgresql } from '../store/postgresql-server.js';

describe('two instances behind a proxy', { timeout: 180_000 }, () => {
  let database: PostgresqlServer;
  beforeAll(async () => {
    database = await startPostgresql();
  }, 120_000);
  afterAll(() => database.remove(), 60_000);

  it('lose no request and no feedback when one of them is stopped under load', async () => {
    const program = { script: 'src/server.ts' };
    const result = await runInstances(database, { program, payload: 'small', secondsPerPhase: 3, connections: 4 });
    expect(result.unexpected).toEqual([]);
    expect(result.lost).toBe(0);
    expect(result.acknowledged).toBeGreaterThan(50);
  });
});
