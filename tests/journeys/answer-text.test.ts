import { describe, expect, it } from 'vitest';
import type { Client } from '../../src/core/contract/client.js';
import { responseText } from '../../src/core/contract/response-text.js';
import { compileGuideline } from '../../src/core/guideline/compile-guideline.js';
import { parseRule } from '../../src/core/rules/parse-expression.js';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
import { guideline } from '../guideline.js';
import { post } from '../http/test-app.js';
import { onlyCard } from './answers.js';
import { consulted } from './consulted.js';
import { corpus } from './corpus.js';
import { startRealApp } from './real-app.js';
import { coded, cpt, order, request, stated, study } from './requests.js';

/** Who asks, and in which context: each makes other texts. */
const ways: readonly (readonly [string, Partial<Client>, JsonObject])[] = [
  ['a brief card', {}, {}],
  ['a whole card', { detail: 'full' }, {}],
  ['a card in German', { language: 'de' }, {}],
  ['ratings in the standard place alone', { systemActions: 'standard' }, {}],
  ['ratings in the place of PAMA alone', { systemActions: 'pama' }, {}],
  ['in a visit', {}, { encounterId: 'visit-1', userId: 'Practitioner/7' }],
  ['a user that no reference can name', {}, { userId: 'Dr. Müller' }],
  ['ids with quotes and letters of any script', {}, { userId: 'Practitioner/Mü"\\<b>', encounterId: '"ü\u2028\\"' }],
];

describe('what an answer is written as', () => {
  it.each(ways)('is what JSON.stringify makes of it, member by member: %s', async (_, client, context) => {
    for (const [name, body] of corpus()) {
      const response = await consulted(inContext(body, context), client);
      const text = responseText(response);
      expect(text, name).toMatch(/^[\0-\x7f]*$/);
      expect(JSON.stringify(JSON.parse(text)), name).toBe(JSON.stringify(response));
    }
  });

  it('holds the reasons of HL7 that fill up where a site has too few of its own', async () => {
    const { documents } = guideline;
    const criteria = documents.criteria.map((row) => ({ ...row, override: row.override.slice(0, 1) }));
    const overrideReasons = Object.fromEntries(
      Object.entries(documents.overrideReasons).map(([id, reason]) => [id, { ...reason, usual: false }] as const),
    );
    const site = compileGuideline({ ...documents, criteria, overrideReasons }, parseRule);
    const body = request({ resources: [stated('saddle-anesthesia', true)] });
    const text = responseText(await consulted(body, {}, { guidelines: [site] }));
    const { overrideReasons: reasons = [] } = onlyCard(JSON.parse(text));
    expect(reasons).toHaveLength(3);
    expect(new Set(reasons.map(({ system }) => system)).size).toBe(2);
  });

  it('leaves out what is undefined, and escapes every character of a piece', () => {
    const card = {
      uuid: '1',
      summary: 'ÿ–漢😀\u2028',
      indicator: 'info',
      source: { label: 'é' },
      links: undefined,
    } as const;
    const text = responseText({ cards: [card] });
    expect(text).toContain('"summary":"\\u00ff\\u2013\\u6f22\\ud83d\\ude00\\u2028"');
    expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify({ cards: [card] }));
  });

  it('megabytes of another script that came with an order go back as they came, at the same length', async () => {
    const app = await startRealApp();
    const value = 'ж'.repeat(2_000_000);
    const body = request({
      drafts: [order(study.mri, { identifier: [{ value }] })],
      resources: [stated('saddle-anesthesia', true)],
    });
    const answer = await post(app.hookUrl, body);
    const text = await answer.text();
    await app.close();
    expect(answer.status).toBe(200);
    expect(text.length).toBeLessThan(4 * value.length);
    expect(JSON.parse(text).systemActions[0].resource.identifier).toEqual([{ value }]);
  });

  it('ratings of many orders in another script go back at the same length, in both places', async () => {
    const value = 'ж'.repeat(3_000);
    const drafts = Array.from({ length: 5 }, (_, at) => ({
      ...order(study.mri, { identifier: [{ value }] }),
      id: `draft-${at}`,
    }));
    const response = await consulted(request({ drafts, resources: [stated('saddle-anesthesia', true)] }));
    const { systemActions, extension } = JSON.parse(responseText(response));
    expect(systemActions.length).toBeGreaterThan(3);
    expect(extension.systemActions).toEqual(systemActions);
    const ratings = { cards: [], systemActions: response.systemActions, extension: response.extension };
    expect(responseText(ratings).length).toBeLessThan(3 * systemActions.length * value.length);
  });

  it('over HTTP it is as many bytes as announced, and says the words as they are', async () => {
    const app = await startRealApp();
    const code = { ...coded(cpt, study.mri), text: 'MRT LWS – für Ärztin 😀' };
    const body = request({ drafts: [order(code)], resources: [stated('saddle-anesthesia', true)] });
    const answer = await post(app.hookUrl, body, { 'accept-language': 'de' });
    const text = await answer.text();
    await app.close();
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('content-length')).toBe(String(text.length));
    expect(text).toMatch(/^[\0-\x7f]*$/);
    const response = JSON.parse(text);
    expect(onlyCard(response).summary).toMatch(/^Mögliches Cauda-equina-Syndrom/);
    expect(response.systemActions[0].resource.code.text).toBe(code.text);
  });
});

function inContext(body: JsonObject, changes: JsonObject): JsonObject {
  return { ...body, context: { ...(isObject(body.context) ? body.context : {}), ...changes } };
}
