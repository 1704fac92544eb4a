import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card, Suggestion } from '../../src/core/contract/hook-response.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../src/core/values/json.js';
import { post } from '../http/test-app.js';
import { decisionOf, onlyCard, resourcesOf } from './answers.js';
import { type EverydayChart, everydayCharts, ordinaryTruth, reviewedCharts, type Truth } from './everyday-charts.js';
import { type RealApp, startRealApp } from './real-app.js';
import { findings } from './requests.js';

const mostCards = 5;

/** The charts that need more than one answer, and why they may. */
const slower: Readonly<Record<string, string>> = {
  'chart-b15':
    'the order itself names weakness and both legs: each is a red flag, and is asked with the words that point to it',
  'chart-h42':
    'arthrosis of the hip is the only reason of the order: whether it names a danger is a question of its own',
};

interface Journey {
  readonly name: string;
  readonly rating: unknown;
  readonly steps: readonly string[];
}

describe('the way to a rating', () => {
  const charts = [...reviewedCharts(), ...everydayCharts];
  let app: RealApp;
  let journeys: readonly Journey[];

  beforeAll(async () => {
    app = await startRealApp();
    journeys = await Promise.all(charts.map((chart) => walk(chart, storeAnswer)));
  });
  afterAll(() => app.close());

  const askOnce = async (body: JsonObject): Promise<Card> =>
    onlyCard(await app.ask({ ...body, hookInstance: randomUUID() }));

  /** Asks, gives the first offered answer that is true of the patient, and asks again, until there is a rating. */
  const walk = async ({ name, request, truth }: EverydayChart, give: typeof storeAnswer): Promise<Journey> => {
    const steps: string[] = [];
    let body = request;
    let card = await askOnce(body);
    for (let cards = 1; cards < mostCards; cards += 1) {
      steps.push(String(decisionOf(card).criterion));
      if (isRated(card)) break;
      const answer = trueAnswer(card, { ...ordinaryTruth, ...truth });
      if (answer === undefined) break;
      steps.push(answer.label);
      body = await give(body, card, answer);
      card = await askOnce(body);
    }
    return { name, rating: decisionOf(card).rating, steps };
  };

  /** As an EHR that only reports which suggestion was taken: the next call waits until the answer is remembered. */
  const reportAnswer = async (body: JsonObject, card: Card, answer: Suggestion): Promise<JsonObject> => {
    const outcomeTimestamp = new Date().toISOString();
    const acceptedSuggestions = [{ id: answer.uuid }];
    const feedback = [{ card: card.uuid, outcome: 'accepted', acceptedSuggestions, outcomeTimestamp }];
    await expect.poll(async () => (await post(app.feedbackUrl, { feedback })).status).toBe(200);
    await expect.poll(async () => (await askOnce(body)).detail, { timeout: 5_000 }).not.toBe(card.detail);
    return body;
  };

  it('is one answer long at most for nine of ten charts, and no chart is left without one', () => {
    const rated = journeys.filter(({ rating }) => rating !== 'insufficient-information');
    expect(journeys.filter((journey) => !rated.includes(journey))).toEqual([]);
    // every second entry is an answer: rating at once 1, after one answer 3
    const quick = rated.filter(({ steps }) => steps.length <= 3);
    expect(quick.length / journeys.length, describeJourneys(journeys)).toBeGreaterThanOrEqual(0.9);
  });

  it('is longer only where a second question is one of its own', () => {
    const long = journeys.filter(({ steps }) => steps.length > 3).map(({ name }) => name);
    expect(long, describeJourneys(journeys)).toEqual(Object.keys(slower));
  });

  it('is the same for an EHR that stores nothing and reports which answer was taken', async () => {
    const reported = await Promise.all(
      charts.map((chart, index) =>
        walk({ ...chart, request: ofPatient(chart.request, `patient-${index}`) }, reportAnswer),
      ),
    );
    expect(reported).toEqual(journeys);
  });
});

function isRated(card: Card): boolean {
  return decisionOf(card).rating !== 'insufficient-information';
}

/** The first answer of a card that a clinician can give truthfully. */
function trueAnswer(card: Card, truth: Truth): Suggestion | undefined {
  return (card.suggestions ?? []).find((suggestion) => {
    const created = resourcesOf(suggestion).filter(({ resourceType }) => resourceType === 'Observation');
    return created.length > 0 && created.every((one) => isTrue(one, truth));
  });
}

/** A finding of which nothing is told is not there. */
function isTrue({ code, valueBoolean, valueQuantity, valueCodeableConcept }: JsonObject, truth: Truth): boolean {
  const fact = findingOf(code);
  if (fact === undefined) return false;
  if (typeof valueBoolean === 'boolean') return valueBoolean === (truth[fact] ?? false);
  if (isObject(valueQuantity)) return valueQuantity.value === truth[fact];
  return findingOf(valueCodeableConcept) === truth[fact];
}

function findingOf(concept: unknown): string | undefined {
  if (!isObject(concept)) return undefined;
  return textOf(objectsOf(concept.coding).find(({ system }) => system === findings)?.code);
}

/** As an EHR that stores the Observations of a suggestion. */
async function storeAnswer(body: JsonObject, card: Card, answer: Suggestion): Promise<JsonObject> {
  const prefetch = isObject(body.prefetch) ? body.prefetch : {};
  const observations = isObject(prefetch.observations) ? objectsOf(prefetch.observations.entry) : [];
  const stored = resourcesOf(answer).map((resource, at) => ({ resource: { ...resource, id: `${card.uuid}-${at}` } }));
  const entry = [...observations, ...stored];
  return { ...body, prefetch: { ...prefetch, observations: { resourceType: 'Bundle', type: 'searchset', entry } } };
}

function ofPatient(request: JsonObject, id: string): JsonObject {
  return JSON.parse(
    JSON.stringify(request).replaceAll('"Patient/p1"', `"Patient/${id}"`).replaceAll('"p1"', `"${id}"`),
  );
}

/** The charts of the clinical review as they first come in; those ending in -2 are the same after a click. */

function describeJourneys(journeys: readonly Journey[]): string {
  return journeys.map(({ name, steps }) => `${name}: ${steps.join(' → ')}`).join('\n');
}
