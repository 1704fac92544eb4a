import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBenchClient } from '../../bench/clients.js';
import { type Behaviour, behaviours, type FakeEhr, startFakeEhr } from '../../bench/fake-ehr.js';
import { freePort, servicePath } from '../../bench/server-process.js';
import { isObject, objectsOf } from '../../src/core/values/json.js';

/** Planted wherever a request, a record, a token or a comment can hold text; found anywhere else, it has leaked. */
const canary = 'CANARY7351';
/** Stands in words that are quoted on cards: it may stand on those, and nowhere else, the store included. */
const quoted = 'QUOTED9264';
const folder = mkdtempSync(join(tmpdir(), 'canary-'));
const json = { 'content-type': 'application/json' };

interface Run {
  readonly url: string;
  readonly child: ChildProcess;
  readonly output: () => string;
}

/** The service as it is started, telling all it ever tells. */
async function start(settings: Record<string, string> = {}): Promise<Run> {
  const port = settings.PORT ?? String(await freePort());
  const usual = { PATH: process.env.PATH ?? '', PORT: port, LOG_LEVEL: 'trace', ANSWER_BUDGET_MS: '400' };
  const environment = { ...usual, DATA_DIR: mkdtempSync(join(folder, 'data-')), ...settings };
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/server.ts'], { env: environment });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  await expect.poll(() => output, { timeout: 60_000 }).toContain('discovery');
  return { url: `http://127.0.0.1:${port}`, child, output: () => output };
}

async function stop({ child, output }: Run): Promise<string> {
  child.kill('SIGTERM');
  await once(child, 'close');
  return output();
}

/** Text of a request, with the canary in every text that is not needed to understand it. */
function planted(text: string): string {
  return text
    .replace(
      /"(display|text|div|family|line|city|value|title|description|name)": ?"(?:[^"\\]|\\.)*"/g,
      `"$1":"${canary} $1"`,
    )
    .replace(/"userId": ?"Practitioner\/[^"]*"/, `"userId":"Practitioner/${canary}"`)
    .replace(/"hookInstance": ?"[^"]*"/, `"hookInstance":"${canary}"`)
    .replaceAll('bench-patient-1', `${canary}-patient`)
    .replaceAll('draft-1', `${canary}-order`);
}

const small = readFileSync('fhir-fixtures/bench/small.json', 'utf8');
const realistic = readFileSync('fhir-fixtures/bench/realistic.json', 'utf8');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what the service writes about its work', { timeout: 120_000 }, () => {
  let ehr: FakeEhr;
  beforeAll(async () => {
    ehr = await startFakeEhr(planted);
  });
  afterAll(() => ehr.close());

  it('holds nothing of patients, records, comments, tokens or URLs', async () => {
    const run = await start();
    const post = async (path: string, body: string, headers: Record<string, string> = json): Promise<string> => {
      const answer = await fetch(`${run.url}${path}`, { method: 'POST', body, headers });
      return answer.text();
    };
    const errors: string[] = [];
    const answers = [await post(servicePath, planted(small)), await post(servicePath, planted(realistic))];
    for (const behaviour of behaviours)
      answers.push(await post(servicePath, withServer(ehr.baseOf(behaviour), behaviour)));
    const cardsWithQuotes = [await post(servicePath, withWords()), await post(servicePath, withWords())];
    for (const answer of [...answers, ...cardsWithQuotes]) await post(`${servicePath}/feedback`, feedbackOn(answer));
    errors.push(await post(servicePath, withWords().slice(0, -5)));
    errors.push(await post(servicePath, withWords().replace('"patientId"', '"patientId":7,"_"')));
    errors.push(await post(servicePath, planted(small).slice(0, -5)));
    errors.push(await post(servicePath, planted(small), { 'content-type': `text/${canary}` }));
    errors.push(await post(servicePath, planted(small).replace('"patientId"', '"patientId":7,"_"')));
    errors.push(
      await post(servicePath, planted(small).replace(`"Patient/${canary}-patient"`, `"Patient/${canary}-other"`)),
    );
    errors.push(
      await post(`/cds-services/${canary}?q=${canary}`, '{}', { ...json, cookie: canary, 'x-header': canary }),
    );
    errors.push(await post(`${servicePath}/feedback`, `{"feedback":[{"card":"${canary}","outcome":"${canary}"}]}`));
    errors.push(await post(servicePath, '{}', { ...json, authorization: `Bearer ${canary}` }));
    const told = await Promise.all(
      ['/health', '/ready', '/metrics'].map(async (path) => (await fetch(run.url + path)).text()),
    );
    const reports = await Promise.all(
      ['json', 'csv', 'table'].map(async (format) => (await fetch(`${run.url}/reports?format=${format}`)).text()),
    );
    const output = await stop(run);
    expect(output.split('"event":"request"').length).toBeGreaterThan(20);
    expect(answers.filter((answer) => !answer.includes('"cards":[{'))).toEqual([]);
    expect(linesWith(canary, [output, ...told, ...errors])).toEqual([]);
    for (const card of cardsWithQuotes) expect(card).toContain(quoted);
    expect(linesWith(quoted, [output, ...told, ...errors, ...reports])).toEqual([]);
    const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
    const files = kept.filter((path) => statSync(path).isFile());
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((path) => readFileSync(path).includes(quoted))).toEqual([]);
  });

  it('holds nothing of a token, be it good, expired, forged or broken', async () => {
    const port = String(await freePort());
    const client = await createBenchClient(`http://127.0.0.1:${port}`);
    const run = await start({ PORT: port, ...client.settings });
    const tokens = await client.sign('ES384', 3);
    const call = async (authorization: string): Promise<number> => {
      const answer = await fetch(`${run.url}${servicePath}`, {
        method: 'POST',
        body: small,
        headers: { ...json, authorization },
      });
      await answer.arrayBuffer();
      return answer.status;
    };
    const [good = '', forged = ''] = tokens;
    expect(await call(good)).toBe(200);
    expect(await call(good)).toBe(401);
    expect(await call(`${forged.slice(0, -20)}${canary}AAAAAAAAAA`)).toBe(401);
    expect(await call(`Bearer ${canary}.${canary}.${canary}`)).toBe(401);
    const output = await stop(run);
    client.remove();
    const parts = tokens.flatMap((token) => token.replace('Bearer ', '').split('.').slice(1));
    expect(output).toContain('token-refused');
    for (const part of [canary, ...parts]) expect(linesWith(part, [output])).toEqual([]);
  });
});

/** A request whose order and report say in words what is suspected, denied and not understood. */
function withWords(): string {
  const request: unknown = JSON.parse(small);
  const [order] = objectsOf(isObject(request) ? request.context : []).flatMap(({ draftOrders }) =>
    objectsOf(isObject(draftOrders) ? draftOrders.entry : []).map(({ resource }) => resource),
  );
  const texts = [
    `Saddle ${quoted} numbness since Monday.`,
    `Denies fever ${quoted} and incontinence.`,
    `Bladder ${quoted}.`,
    `${quoted} qwertz ${quoted}.`,
  ];
  if (isObject(order))
    Object.assign(order, { note: texts.map((text) => ({ text })), reasonCode: [{ text: texts[2] }] });
  return JSON.stringify(request);
}

function withServer(fhirServer: string, behaviour: Behaviour): string {
  const request: object = JSON.parse(planted(small));
  const fhirAuthorization = {
    access_token: `${canary}-token-${behaviour}`,
    expires_in: 300,
    scope: 'patient/*.read',
    subject: `${canary}-subject`,
  };
  return JSON.stringify({ ...request, fhirServer: `${fhirServer}/${canary}`, fhirAuthorization });
}

function feedbackOn(answer: string): string {
  const parsed: unknown = JSON.parse(answer);
  const [card] = objectsOf(isObject(parsed) ? parsed.cards : []);
  const overrideReason = {
    reason: { code: `${canary}-code`, system: `urn:${canary}` },
    userComment: `${canary} said so`,
  };
  const outcomeTimestamp = new Date().toISOString();
  return JSON.stringify({ feedback: [{ card: card?.uuid, outcome: 'overridden', outcomeTimestamp, overrideReason }] });
}

function linesWith(text: string, written: readonly string[]): readonly string[] {
  return written.flatMap((whole) => whole.split('\n')).filter((line) => line.includes(text));
}
