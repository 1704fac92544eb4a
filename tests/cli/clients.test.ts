import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readClients } from '../../src/library/clients-file.js';
import { type CommandResult, runCommand } from './run-command.js';

const url = 'https://cds.example.org';
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clients-'));
  file = join(folder, 'clients.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

const newClient = (name: string): Promise<CommandResult> => runCommand(['clients', 'new', name, '--file', file]);

async function tokenOf(name: string, ...options: readonly string[]): Promise<string> {
  const { code, printed } = await runCommand(['clients', 'token', name, '--file', file, '--url', url, ...options]);
  expect(code).toBe(0);
  return printed.trim();
}

const check = (token: string, ...options: readonly string[]): Promise<CommandResult> =>
  runCommand(['clients', 'check', token, '--file', file, '--url', url, ...options]);

describe('clients new', () => {
  it('begins a clients file, with keys of which only the owner can read the private one', async () => {
    const { code, printed } = await newClient('try-it');
    expect(code).toBe(0);
    expect(printed).toContain(`${join(folder, 'try-it.private.json')}   private key`);
    expect(readFileSync(file, 'utf8')).toBe(
      'clients:\n  - name: try-it\n    iss: https://try-it.test\n    jwks: try-it.jwks.json\n',
    );
    expect(JSON.parse(readFileSync(join(folder, 'try-it.jwks.json'), 'utf8')).keys[0]).not.toHaveProperty('d');
    expect(statSync(join(folder, 'try-it.private.json')).mode & 0o777).toBe(0o600);
  });

  it('adds to a file that people wrote, and keeps what they wrote', async () => {
    const text = readFileSync('config/clients.example.yaml', 'utf8');
    writeFileSync(file, text);
    await newClient('try-it');
    const after = readFileSync(file, 'utf8');
    expect(text.split('\n').filter((line) => !after.includes(line.trim()))).toEqual([]);
    expect(readClients(file, []).map(({ name }) => name)).toEqual(['general-hospital', 'new-clinic', 'try-it']);
  });

  it.each([
    ['try-it', /has a client "try-it" already/],
    ['../try-it', /is not a name such as try-it/],
  ])('refuses %s, and writes nothing', async (name, complaint) => {
    await newClient('try-it');
    const before = readFileSync(file, 'utf8');
    const { code, complaints } = await newClient(name);
    expect(code).toBe(1);
    expect(complaints).toMatch(complaint);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('clients token', () => {
  it('signs a token that the service accepts', async () => {
    await newClient('try-it');
    const { code, printed } = await check(await tokenOf('try-it'));
    expect([code, printed]).toEqual([0, expect.stringContaining(`client try-it may call ${url}/cds-services/`)]);
  });

  it('says that a client whose key is not here cannot be had a token of', async () => {
    writeFileSync(file, 'clients:\n  - { name: ehr, iss: https://ehr.example, jwks: https://ehr.example/keys }\n');
    const { code, complaints } = await runCommand(['clients', 'token', 'ehr', '--file', file]);
    expect([code, complaints]).toEqual([1, expect.stringContaining('only clients made with "clients new"')]);
  });
});

describe('clients check', () => {
  beforeEach(async () => {
    await newClient('try-it');
  });

  it('says to whom the token is made out, and to whom it should be', async () => {
    const { code, printed } = await check(await tokenOf('try-it', '--path', '/cds-services'));
    expect(code).toBe(1);
    expect(printed).toBe(
      [
        'refused: audience, client try-it',
        `  given     aud ${url}/cds-services`,
        `  expected  ${url}/cds-services/spine-imaging or ${url}/cds-services/spine-imaging/`,
        '',
      ].join('\n'),
    );
  });

  it('names the issuers that there are', async () => {
    const token = (await tokenOf('try-it')).split('.');
    const claims = Buffer.from(JSON.stringify({ iss: 'https://try-it.test/\u001b[2J' })).toString('base64url');
    const { printed } = await check([token[0], claims, token[2]].join('.'));
    expect(printed).toContain('refused: unknown-issuer\n  given     iss https://try-it.test/ [2J\n');
    expect(printed).toContain('expected  one of https://try-it.test, to the letter\n');
  });

  it('says that a signature is of another key', async () => {
    const token = await tokenOf('try-it');
    const [, , signature = ''] = token.split('.');
    const { printed } = await check(token.replace(signature, signature.split('').reverse().join('')));
    expect(printed).toContain('refused: signature, client try-it\n');
    expect(printed).toContain(join(folder, 'try-it.jwks.json'));
  });

  it('says what is no token at all', async () => {
    expect(await check('secret')).toMatchObject({ code: 1, printed: expect.stringContaining('refused: malformed\n') });
  });
});
