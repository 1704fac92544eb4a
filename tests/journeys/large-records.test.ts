import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerIdentifier } from '../../src/core/guideline/finding-code.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { post } from '../http/test-app.js';
import { decisionOf, onlyCard, outcomeOf } from './answers.js';
import { type RealApp, startRealApp } from './real-app.js';
import { order, request, screenNormal, stated, study } from './requests.js';

const resources = [...screenNormal, stated('symptom-days', 20, 0)];

/** What an EHR has stored of an answer given on a card. */
function copy(index: number, changes: JsonObject = {}): JsonObject {
  const identifier = [answerIdentifier({ suggestion: randomUUID(), fact: 'saddleAnesthesia' })];
  return { ...stated('saddle-anesthesia', false), id: `copy-${index}`, identifier, ...changes };
}

const copies = (count: number): JsonObject =>
  request({ resources: [...resources, ...Array.from({ length: count }, (_, index) => copy(index))] });
const emptyCopies = (count: number): JsonObject => {
  const empty = { valueBoolean: undefined };
  const all = Array.from({ length: count }, (_, index) => copy(index, index % 2 === 0 ? {} : empty));
  return request({ resources: [...resources, ...all] });
};
const notes = (count: number): JsonObject => {
  const note = Array.from({ length: count }, (_, index) => ({ text: `an odd complaint ${index} that nobody knows` }));
  return request({ drafts: [order(study.mri, { note })], resources });
};

describe('a record that is laid out to cost much', () => {
  let app: RealApp;
  beforeAll(async () => {
    app = await startRealApp();
    await app.ask(request({ resources }));
  });
  afterAll(() => app.close());

  it.each([
    ['answers that are stored', copies],
    ['answers that have lost what they said', emptyCopies],
    ['notes of the order', notes],
  ])('A-20 costs no more than its size: %s', async (_, newBody) => {
    const times: number[] = [];
    for (const count of [1_500, 12_000]) {
      const body = JSON.stringify(newBody(count));
      let best = Number.POSITIVE_INFINITY;
      for (let run = 0; run < 3; run += 1) {
        const startedAt = performance.now();
        const response = await post(app.hookUrl, body);
        await response.text();
        best = Math.min(best, performance.now() - startedAt);
        expect(response.status).toBe(200);
      }
      times.push(best);
    }
    const [few = 0, many = 0] = times;
    // eight times as many; each looked up among all the others took more than thirty times as long
    expect(many).toBeLessThan(16 * few + 100);
  });

  it('offers to take back the newest of many answers, not all of them', async () => {
    const { suggestions = [] } = onlyCard(await app.ask(copies(200)));
    expect(suggestions.length).toBeLessThan(30);
  });

  it('holds an order whose words are too many to be read for one that may say anything', async () => {
    const calm = 'no saddle numbness';
    const whole = await app.ask(request({ drafts: [order(study.mri, { note: [{ text: calm }] })], resources }));
    expect(outcomeOf(whole)).toBe('acute-no-red-flags / not-appropriate');
    const note = Array.from({ length: 150 }, () => ({ text: calm }));
    const cut = await app.ask(request({ drafts: [order(study.mri, { note })], resources }));
    expect(decisionOf(onlyCard(cut)).studyRating).not.toBe('not-appropriate');
  });
});
