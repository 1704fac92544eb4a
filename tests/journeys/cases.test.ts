import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject, objectsOf, textOf } from '../../src/core/values/json.js';
import { post } from '../http/test-app.js';
import { type Expectation, readCase } from './cases.js';
import { type RealApp, startRealApp } from './real-app.js';

const folder = 'fhir-fixtures/cases';
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''));

/** Cases that need rules which these criteria do not have yet. */
const notYet: ReadonlySet<string> = new Set([]);

describe('the case', () => {
  let app: RealApp;

  beforeAll(async () => {
    app = await startRealApp();
  });
  afterAll(() => app.close());

  it.each(cases.filter((name) => !notYet.has(name)))('%s gets its answer', async (name) => {
    const { why, expect: expected, request } = readCase(name);
    const response = await post(app.hookUrl, { ...request, hookInstance: randomUUID() });
    const body: unknown = await response.json();
    expect(differences(expected, response.status, body), why).toEqual([]);
  });

  it.each([...notYet])('%s is still open', async (name) => {
    const { expect: expected, request } = readCase(name);
    const response = await post(app.hookUrl, { ...request, hookInstance: randomUUID() });
    expect(differences(expected, response.status, await response.json())).not.toEqual([]);
  });
});

/** Every way in which an answer is not as expected. */
function differences(expected: Expectation, status: number, body: unknown): readonly string[] {
  const cards = isObject(body) ? objectsOf(body.cards) : [];
  const found: string[] = status === (expected.status ?? 200) ? [] : [`status ${status}`];
  if (expected.orCards === cards.length) return found;
  if (expected.cards !== undefined && expected.cards !== cards.length) found.push(`${cards.length} cards`);
  if (cards.length < (expected.cardsAtLeast ?? 0)) found.push(`${cards.length} cards`);
  const needsCard = expected.ratingIn ?? expected.ratingNotIn ?? expected.studyRatingIn;
  if (needsCard !== undefined && cards.length === 0) found.push('no card');
  const decisions = cards.map(
    ({ extension }) => objectsOf(extension).map((it) => it['org.spine-imaging-cds.decision'])[0],
  );
  for (const decision of decisions.filter(isObject)) found.push(...wrongDecision(expected, decision));
  const overlays = decisions.filter(isObject).flatMap((decision) => decision.overlays ?? []);
  for (const overlay of expected.overlaysInclude ?? [])
    if (!overlays.includes(overlay)) found.push(`no overlay ${overlay}`);
  const words = cards.map(({ summary, detail }) => `${String(summary)}\n${String(detail)}`).join('\n');
  for (const pattern of expected.cardMentions ?? [])
    if (!new RegExp(pattern).test(words)) found.push(`the card does not say ${pattern}`);
  for (const pattern of expected.cardOmits ?? [])
    if (new RegExp(pattern).test(words)) found.push(`the card says ${pattern}`);
  return found;
}

function wrongDecision(expected: Expectation, decision: JsonObject): readonly string[] {
  return (['rating', 'studyRating', 'criterion'] as const).flatMap((member) => {
    const value = textOf(decision[member]) ?? '';
    const isMissing = expected[`${member}In`]?.includes(value) === false;
    const isForbidden = expected[`${member}NotIn`]?.includes(value) === true;
    return isMissing || isForbidden ? [`${member} ${value}`] : [];
  });
}
