import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNestedWithin } from '../../src/core/values/nesting.js';
import { draftOrder, hookRequest, issueOf, post, startTestApp, type TestApp } from './test-app.js';

const levels = 10_000;
const deepObject = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const deepArray = '['.repeat(levels) + ']'.repeat(levels);

describe('bad input', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it.each([
    ['{', 'invalid', 'the body is not valid JSON'],
    ['{"hook": "canary", }', 'invalid', 'the body is not valid JSON'],
    ['\u0000', 'invalid', 'the body is not valid JSON'],
    ['[]', 'structure', 'the body must be an object'],
    ['null', 'structure', 'the body must be an object'],
    ['"order-select"', 'structure', 'the body must be an object'],
    ['7', 'structure', 'the body must be an object'],
    ['', 'required', 'there is no body; post a JSON object'],
    ['{}', 'required', 'hook is missing'],
  ])('Q-12 the body %j is refused', async (body, code, text) => {
    const response = await post(app.hookUrl, body);
    expect(response.status).toBe(400);
    expect(await issueOf(response)).toEqual([code, code === 'required' && body !== '' ? 'hook' : undefined, text]);
  });

  it('Q-12 a POST without a body and without a media type is refused', async () => {
    const response = await fetch(app.hookUrl, { method: 'POST' });
    expect(response.status).toBe(400);
    expect((await issueOf(response))[0]).toBe('required');
  });

  it.each([
    ['context.userId', { userId: 1 }],
    ['context.patientId', { patientId: undefined }],
    ['context.patientId', { patientId: {} }],
    ['context.patientId', { patientId: 'https://ehr.example.org/Patient/1' }],
    ['context.patientId', { patientId: '../Patient' }],
    ['context.patientId', { patientId: 'a b' }],
    ['context.patientId', { patientId: 'x'.repeat(300) }],
    ['context.selections', { selections: 'ServiceRequest/sr-1' }],
    ['context.selections[1]', { selections: ['ServiceRequest/sr-1', 7] }],
    ['context.draftOrders', { draftOrders: [draftOrder] }],
    ['context.draftOrders', { draftOrders: 'none' }],
    ['context.draftOrders.resourceType', { draftOrders: draftOrder }],
    ['context.draftOrders.entry', { draftOrders: { resourceType: 'Bundle', entry: { resource: draftOrder } } }],
  ])('a wrong %s is named without repeating what was sent', async (field, context) => {
    const response = await post(app.hookUrl, hookRequest({}, context));
    expect(response.status).toBe(400);
    const [, expression, text] = await issueOf(response);
    expect(expression).toBe(field);
    expect(text).toMatch(new RegExp(`^${field.replace(/[[\].]/g, '\\$&')} (must|is missing)`));
    expect(text).not.toMatch(/Patient\/1|sr-1|xxx/);
  });

  it('A-20 keys named __proto__ and constructor change nothing', async () => {
    const text = JSON.stringify(hookRequest());
    const poisoned = text
      .replace(
        '"context":{',
        '"__proto__":{"hook":"x","polluted":1},"constructor":{},"context":{"__proto__":{"patientId":"x"},',
      )
      .replace('"entry":[{', '"entry":[{"__proto__":{"resource":{}},');
    const response = await post(app.hookUrl, poisoned);
    expect(response.status).toBe(200);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(app.received.at(-1)?.request.context).toMatchObject({ patientId: 'lbp-1', draftOrders: [draftOrder] });
  });

  it('A-20 an envelope that exists only under __proto__ is missing', async () => {
    const response = await post(app.hookUrl, `{"__proto__": ${JSON.stringify(hookRequest())}}`);
    expect((await issueOf(response)).slice(0, 2)).toEqual(['required', 'hook']);
  });

  it.each([
    ['an array', deepArray, 400],
    ['an object without the envelope', deepObject, 400],
    ['an unknown member', JSON.stringify(hookRequest({ extension: 'DEEP' })).replace('"DEEP"', deepObject), 200],
    ['prefetch', JSON.stringify(hookRequest({ prefetch: { patient: 'DEEP' } })).replace('"DEEP"', deepArray), 200],
    ['a draft order', JSON.stringify(hookRequest()).replace('"id":"sr-1"', `"id":${deepObject}`), 400],
    ['selections', JSON.stringify(hookRequest({}, { selections: ['DEEP'] })).replace('"DEEP"', deepArray), 400],
  ])('A-20 nesting 10,000 deep in %s overflows nothing', async (_, body, status) => {
    const response = await post(app.hookUrl, body);
    expect(response.status).toBe(status);
  });

  it('A-20 nesting is measured along objects and arrays', () => {
    expect(isNestedWithin({ a: [{ b: null }] }, 3)).toBe(true);
    expect(isNestedWithin({ a: [{ b: {} }] }, 3)).toBe(false);
    expect([isNestedWithin('text', 0), isNestedWithin(null, 0), isNestedWithin([], 0)]).toEqual([true, true, false]);
  });

  it('a body may start with a byte order mark and may be compressed', async () => {
    const text = JSON.stringify(hookRequest());
    expect((await post(app.hookUrl, `\uFEFF${text}`)).status).toBe(200);
    expect((await post(app.hookUrl, gzipSync(text), { 'content-encoding': 'gzip' })).status).toBe(200);
  });

  it('A-20 a body that is small only while compressed is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect((await post(app.hookUrl, bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  });

  it('a body that is not what its encoding says is refused', async () => {
    expect((await post(app.hookUrl, '{}', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await post(app.hookUrl, '{}', { 'content-encoding': 'zstd' })).status).toBe(415);
  });

  it('a path that is not valid percent-encoding is refused', async () => {
    const response = await fetch(`${app.url}/cds-services/%E0%A4%A`, { method: 'POST' });
    expect(response.status).toBe(400);
    expect((await issueOf(response))[0]).toBe('invalid');
  });
});
