import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoClient } from '../../src/core/contract/client.js';
import { readClients } from '../../src/library/clients-file.js';
import { readPublishedKeys } from '../../src/library/published-keys.js';
import { openClients } from '../../src/service/load-service.js';
import type { Clients, ClientsOptions } from '../../src/service/open-clients.js';
import { claims, createKey, path, publicUrl, type SigningKey, sign } from './tokens.js';

let folder: string;
let key: SigningKey;
let problems: string[];
let opened: Clients | undefined;

beforeAll(async () => {
  nock.disableNetConnect();
  key = await createKey('ES384', 'key-1');
});
afterAll(() => nock.restore());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clients-'));
  problems = [];
  opened = undefined;
  write('keys.json', JSON.stringify({ keys: [key.jwk] }));
});

afterEach(async () => {
  await opened?.close();
  nock.cleanAll();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const minimal = 'clients:\n  - name: ehr\n    iss: https://ehr.example\n    jwks: keys.json\n';

async function open(text: string | undefined, changes: Partial<ClientsOptions> = {}): Promise<Clients> {
  const used = new Set<string>();
  opened = await openClients({
    clientsFile: text === undefined ? undefined : write('clients.yaml', text),
    publicUrl,
    isProduction: false,
    cardDetail: 'brief',
    listensOnLoopback: true,
    useTokenOnce: async ({ tokenId }) => (used.size === used.add(tokenId).size ? 'repeated' : 'first'),
    noteUnchecked: () => undefined,
    now: () => new Date(claimsNow * 1000),
    noteRefusal: () => undefined,
    noteKeyProblem: (client, problem) => problems.push(`${client}: ${problem}`),
    ...changes,
  });
  return opened;
}

const claimsNow = 1_795_000_000;
const call = async (changes: { readonly [claim: string]: unknown } = {}) => ({
  path,
  authorization: `Bearer ${await sign(key, claims(changes))}`,
});

describe('the modes', () => {
  it('A-2 without a clients file let everybody in as the demo client', async () => {
    const { mode, verifyClient } = await open(undefined);
    expect(mode).toBe('demo');
    await expect(verifyClient({ path, authorization: undefined })).resolves.toEqual(demoClient);
  });

  it('A-2 refuse to start in production without a clients file', async () => {
    await expect(open(undefined, { isProduction: true })).rejects.toMatchObject({
      name: 'SettingError',
      setting: 'CLIENTS_FILE',
    });
  });

  it('A-1 refuse to start in production without TLS', async () => {
    const changes = { isProduction: true, publicUrl: 'http://cds.example.org' };
    await expect(open(minimal, changes)).rejects.toMatchObject({ setting: 'PUBLIC_URL' });
  });

  it('A-18 let pages of the registered origins call', async () => {
    const { origins } = await open(`${minimal}    origins: [https://ehr.example]\n`);
    expect(origins).toEqual(['https://ehr.example']);
  });

  it('A-2 with a clients file let its clients in, and nobody else', async () => {
    const { mode, verifyClient } = await open(minimal, { isProduction: true });
    expect(mode).toBe('registered');
    await expect(verifyClient(await call())).resolves.toMatchObject({ name: 'ehr' });
    await expect(verifyClient({ path, authorization: undefined })).rejects.toMatchObject({
      status: 401,
    });
  });

  it('A-20 turn a client away that calls more often than agreed', async () => {
    const { verifyClient } = await open(`${minimal}    rateLimit: 2\n`);
    await verifyClient(await call());
    await verifyClient(await call());
    await expect(verifyClient(await call())).rejects.toMatchObject({ name: 'RequestError', status: 429 });
  });
});

describe('keys', () => {
  const fromUrl = 'clients:\n  - name: ehr\n    iss: https://ehr.example\n    jku: https://ehr.example/jwks.json\n';

  it('A-7 come from the registered URL, read at the start', async () => {
    nock('https://ehr.example')
      .get('/jwks.json')
      .reply(200, { keys: [key.jwk] });
    const { verifyClient } = await open(fromUrl);
    await expect(verifyClient(await call())).resolves.toMatchObject({ name: 'ehr' });
    expect(problems).toEqual([]);
  });

  it.each<[string, number, string, Record<string, string>]>([
    ['a redirect', 302, '', { location: 'https://evil.example/jwks.json' }],
    ['a page', 200, '<html>', { 'content-type': 'text/html' }],
    ['a huge document', 200, `{"keys":[],"x":"${'x'.repeat(300_000)}"}`, { 'content-type': 'application/json' }],
    ['an error', 500, '{}', { 'content-type': 'application/json' }],
  ])('A-7 are not taken from %s', async (_, status, body, headers) => {
    nock('https://ehr.example').get('/jwks.json').reply(status, body, headers);
    const { verifyClient } = await open(fromUrl);
    expect(problems).toEqual(['ehr: unreadable']);
    await expect(verifyClient(await call())).rejects.toMatchObject({ status: 401 });
  });

  it('A-7 are not read from this machine', async () => {
    const { verifyClient } = await open(fromUrl.replace('ehr.example/jwks', '127.0.0.1/jwks'));
    expect(problems).toEqual(['ehr: unreadable']);
    await expect(verifyClient(await call())).rejects.toMatchObject({ status: 401 });
  });

  it('are told about when none of them is of use', async () => {
    write('keys.json', '{"keys":[]}');
    await open(minimal);
    expect(problems).toEqual(['ehr: no-usable-key']);
  });

  it.each([
    ['is missing', undefined, /cannot be read \(ENOENT\)/],
    ['is not JSON', 'keys', /is not JSON/],
    ['is no key set', '[]', /is not a JWK Set/],
  ])('stop the start when their file %s', async (_, text, message) => {
    if (text === undefined) rmSync(join(folder, 'keys.json'));
    else write('keys.json', text);
    await expect(open(minimal)).rejects.toThrow(message);
  });

  it('A-17 whose private half is published stop the start', async () => {
    write('keys.json', JSON.stringify({ keys: [sandboxKey] }));
    await expect(open(minimal)).rejects.toThrow(/client "ehr" has a key whose private half is published/);
  });

  it.each(['https://sandbox.cds-hooks.org', 'https://fhir-ehr.example.com/'])(
    'A-17 of the published issuer %s stop the start',
    async (issuer) => {
      await expect(open(minimal.replace('https://ehr.example', issuer))).rejects.toThrow(
        /clients\.yaml:3:10 iss: the private key of this issuer is published/,
      );
    },
  );
});

/** The public half of the key that the public sandbox signs with. */
const sandboxKey = {
  kty: 'EC',
  use: 'sig',
  crv: 'P-384',
  kid: 'renamed',
  x: 'dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB',
  y: 'Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy',
  alg: 'ES384',
};

describe('the clients file', () => {
  const read = (text: string) => readClients(write('clients.yaml', text), readPublishedKeys());

  it('fills in what is not said, all of it closed', () => {
    expect(read(minimal)).toEqual([
      {
        kind: 'registered',
        name: 'ehr',
        iss: 'https://ehr.example',
        keys: { kind: 'file', path: join(folder, 'keys.json') },
        jku: undefined,
        algorithms: ['ES384', 'RS384'],
        tenants: undefined,
        feedbackAudience: 'feedback',
        replay: 'strict',
        admin: false,
        fhirServers: [],
        networks: [],
        origins: [],
        systemActions: 'off',
        cards: 'all',
        answersOnCards: 'remember',
        answersCountDays: undefined,
        detail: 'brief',
        noCriteria: 'line',
        language: undefined,
        requireRecord: [],
        rateLimit: 600,
      },
    ]);
  });

  it('is the shipped example', () => {
    const clients = readClients('config/clients.example.yaml', readPublishedKeys());
    expect(clients.map(({ name, keys, requireRecord }) => [name, keys.kind, requireRecord])).toEqual([
      ['general-hospital', 'url', []],
      ['new-clinic', 'file', ['patient', 'conditions', 'observations']],
    ]);
  });

  it('opens the service with the shipped example as it is', async () => {
    opened = await openClients({
      clientsFile: 'config/clients.example.yaml',
      publicUrl,
      isProduction: true,
      listensOnLoopback: true,
      cardDetail: 'brief',
      useTokenOnce: async () => 'first',
      noteUnchecked: () => undefined,
      now: () => new Date(),
      noteRefusal: () => undefined,
      noteKeyProblem: (client, problem) => problems.push(`${client}: ${problem}`),
    });
    expect(opened.mode).toBe('registered');
    // an address that nobody has
    expect(problems).toEqual(['general-hospital: unreadable']);
  });

  it('P-11 names the usual parts by requireRecord: true', () => {
    expect(read(`${minimal}    requireRecord: true\n`)[0]?.requireRecord).toEqual([
      'patient',
      'conditions',
      'observations',
    ]);
  });

  it.each([
    ['no clients', 'clients: []\n', /clients/],
    ['no list', 'client: x\n', /unknown name "client"; did you mean "clients"\?/],
    ['broken YAML', 'clients:\n  - name: [\n', /clients\.yaml:\d+:\d+ /],
    ['a client without keys', 'clients:\n  - name: ehr\n    iss: https://ehr.example\n', /neither "jwks" nor "jku"/],
    ['a misspelt field', `${minimal}    fhirServer: [https://ehr.example]\n`, /unknown name "fhirServer"/],
    ['a symmetric algorithm', `${minimal}    algorithms: [HS256]\n`, /"HS256"/],
    ['no algorithm at all', `${minimal}    algorithms: [none]\n`, /"none"/],
    ['keys over http', minimal.replace('keys.json', 'http://ehr.example/jwks.json'), /jwks/],
    ['a jku over http', `${minimal}    jku: http://ehr.example/jwks.json\n`, /jku/],
    ['a FHIR server over http', `${minimal}    fhirServers: [http://ehr.example/r4]\n`, /FHIR base URL/],
    ['a FHIR server with a query', `${minimal}    fhirServers: ["https://ehr.example/r4?x=1"]\n`, /FHIR base URL/],
    ['an origin with a path', `${minimal}    origins: [https://ehr.example/app]\n`, /origin/],
    ['an origin *', `${minimal}    origins: ["*"]\n`, /origin/],
    ['a network that is none', `${minimal}    networks: [300.0.0.0/8]\n`, /"300\.0\.0\.0\/8" is not an address range/],
    ['an unknown part', `${minimal}    requireRecord: [condition]\n`, /"condition" .*did you mean "conditions"/],
    ['a rate of nothing', `${minimal}    rateLimit: 0\n`, /rateLimit/],
    [
      'two clients of one name',
      `${minimal}${minimal.slice(9).replace('ehr.example', 'b.example')}`,
      /5:11 name: another/,
    ],
    ['two clients of one issuer', `${minimal}${minimal.slice(9).replace('ehr\n', 'other\n')}`, /6:10 iss: another/],
  ])('is refused with %s', (_, text, message) => {
    expect(() => read(text)).toThrowError(expect.objectContaining({ name: 'SettingError', code: 'setting-invalid' }));
    expect(() => read(text)).toThrowError(message);
  });

  it('is refused where there is none', () => {
    expect(() => readClients(join(folder, 'absent.yaml'), [])).toThrow(/absent\.yaml cannot be read \(ENOENT\)/);
  });
});
