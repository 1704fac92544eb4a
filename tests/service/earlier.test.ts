import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { post } from '../http/test-app.js';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { type PostgresqlServer, startPostgresql } from '../store/postgresql-server.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Files as version 0.1.0 wrote or read them. They are never brought up to date: what a site has is not either. */
const earlier = 'tests/service/earlier';

let folder: string;
let app: RealApp | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earlier-'));
  cpSync(earlier, folder, { recursive: true });
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});

interface CountedReport {
  readonly consults: number;
  readonly criteria: readonly { readonly criterion: string; readonly accepted: number; readonly overridden: number }[];
}

async function reportOf({ url }: RealApp): Promise<CountedReport> {
  const response = await fetch(`${url}/reports?from=2026-11-26&to=2026-11-27`);
  const report: CountedReport = JSON.parse(await response.text());
  return report;
}

/** A PostgreSQL database with what the earlier version had written there. */
async function restore(server: PostgresqlServer): Promise<string> {
  const url = await server.newDatabase();
  const client = new Client(url);
  await client.connect();
  await client.query(readFileSync(join(folder, 'store', 'store.sql'), 'utf8'));
  await client.end();
  return url;
}

describe('a service that starts on what an earlier version left', () => {
  let server: PostgresqlServer;
  beforeAll(async () => {
    server = await startPostgresql();
  });
  afterAll(() => server.remove());

  it.each([
    ['embedded', () => Promise.resolve({})],
    ['PostgreSQL', async () => ({ DATABASE_URL: await restore(server) })],
  ])('reports the consults and the feedback of its %s store, and takes feedback on its cards', async (_, where) => {
    app = await startRealApp({ DATA_DIR: join(folder, 'store'), ...(await where()) });
    const before = await reportOf(app);
    expect(before.consults).toBe(1);
    expect(before.criteria).toMatchObject([{ criterion: 'cauda-equina-red-flags', accepted: 0, overridden: 1 }]);
    const accepted = {
      card: '01a21699-57e5-7a17-b3f7-b649848ab336',
      outcome: 'accepted',
      acceptedSuggestions: [{ id: '01a21699-57e4-72ee-aa00-da65af9d98f6' }],
      outcomeTimestamp: '2026-11-26T12:00:00Z',
    };
    expect((await post(app.feedbackUrl, { feedback: [accepted] })).status).toBe(200);
    expect((await reportOf(app)).criteria).toMatchObject([{ criterion: 'cauda-equina-red-flags', accepted: 1 }]);
  });

  it('lets in the clients of its clients file, and nobody else', async () => {
    app = await startRealApp({ CLIENTS_FILE: join(folder, 'clients.yaml'), PUBLIC_URL: 'https://cds.example.org' });
    expect(await (await fetch(`${app.url}/health`)).json()).toMatchObject({ status: 'ok', mode: 'registered' });
    expect((await post(app.hookUrl, {})).status).toBe(401);
  });

  it("takes a site's folder, or names each key and id that has another name now", async () => {
    const refused = await startRealApp({ CARDS_DIR: join(folder, 'site') }).then(
      (started) => {
        app = started;
        return undefined;
      },
      (error: unknown) => String(error),
    );
    if (refused === undefined) {
      const health = await (await fetch(`${app?.url}/health`)).json();
      expect(health).toMatchObject({ guidelines: [{ switchedOff: [{ criterion: 'foot-drop' }] }] });
      return;
    }
    expect(refused).toContain(
      'low-back-pain/criteria.yaml:3:5 criteria: unknown name "seed"; it is called "guidance" now',
    );
    expect(refused).toContain(
      'low-back-pain/derived.yaml:2:13 derived: no "sixWeeks" to change; it is called "watchfulWaitingOver" now',
    );
  });
});
