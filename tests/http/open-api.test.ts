import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { pageRoutes } from '../../src/http/endpoints/page.js';
import { type RealApp, startRealApp } from '../journeys/real-app.js';
import { requestFor } from '../pages/requests.js';
import { post } from './test-app.js';

describe('the description of the API', () => {
  let app: RealApp;
  let document: JsonObject;
  beforeAll(async () => {
    app = await startRealApp();
    document = objectIn(await (await fetch(`${app.url}/docs/openapi.json`)).json());
  });
  afterAll(() => app.close());

  function objectIn(value: unknown): JsonObject {
    if (!isObject(value)) throw new Error('not an object');
    return value;
  }

  const at = (...path: readonly string[]): unknown =>
    path.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), document);

  it('is OpenAPI 3.1 with every route of the service', () => {
    const routes = [...readFileSync('src/app.ts', 'utf8').matchAll(/open\(\s*'(\/[^']*)', '(GET|POST)'/g)];
    expect(routes.length).toBeGreaterThan(8);
    const all = [...routes.map(([, route = '', method = '']) => ({ route, method })), ...pageRoutes];
    expect(at('openapi')).toBe('3.1.0');
    for (const { route, method } of all)
      expect([route, isObject(at('paths', route.replace(':id', '{id}'), method.toLowerCase()))]).toEqual([route, true]);
  });

  it('has schemas that the requests of the fixtures and the answers to them obey', async () => {
    const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
    const check = (name: string, value: unknown): unknown => {
      const validate = ajv.compile(objectIn(at('components', 'schemas', name)));
      return validate(value) ? [] : validate.errors;
    };
    const request = JSON.parse(readFileSync('fhir-fixtures/requests/lumbar-mri-saddle-numbness.json', 'utf8'));
    expect(check('HookRequest', request)).toEqual([]);
    expect(check('HookRequest', { ...request, hook: 7 })).not.toEqual([]);
    expect(check('HookRequest', { ...request, context: { ...request.context, patientId: 'a/b' } })).not.toEqual([]);
    expect(check('HookResponse', await app.ask(request))).toEqual([]);
    expect(check('Discovery', await (await fetch(`${app.url}/cds-services`)).json())).toEqual([]);
    expect(check('Report', await (await fetch(`${app.url}/reports`)).json())).toEqual([]);
    const [card] = (await app.ask(requestFor({}))).cards;
    const feedback = {
      feedback: [{ card: card?.uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() }],
    };
    expect(check('Feedback', feedback)).toEqual([]);
    expect((await post(app.feedbackUrl, feedback)).status).toBe(200);
  });

  it('says every status that the hook answers with', async () => {
    const statuses = Object.keys(objectIn(at('paths', '/cds-services/{id}', 'post', 'responses')));
    const hook = app.hookUrl;
    const answers = await Promise.all([
      post(hook, {}),
      post(hook, '{'),
      post(`${hook}-of-none`, {}),
      fetch(hook, { method: 'DELETE' }),
      fetch(hook, { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }),
      post(hook, requestFor({})),
    ]);
    const seen = answers.map(({ status }) => String(status));
    expect([...new Set(seen)].sort()).toEqual(['200', '400', '404', '405', '415']);
    expect(seen.filter((status) => !statuses.includes(status))).toEqual([]);
  });

  it('is shown as a page with every path, every status and every part of the prefetch', async () => {
    const page = await (await fetch(`${app.url}/docs`)).text();
    for (const path of Object.keys(objectIn(at('paths'))))
      expect([path, page.includes(` ${path}</code>`)]).toEqual([path, true]);
    const { services } = objectIn(await (await fetch(`${app.url}/cds-services`)).json());
    const [first] = Array.isArray(services) ? services : [];
    for (const query of Object.values(objectIn(objectIn(first).prefetch)))
      expect(page).toContain(`<code>${String(query).replaceAll('&', '&amp;')}</code>`);
  });

  it.each(['sandbox', 'smart', 'epic', 'oracle-health', 'generic'])(
    'leads to the guide %s, with the address of this service',
    async (id) => {
      const response = await fetch(`${app.url}/docs/integrate/${id}`);
      const guide = await response.text();
      expect([response.status, guide.includes('{{')]).toEqual([200, false]);
      expect(await (await fetch(`${app.url}/docs`)).text()).toContain(`href="/docs/integrate/${id}"`);
    },
  );
});
