import { Readable } from 'node:stream';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, demoClient } from '../../src/core/contract/client.js';
import type { HookRequest } from '../../src/core/contract/hook-request.js';
import { type RecordPart, recordParts } from '../../src/core/contract/patient-record.js';
import { createFhirAccesses, type FhirAccesses } from '../../src/fhir/fhir-access.js';
import { type GatherOptions, gatherRecord } from '../../src/fhir/gather-record.js';
import { typeOfPart } from '../../src/fhir/record-parts.js';
import {
  authorization,
  bundle,
  condition,
  fhirServer,
  hookRequest,
  linkTo,
  operationOutcome,
  patient,
  patientId,
  states,
  tokenCanary,
  wholePrefetch,
} from './ehr-messages.js';

const client: Client = { ...demoClient, kind: 'registered', name: 'ehr', fhirServers: [fhirServer] };
const ehr = 'https://fhir.ehr.example';
const elsewhere = 'https://elsewhere.example';

let accesses: FhirAccesses;
/** what any server was sent: method, URL and token */
let heard: string[];
/** what a server that is not the EHR was sent */
let leaked: string[];

beforeAll(() => nock.disableNetConnect());
afterAll(() => nock.restore());

beforeEach(() => {
  accesses = createFhirAccesses({ allowsLoopback: false });
  heard = [];
  leaked = [];
  nock(elsewhere)
    .persist()
    .get(/.*/)
    .reply(200, (uri) => {
      leaked.push(uri);
      return bundle([]);
    });
});

afterEach(async () => {
  nock.cleanAll();
  nock.abortPendingRequests();
  expect(leaked).toEqual([]);
  await accesses.close();
});

type Reply = [number, unknown, Record<string, string>?];
const json = { 'content-type': 'application/fhir+json; charset=utf-8' };

/** The EHR answers every query with an empty Bundle, but the types given as given. */
function playEhr(replies: { readonly [type: string]: (uri: string) => Reply } = {}): void {
  nock(ehr)
    .persist()
    .get(/^\/r4\//)
    .reply(function (uri) {
      heard.push(`${uri} ${this.req.headers.authorization}`);
      const type = /^\/r4\/(\w+)/.exec(uri)?.[1] ?? '';
      const [status, body, headers = json] = replies[type]?.(uri) ?? [200, type === 'Patient' ? patient : bundle([])];
      return [status, body instanceof Readable || typeof body === 'string' ? body : JSON.stringify(body), headers];
    });
}

const withServer: Partial<HookRequest> = { fhirServer, fhirAuthorization: authorization() };

async function gather(changes: Partial<HookRequest> = withServer, options: GatherOptions = {}) {
  const gathered = await gatherRecord(hookRequest(changes), accesses.accessOf(client), options);
  return {
    parts: gathered.record.parts,
    ids: gathered.record.resources.map(({ id }) => id),
    fetched: gathered.fetched,
    notes: gathered.notes.map(({ part, reason }) => `${part}: ${reason}`),
  };
}

/** A complete prefetch without the conditions, so that only they are fetched. */
const { conditions: _, ...withoutConditions } = wholePrefetch;
const conditionsMissing: Partial<HookRequest> = { ...withServer, prefetch: withoutConditions };

describe('gathering the record', () => {
  it('P-10 asks the server nothing when the prefetch is complete', async () => {
    playEhr();
    const gathered = await gather({ ...withServer, prefetch: wholePrefetch });
    expect(gathered).toEqual({ parts: states('read'), ids: [patientId], fetched: 0, notes: [] });
    expect(heard).toEqual([]);
  });

  it('F-2 fetches every part, in parallel and with the token, when there is no prefetch', async () => {
    playEhr({ Condition: () => [200, bundle([condition('c1')])] });
    const gathered = await gather();
    expect(gathered).toEqual({ parts: states('read'), ids: [patientId, 'c1'], fetched: recordParts.length, notes: [] });
    expect(heard.map((line) => line.split(' ')[1])).toEqual(Array(recordParts.length).fill('Bearer'));
    expect(heard.every((line) => line.endsWith(` Bearer ${tokenCanary}`))).toBe(true);
    expect(heard).toContain(`/r4/Condition?patient=${patientId}&_count=500 Bearer ${tokenCanary}`);
    expect(heard).toContain(`/r4/Patient/${patientId} Bearer ${tokenCanary}`);
  });

  it('P-10 fetches only the parts that are missing', async () => {
    playEhr({ Condition: () => [200, bundle([condition('c1')])] });
    expect(await gather(conditionsMissing)).toEqual({
      parts: states('read'),
      ids: [patientId, 'c1'],
      fetched: 1,
      notes: [],
    });
  });

  it('P-13 does not ask again for what the client tried in vain', async () => {
    playEhr();
    const prefetch = { ...wholePrefetch, conditions: operationOutcome('error') };
    expect(await gather({ ...withServer, prefetch })).toEqual({
      parts: states('read', { conditions: 'unread' }),
      ids: [patientId],
      fetched: 0,
      notes: ['conditions: failed-at-client'],
    });
  });

  it('F-3 comes to the same record by prefetch and by FHIR server', async () => {
    const found = bundle([condition('c1'), condition('c2')]);
    playEhr({ Condition: () => [200, found] });
    const fetched = await gatherRecord(hookRequest(withServer), accesses.accessOf(client));
    const prefetched = await gatherRecord(
      hookRequest({ prefetch: { ...wholePrefetch, conditions: found } }),
      accesses.accessOf(client),
    );
    expect(fetched.record).toEqual(prefetched.record);
  });
});

describe('a paged search', () => {
  const second = `${fhirServer}?_getpages=a1&_offset=1`;
  const paged = () => [200, bundle([condition('c1')], { ...linkTo(second), total: 2 })] satisfies Reply;

  it('P-14 is read page by page', async () => {
    playEhr({ Condition: paged });
    nock(ehr)
      .get('/r4?_getpages=a1&_offset=1')
      .matchHeader('authorization', `Bearer ${tokenCanary}`)
      .reply(200, bundle([condition('c2')], { total: 2 }), json);
    expect(await gather(conditionsMissing)).toEqual({
      parts: states('read'),
      ids: [patientId, 'c1', 'c2'],
      fetched: 2,
      notes: [],
    });
  });

  it('P-14 goes on where the prefetch ended', async () => {
    nock(ehr)
      .get('/r4?_getpages=a1&_offset=1')
      .reply(200, bundle([condition('c2')]), json);
    const prefetch = { ...wholePrefetch, conditions: paged()[1] };
    expect(await gather({ ...withServer, prefetch })).toEqual({
      parts: states('read'),
      ids: [patientId, 'c1', 'c2'],
      fetched: 1,
      notes: [],
    });
  });

  it('P-14 starts again when the page after the prefetched one is gone', async () => {
    nock(ehr).get('/r4?_getpages=a1&_offset=1').reply(410, {}, json);
    playEhr({ Condition: () => [200, bundle([condition('c1'), condition('c2')])] });
    const prefetch = { ...wholePrefetch, conditions: paged()[1] };
    expect(await gather({ ...withServer, prefetch })).toMatchObject({ parts: states('read'), fetched: 2, notes: [] });
  });

  it('P-14 is partial without a server', async () => {
    const prefetch = { ...wholePrefetch, conditions: paged()[1] };
    expect(await gather({ prefetch })).toEqual({
      parts: states('read', { conditions: 'partial' }),
      ids: [patientId, 'c1'],
      fetched: 0,
      notes: ['conditions: not-sent-in-full'],
    });
  });

  it('is partial when a later page fails', async () => {
    playEhr({ Condition: paged });
    nock(ehr).get('/r4?_getpages=a1&_offset=1').reply(500, {}, json);
    expect(await gather(conditionsMissing)).toEqual({
      parts: states('read', { conditions: 'partial' }),
      ids: [patientId, 'c1'],
      fetched: 2,
      notes: ['conditions: server-error'],
    });
  });

  it.each<[string, string]>([
    ['another host', `${elsewhere}/r4/Condition?page=2`],
    ['another scheme', 'http://fhir.ehr.example/r4/Condition?page=2'],
    ['another port', 'https://fhir.ehr.example:8443/r4/Condition?page=2'],
    ['another base', 'https://fhir.ehr.example/other/Condition?page=2'],
    ['another base by dots', 'https://fhir.ehr.example/r4/../other/Condition?page=2'],
    ['another base by encoded dots', 'https://fhir.ehr.example/r4/%2e%2e/other/Condition?page=2'],
    ['its own base by encoded dots', 'https://fhir.ehr.example/r4/x/%2e%2e/Condition?page=2'],
    ['its own base by half-encoded dots', 'https://fhir.ehr.example/r4/x/.%2E/Condition?page=2'],
    ['its own base by dots encoded twice', 'https://fhir.ehr.example/r4/x/%252e%252e/Condition?page=2'],
    ['another base by an encoded slash', 'https://fhir.ehr.example/r4/..%2fother/Condition?page=2'],
    ['another base that begins alike', 'https://fhir.ehr.example/r4-other/Condition?page=2'],
    ['credentials', 'https://user:password@fhir.ehr.example/r4/Condition?page=2'],
    ['the host as credentials', `https://fhir.ehr.example@elsewhere.example/r4/Condition?page=2`],
    ['a host without a scheme', '//elsewhere.example/r4/Condition?page=2'],
    ['a file', 'file:///etc/passwd'],
    ['no URL', 'https://'],
    ['itself', `/r4/Condition?patient=${patientId}&_count=500`],
  ])('F-7 does not follow a link to %s', async (_name, url) => {
    playEhr({ Condition: () => [200, bundle([condition('c1')], linkTo(url))] });
    expect(await gather(conditionsMissing)).toEqual({
      parts: states('read', { conditions: 'partial' }),
      ids: [patientId, 'c1'],
      fetched: 1,
      notes: ['conditions: page-elsewhere'],
    });
  });

  it('reads a page that begins with a byte order mark', async () => {
    playEhr({ Condition: () => [200, `\uFEFF${JSON.stringify(bundle([condition('c1')]))}`] });
    expect(await gather(conditionsMissing)).toMatchObject({ parts: states('read'), ids: [patientId, 'c1'], notes: [] });
  });

  it('ends after so many pages', async () => {
    playEhr({
      Condition: (uri) => {
        const page = Number(/page=(\d+)/.exec(uri)?.[1] ?? 0);
        return [200, bundle([condition(`c${page}`)], linkTo(`${fhirServer}/Condition?page=${page + 1}`))];
      },
    });
    expect(await gather(conditionsMissing)).toMatchObject({
      parts: states('read', { conditions: 'partial' }),
      fetched: 10,
      notes: ['conditions: too-many-pages'],
    });
  });
});

describe('an EHR that fails on one part', () => {
  it.each<[string, Reply, string]>([
    ['F-5 401', [401, { resourceType: 'OperationOutcome' }], 'denied'],
    ['F-5 403', [403, { resourceType: 'OperationOutcome' }], 'denied'],
    ['404', [404, '<html>', { 'content-type': 'text/html' }], 'not-found'],
    ['429 without a pause to wait', [429, {}], 'throttled'],
    ['429 with a pause beyond the budget', [429, {}, { ...json, 'retry-after': '30' }], 'throttled'],
    ['500', [500, {}], 'server-error'],
    ['503', [503, {}], 'throttled'],
    ['204', [204, ''], 'server-error'],
    ['truncated JSON', [200, '{"resourceType":"Bundle","entry":['], 'not-json'],
    ['an HTML page', [200, '<html>Sign in</html>', { 'content-type': 'text/html' }], 'not-json'],
    ['JSON called text', [200, '{}', { 'content-type': 'text/plain' }], 'not-json'],
    ['JSON without a type', [200, '{}', {}], 'not-json'],
    ['JSON that is not FHIR', [200, { error: 'x' }], 'not-fhir'],
    ['null', [200, 'null'], 'not-fhir'],
    ['an OperationOutcome', [200, operationOutcome('error')], 'not-fhir'],
    ['F-8 another patient’s data', [200, bundle([condition('c1'), condition('c2', 'Patient/pat-2')])], 'other-patient'],
    ['a 10 MB page', [200, `{"resourceType":"Bundle","x":"${'x'.repeat(10_000_000)}"}`], 'too-large'],
    ['a 10 MB page announced', [200, '{}', { ...json, 'content-length': '10000000' }], 'too-large'],
    ['a redirect to another host', [302, '', { location: `${elsewhere}/r4/Condition` }], 'unreachable'],
    [
      'a redirect to itself',
      [307, '', { location: `${ehr}/r4/Condition?patient=${patientId}&_count=500` }],
      'unreachable',
    ],
  ])('leaves that part unread: %s', async (_name, reply, reason) => {
    playEhr({ Condition: () => reply });
    const startedAt = performance.now();
    const gathered = await gather(conditionsMissing);
    expect(gathered).toMatchObject({
      parts: states('read', { conditions: 'unread' }),
      ids: [patientId],
      notes: [`conditions: ${reason}`],
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('leaves it unread when the connection breaks twice', async () => {
    nock(ehr)
      .get(/Condition/)
      .times(2)
      .replyWithError('socket hang up');
    expect(await gather(conditionsMissing)).toMatchObject({ fetched: 2, notes: ['conditions: unreachable'] });
  });

  it('tries once more when the connection breaks', async () => {
    nock(ehr)
      .get(/Condition/)
      .replyWithError('socket hang up');
    nock(ehr)
      .get(/Condition/)
      .reply(200, bundle([condition('c1')]), json);
    expect(await gather(conditionsMissing)).toMatchObject({ parts: states('read'), fetched: 2, notes: [] });
  });

  it.each([429, 503])('F-9 tries once more after %i with a short pause', async (status) => {
    nock(ehr)
      .get(/Condition/)
      .reply(status, {}, { ...json, 'retry-after': '0' });
    nock(ehr)
      .get(/Condition/)
      .reply(200, bundle([condition('c1')]), json);
    expect(await gather(conditionsMissing)).toMatchObject({ parts: states('read'), fetched: 2, notes: [] });
  });

  it('F-9 tries no more than once more', async () => {
    playEhr({ Condition: () => [429, {}, { ...json, 'retry-after': '0' }] });
    expect(await gather(conditionsMissing)).toMatchObject({ fetched: 2, notes: ['conditions: throttled'] });
  });

  it('F-9 reads the end of the pause from a date', async () => {
    const soon = new Date(Date.now() + 300).toUTCString();
    nock(ehr)
      .get(/Condition/)
      .reply(429, {}, { ...json, 'retry-after': soon });
    nock(ehr)
      .get(/Condition/)
      .reply(200, bundle([]), json);
    expect(await gather(conditionsMissing)).toMatchObject({ parts: states('read'), fetched: 2 });
  });
});

describe('the budget', () => {
  const soon = { budgetMilliseconds: 150 };

  it('T-3 ends a call that does not answer, and keeps the parts that did', async () => {
    nock(ehr)
      .get(/Condition/)
      .delay(5_000)
      .reply(200, bundle([condition('c1')]), json);
    playEhr();
    const startedAt = performance.now();
    const gathered = await gather(withServer, soon);
    expect(performance.now() - startedAt).toBeLessThan(600);
    expect(gathered).toMatchObject({
      parts: states('read', { conditions: 'unread' }),
      notes: ['conditions: time-over'],
    });
  });

  it('T-3 ends a body that comes in drips', async () => {
    const drips = Readable.from(
      (async function* () {
        for (let drip = 0; drip < 100; drip += 1) {
          yield drip === 0 ? '{"resourceType":"Bundle",' : ' ';
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })(),
    );
    playEhr({ Condition: () => [200, drips] });
    const startedAt = performance.now();
    expect(await gather(conditionsMissing, soon)).toMatchObject({ notes: ['conditions: time-over'] });
    expect(performance.now() - startedAt).toBeLessThan(600);
  });

  it('F-9 is no longer than the token lives', async () => {
    nock(ehr)
      .get(/Condition/)
      .delay(5_000)
      .reply(200, bundle([]), json);
    const request = { ...conditionsMissing, fhirAuthorization: authorization({ expiresInSeconds: 0.1 }) };
    expect(await gather(request)).toMatchObject({ notes: ['conditions: time-over'] });
  });

  it('ends when the client hangs up', async () => {
    nock(ehr)
      .get(/Condition/)
      .delay(5_000)
      .reply(200, bundle([]), json);
    const signal = AbortSignal.timeout(50);
    expect(await gather(conditionsMissing, { hungUp: () => signal })).toMatchObject({
      notes: ['conditions: time-over'],
    });
  });
});

describe('the server is not called', () => {
  it.each<[string, Partial<HookRequest>, string]>([
    ['F-1 without a server', { ...withServer, fhirServer: undefined }, 'no-access'],
    ['F-1 without a token', { ...withServer, fhirAuthorization: undefined }, 'no-access'],
    ['Q-5 with a token but no server', { fhirAuthorization: authorization() }, 'no-access'],
    [
      'F-9 with an expired token',
      { ...withServer, fhirAuthorization: authorization({ expiresInSeconds: 0 }) },
      'no-access',
    ],
    [
      'with a token that is no header value',
      { ...withServer, fhirAuthorization: authorization({ accessToken: 'a\r\nX-Other: b' }) },
      'no-access',
    ],
    ['F-6 with a server that is not registered', { ...withServer, fhirServer: elsewhere }, 'server-not-allowed'],
    ['F-6 with another base of the host', { ...withServer, fhirServer: `${ehr}/other` }, 'server-not-allowed'],
    ['F-6 with a base within the base', { ...withServer, fhirServer: `${fhirServer}/tenant` }, 'server-not-allowed'],
    [
      'F-6 with credentials in the URL',
      { ...withServer, fhirServer: 'https://a:b@fhir.ehr.example/r4' },
      'server-not-allowed',
    ],
    ['Q-6 over http', { ...withServer, fhirServer: 'http://fhir.ehr.example/r4' }, 'server-not-allowed'],
    ['F-6 with a server that is no URL', { ...withServer, fhirServer: 'fhir' }, 'server-not-allowed'],
    [
      'with a patient id that is a path',
      {
        ...withServer,
        fhirAuthorization: authorization({ patient: '..' }),
        context: { ...hookRequest().context, patientId: '..' },
      },
      'no-access',
    ],
  ])('%s', async (_name, changes, reason) => {
    playEhr();
    const gathered = await gather(changes);
    expect(gathered).toEqual({
      parts: states('unread'),
      ids: [],
      fetched: 0,
      notes: recordParts.map((part) => `${part}: ${reason}`),
    });
    expect(heard).toEqual([]);
  });

  it('but is with a slash more or less, and whatever the case of its host', async () => {
    playEhr();
    const gathered = await gather({ ...conditionsMissing, fhirServer: 'HTTPS://FHIR.EHR.example:443/r4/' });
    expect(gathered.fetched).toBe(1);
  });
});

describe('scopes', () => {
  const fetchedTypes = async (scope: string): Promise<readonly RecordPart[]> => {
    playEhr();
    const request = { ...withServer, fhirAuthorization: authorization({ scope }) };
    const { parts } = await gather(request);
    return recordParts.filter((part) => parts[part] !== 'unread');
  };

  it.each<[string, readonly RecordPart[]]>([
    ['patient/Condition.read', ['conditions']],
    ['launch openid user/Patient.read user/Condition.*', ['patient', 'conditions']],
    ['system/Observation.rs patient/Goal.cruds', ['observations', 'goals']],
    ['patient/Patient.r patient/Condition.s', ['patient', 'conditions']],
    ['patient/Condition.r patient/Patient.s', []],
    ['patient/Condition.write patient/Condition.cud', []],
    ['patient/Conditions.read', []],
    ['Condition.read', []],
    ['', []],
    ['user/*.rs', recordParts],
  ])('F-5 “%s” let just that be asked for', async (scope, parts) => {
    expect(await fetchedTypes(scope)).toEqual(parts);
    expect(heard.map((line) => /^\/r4\/(\w+)/.exec(line)?.[1])).toEqual(parts.map(typeOfPart));
  });

  it('F-5 for some categories only leave the part partial', async () => {
    playEhr({ Condition: () => [200, bundle([condition('c1')])] });
    const scope = 'patient/Condition.rs?category=http://example.org|problem-list patient/Condition.rs?category=other';
    const gathered = await gather({ ...conditionsMissing, fhirAuthorization: authorization({ scope }) });
    expect(gathered).toEqual({
      parts: states('read', { conditions: 'partial' }),
      ids: [patientId, 'c1'],
      fetched: 2,
      notes: ['conditions: out-of-scope'],
    });
    expect(heard.map((line) => decodeURIComponent(line.split('&')[2] ?? '').split(' ')[0])).toEqual([
      'category=http://example.org|problem-list',
      'category=other',
    ]);
  });

  it.each(['patient=pat-2', 'subject=Patient/pat-2', 'patient:Patient=pat-2', '_include=*'])(
    'F-5 cannot turn a query by ?%s',
    async (filter) => {
      expect(await fetchedTypes(`patient/Condition.rs?${filter}`)).toEqual([]);
    },
  );
});

describe('another patient', () => {
  it('F-8 in the token is refused, and the token not used', async () => {
    playEhr();
    const changes = { ...withServer, fhirAuthorization: authorization({ patient: 'pat-2' }) };
    await expect(gather(changes)).rejects.toMatchObject({ status: 400, expression: 'fhirAuthorization.patient' });
    expect(heard).toEqual([]);
  });

  it('P-15 in the prefetch is refused, and nothing fetched', async () => {
    playEhr();
    const changes = { ...withServer, prefetch: { patient: { resourceType: 'Patient', id: 'pat-2' } } };
    await expect(gather(changes)).rejects.toMatchObject({ status: 400, expression: 'prefetch.patient' });
    expect(heard).toEqual([]);
  });

  it('from the server is no data', async () => {
    playEhr({ Patient: () => [200, { resourceType: 'Patient', id: 'pat-2' }] });
    expect(await gather()).toMatchObject({
      parts: states('read', { patient: 'unread' }),
      ids: [],
      notes: ['patient: other-patient'],
    });
  });
});

describe('F-4 the token', () => {
  it.each<[string, Reply]>([
    ['succeeds', [200, bundle([condition('c1')])]],
    ['fails', [500, { echo: tokenCanary }]],
    ['answers with a page that quotes it', [200, `<html>${tokenCanary}`, { 'content-type': 'text/html' }]],
    ['links elsewhere', [200, bundle([], linkTo(`${elsewhere}/?token=${tokenCanary}`))]],
  ])('is nowhere in what comes back when the EHR %s', async (_name, reply) => {
    playEhr({ Condition: () => reply });
    const gathered = await gatherRecord(hookRequest(conditionsMissing), accesses.accessOf(client));
    expect(JSON.stringify(gathered)).not.toContain(tokenCanary);
  });

  it('is nowhere in the error either', async () => {
    playEhr({ Condition: () => [401, {}] });
    const options = { requireRecord: ['conditions'] as const };
    const error: unknown = await gatherRecord(hookRequest(conditionsMissing), accesses.accessOf(client), options).catch(
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(tokenCanary);
  });
});

describe('a required part', () => {
  const requireRecord = ['patient', 'conditions'] as const;

  it.each<[string, object]>([
    ['P-11 that is absent while there is no server', { prefetch: withoutConditions }],
    ['P-11 that the client could not read', { prefetch: { ...wholePrefetch, conditions: operationOutcome('error') } }],
  ])('%s makes it 412', async (_name, changes) => {
    await expect(gather(changes, { requireRecord })).rejects.toMatchObject({
      name: 'RequestError',
      status: 412,
      code: 'precondition',
      expression: 'prefetch.conditions',
      message: 'needed and neither prefetched nor readable from fhirServer: conditions',
    });
  });

  it('F-5 that the server denies makes it 412', async () => {
    playEhr({ Condition: () => [401, {}] });
    await expect(gather(conditionsMissing, { requireRecord })).rejects.toMatchObject({ status: 412 });
  });

  it('P-12 that is known to be empty does not', async () => {
    await expect(gather({ prefetch: { patient: null, conditions: null } }, { requireRecord })).resolves.toBeDefined();
  });
});

describe('a prescription by reference', () => {
  const prescription = {
    resourceType: 'MedicationRequest',
    id: 'rx-1',
    subject: { reference: `Patient/${patientId}` },
    medicationReference: { reference: 'Medication/med-1', display: 'something' },
  };
  const prefetch = { ...wholePrefetch, medicationRequests: bundle([prescription]) };

  it('is completed from the server, all in one query', async () => {
    playEhr({ Medication: () => [200, bundle([{ resourceType: 'Medication', id: 'med-1' }])] });
    const gathered = await gather({ ...withServer, prefetch });
    expect(gathered).toEqual({ parts: states('read'), ids: [patientId, 'rx-1', 'med-1'], fetched: 1, notes: [] });
    expect(heard).toEqual([`/r4/Medication?_id=med-1&_count=1 Bearer ${tokenCanary}`]);
  });

  it('that nobody can complete makes its part partial', async () => {
    expect(await gather({ prefetch })).toEqual({
      parts: states('read', { medicationRequests: 'partial' }),
      ids: [patientId, 'rx-1'],
      fetched: 0,
      notes: ['medicationRequests: medication-unread'],
    });
  });

  it('is complete when the Medication came along', async () => {
    const medications = bundle([prescription, { resourceType: 'Medication', id: 'med-1' }]);
    expect(await gather({ prefetch: { ...wholePrefetch, medicationRequests: medications } })).toMatchObject({
      parts: states('read'),
      notes: [],
    });
  });
});

describe('without any access', () => {
  it('the prefetch is all there is', async () => {
    const gathered = await gatherRecord(hookRequest({ prefetch: { conditions: null } }), undefined);
    expect(gathered.record.parts).toEqual(states('unread', { conditions: 'read' }));
  });
});

describe('the demo mode', () => {
  it('F-1 calls an open server without a token', async () => {
    playEhr();
    const gathered = await gatherRecord(hookRequest({ fhirServer }), accesses.accessOf(demoClient));
    expect(gathered.fetched).toBe(recordParts.length);
    expect(heard.every((line) => line.endsWith(' undefined'))).toBe(true);
  });
});
