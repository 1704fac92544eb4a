import { describe, expect, it } from 'vitest';
import type { Client } from '../../src/core/contract/client.js';
import { responseText } from '../../src/core/contract/response-text.js';
import { isObject, type JsonObject } from '../../src/core/values/json.js';
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
