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
    const result = await runInstances(database, {
      program: { script: 'src/server.ts' },
      payload: 'small',
      warmUpSeconds: 2,
      secondsPerPhase: 4,
      connections: 8,
    });
    expect(result.unexpected).toEqual([]);
    expect(result.lost).toBe(0);
    expect(result.acknowledged).toBeGreaterThan(50);
  });
});
