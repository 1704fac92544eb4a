import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { startServer } from '../../src/server.js';

const DATA_DIR = mkdtempSync(join(tmpdir(), 'server-'));

afterAll(() => rmSync(DATA_DIR, { recursive: true, force: true }));

/** Runs the service as `npm start` does, until its output matches or it ends. */
async function run(settings: Record<string, string>, until: RegExp): Promise<{ output: string; code: number | null }> {
  const environment = { PATH: process.env.PATH ?? '', LOG_LEVEL: 'silent', ...settings };
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/server.ts'], { env: environment });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
    if (until.test(output)) child.kill('SIGTERM');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const [code] = await once(child, 'close');
  return { output, code };
}

// starting a process takes seconds on a busy machine
describe('the server', { timeout: 60_000 }, () => {
  it('starts, answers and stops', async () => {
    const running = await startServer(readConfig({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR }));
    const response = await fetch(`${running.url}/health`);
    expect(await response.json()).toMatchObject({ status: 'ok', mode: 'demo' });
    await running.stop();
    await expect(fetch(`${running.url}/health`)).rejects.toThrow();
  });

  it('prints its mode, its discovery URL and a call that can be pasted, and ends cleanly when told to', async () => {
    const { output, code } = await run({ PORT: '0', DATA_DIR }, /try it.*fhir-fixtures\S+/s);
    expect(output).toMatch(/mode +demo/);
    expect(output).toMatch(/discovery +http:\/\/127\.0\.0\.1:\d+\/cds-services\n/);
    const [file = ''] = /fhir-fixtures\S+/.exec(output) ?? [];
    expect(existsSync(file)).toBe(true);
    expect(code).toBe(0);
  });

  it('says which setting to change when the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { output, code } = await run({ PORT: port, DATA_DIR }, /discovery/);
    expect([code, output]).toEqual([
      1,
      `PORT: ${port} is in use on 127.0.0.1; set PORT to a free port, or stop what uses it\n`,
    ]);
    taken.close();
  });

  it('says what is wrong with a setting', async () => {
    const { output, code } = await run({ PORT: 'http' }, /discovery/);
    expect([code, output]).toEqual([1, 'PORT: "http" is not a whole number from 0 to 65535\n']);
  });
});
