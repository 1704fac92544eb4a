import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { hookRequest, issueOf, post, startTestApp, type TestApp } from './test-app.js';

const page = readFileSync('docs/requests.md', 'utf8');

/** The rows of the table under a heading: the member, the JSON of each example, and the JSON of the last column if any. */
function rowsUnder(heading: string): readonly (readonly [string, unknown, string])[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((line) => {
    const [, member = '', examples = '', last = ''] = line.split(' | ').join('|').split('|');
    return [...examples.matchAll(/`([^`]+)`/g)].map(
      ([, json = '']) => [member.replace(/[`\s]/g, ''), JSON.parse(json), last.replace(/`/g, '').trim()] as const,
    );
  });
}

const whole = hookRequest({
  fhirServer: 'https://ehr.example.org/r4',
  fhirAuthorization: { access_token: 't', expires_in: 300, scope: 'patient/*.read', subject: 'c' },
  prefetch: { conditions: { resourceType: 'Bundle', entry: [] } },
});

/** The request with one member, named by its path, set to a value. */
function withMember(path: string, value: unknown): JsonObject {
  const set = (holder: JsonObject, names: readonly string[]): JsonObject => {
    const [name = '', ...rest] = names;
    const inner = holder[name];
    return { ...holder, [name]: rest.length === 0 ? value : set(isObject(inner) ? inner : {}, rest) };
  };
  return set(whole, path.split('.'));
}

describe('the page about requests', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(() => {
    app.received.length = 0;
  });
  afterAll(() => app.close());

  it('has rows to hold the service to', () => {
    expect(rowsUnder('Members that must be right').length).toBeGreaterThan(15);
    expect(rowsUnder('Members that may be wrong').length).toBeGreaterThan(30);
    expect(rowsUnder('Other forms that are read').length).toBeGreaterThan(4);
  });

  it.each(rowsUnder('Members that must be right'))(
    'says that %s sent as %j is refused by name',
    async (member, value) => {
      const response = await post(app.hookUrl, withMember(member, value));
      expect([response.status, String((await issueOf(response))[1]).startsWith(member)]).toEqual([400, true]);
    },
  );

  it.each(rowsUnder('Members that may be wrong'))('says that %s sent as %j loses: %s', async (member, value) => {
    const response = await post(app.hookUrl, withMember(member, value));
    expect(response.status).toBe(200);
    const request = app.received[0]?.request;
    const isInside = member.startsWith('prefetch.') || member.endsWith('.entry');
    expect(request?.ignored ?? []).toEqual(isInside ? [] : [member]);
    const { fhirServer, fhirAuthorization, context } = request ?? {};
    switch (member) {
      case 'fhirServer':
        return expect([fhirServer, fhirAuthorization]).toEqual([undefined, undefined]);
      case 'fhirAuthorization':
      case 'fhirAuthorization.access_token':
      case 'fhirAuthorization.patient':
        return expect(fhirAuthorization).toBeUndefined();
      case 'fhirAuthorization.expires_in':
        return expect(fhirAuthorization).toMatchObject({ accessToken: 't', expiresInSeconds: 60 });
      case 'fhirAuthorization.scope':
        return expect(fhirAuthorization).toMatchObject({ accessToken: 't', scope: '' });
      case 'fhirAuthorization.subject':
        return expect(fhirAuthorization).toMatchObject({ accessToken: 't', scope: 'patient/*.read', subject: '' });
      case 'context.encounterId':
        return expect(context?.encounterId).toBeUndefined();
      case 'context.draftOrders.entry':
        return expect(context?.draftOrders).toEqual([]);
      case 'prefetch':
        return expect(request?.prefetch).toEqual({});
      case 'prefetch.conditions':
        return expect(request?.prefetch).toEqual({ conditions: value });
      default:
        throw new Error(`nothing is held of ${member}`);
    }
  });

  it.each(rowsUnder('Other forms that are read'))(
    'says that %s sent as %j is read as %s',
    async (member, value, read) => {
      expect((await post(app.hookUrl, withMember(member, value))).status).toBe(200);
      const { fhirAuthorization, context, ignored } = app.received[0]?.request ?? {};
      const found: JsonObject = {
        'fhirAuthorization.expires_in': fhirAuthorization?.expiresInSeconds,
        'fhirAuthorization.scope': fhirAuthorization?.scope,
        'fhirAuthorization.patient': fhirAuthorization?.patient,
        'context.encounterId': context?.encounterId,
        'context.patientId': context?.patientId,
      };
      expect([found[member], ignored]).toEqual([JSON.parse(read), undefined]);
    },
  );
});
