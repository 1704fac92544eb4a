import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isObject, type JsonObject, objectsOf } from '../../src/core/values/json.js';
import { readGuidelines } from '../../src/library/read-guideline.js';
import { runCommand } from '../cli/run-command.js';

const sct = 'http://snomed.info/sct';
let site: string;
let server: Server;
let answer: (family: string, offset: number, count: number) => { readonly status: number; readonly body: JsonObject };
let requests: { readonly family: string; readonly offset: number; readonly authorization: string | undefined }[];

beforeEach(async () => {
  site = mkdtempSync(join(tmpdir(), 'site-server-'));
  writeFileSync(join(site, 'site.yaml'), 'site: Example hospital\n');
  requests = [];
  answer = () => page([], 0);
  server = createServer(async (request, response) => {
    const body: unknown = JSON.parse(await text(request));
    const parameters = isObject(body) ? objectsOf(body['parameter']) : [];
    const numberOf = (name: string): number =>
      Number(parameters.find((each) => each['name'] === name)?.['valueInteger']);
    const family = /"value":"([^"]*)"/.exec(JSON.stringify(parameters))?.[1] ?? '';
    requests.push({ family, offset: numberOf('offset'), authorization: request.headers.authorization });
    const { status, body: sent } =
      request.url === '/fhir/ValueSet/$expand'
        ? answer(family, numberOf('offset'), numberOf('count'))
        : { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(sent));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  rmSync(site, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

function page(contains: readonly JsonObject[], total: number) {
  const parameter = [
    { name: 'used-codesystem', valueUri: `${sct}|${sct}/900000000000207008/version/20260701` },
    { name: 'count', valueInteger: 1000 },
  ];
  const expansion = { identifier: 'urn:uuid:1', timestamp: '2026-11-26T10:00:00Z', total, parameter, contains };
  return { status: 200, body: { resourceType: 'ValueSet', status: 'active', expansion } };
}

const outcome = (status: number, code: string) => ({
  status,
  body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] },
});

function run() {
  const { port } = server.address() as AddressInfo;
  return runCommand(['expand', '--server', `http://127.0.0.1:${port}/fhir/`, '--cards', site]);
}

/** Rows of an invented edition: codes that no shipped set holds. */
const rows = (from: number, count: number, display: string): readonly JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({ system: sct, code: `9${from + index}1000999109`, display }));

describe("a site's terminology server", { timeout: 120_000 }, () => {
  it('is asked page by page, and what it adds stands in the folder of the site with its release', async () => {
    const all = rows(10_000, 2_300, 'Carcinoma of somewhere (disorder)');
    answer = (family, offset, count) =>
      family === '363346000' ? page(all.slice(offset, offset + count), all.length) : page([], 0);
    const { code, printed, complaints } = await run();
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
    expect(requests.filter(({ family }) => family === '363346000').map(({ offset }) => offset)).toEqual([
      0, 1000, 2000,
    ]);
    expect(requests.some(({ authorization }) => authorization !== undefined)).toBe(false);
    expect(printed).toContain('cancer: 2300 codes listed, 2300 new, 0 left out by name\n');
    expect(printed).toContain('check finds no problems');
    const part: JsonObject = JSON.parse(readFileSync(join(site, 'value-sets/cancer.site.json'), 'utf8'));
    expect(part).toMatchObject({ id: 'cancer-site', expansion: { total: 2300, timestamp: '2026-11-26T10:00:00Z' } });
    expect(JSON.stringify(part)).toContain('/version/20260701');
    const [own] = readGuidelines(site);
    const [shipped] = readGuidelines('cards');
    const { codes = [] } = own?.valueSets['cancer'] ?? {};
    expect(codes.length).toBe((shipped?.valueSets['cancer']?.codes.length ?? 0) + 2300);
    expect({ ...own?.valueSets, cancer: undefined }).toEqual({ ...shipped?.valueSets, cancer: undefined });
  });

  it('does not bring in what the rules leave out by name, nor what is known', async () => {
    const listed = [
      ...rows(10_000, 3, 'Basal cell carcinoma of skin of somewhere (disorder)'),
      ...rows(20_000, 2, 'Carcinoma of somewhere (disorder)'),
      { system: sct, code: '254900004', display: 'Carcinoma of prostate (disorder)' },
    ];
    answer = (family) => (family === '363346000' ? page(listed, listed.length) : page([], 0));
    expect((await run()).printed).toContain('cancer: 6 codes listed, 2 new, 3 left out by name\n');
  });

  it.each([
    ['too costly', outcome(422, 'too-costly'), 'the server finds the expansion too costly'],
    ['an error', outcome(500, 'exception'), 'the server refused (500, exception)'],
    ['a token wanted', outcome(401, 'security'), 'the server wants a token (401)'],
    ['no value set', { status: 200, body: { resourceType: 'Bundle' } }, 'the server answered no ValueSet'],
  ])('says what is wrong and goes on with the other sets: %s', async (_, refused, words) => {
    answer = (family) => (family === '363346000' ? refused : page([], 0));
    const { code, printed, complaints } = await run();
    expect(code).toBe(1);
    expect(complaints).toContain(`cancer: ${words}`);
    expect(printed).toContain('diabetes: 0 codes listed');
    expect(readdirSync(join(site, 'value-sets'))).not.toContain('cancer.site.json');
  });

  it('that is not there changes nothing', async () => {
    const { code, complaints } = await runCommand(['expand', '--server', 'http://127.0.0.1:9/fhir', '--cards', site]);
    expect(code).toBe(1);
    expect(complaints).toContain('no answer from http://127.0.0.1:9/fhir/ValueSet/$expand');
  });

  it('may not write into the shipped cards', async () => {
    const { code, complaints } = await runCommand([
      'expand',
      '--server',
      'http://127.0.0.1:9/fhir',
      '--cards',
      'cards',
    ]);
    expect({ code, complaints }).toMatchObject({ code: 1, complaints: expect.stringContaining('no site.yaml') });
  });
});
