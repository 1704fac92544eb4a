import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HookResponse } from '../../src/core/contract/hook-response.js';
import type { Vignette, VignetteOutcome } from '../../src/core/trial/vignette.js';
import { isObject, objectsOf } from '../../src/core/values/json.js';
import { type RealApp, startRealApp } from './real-app.js';
import { request } from './requests.js';
import { draftOf, recordOf } from './vignette-resources.js';

const vignettes = ['vignettes', 'vignettes-1.1', 'vignettes-1.1-extra'].flatMap((file): readonly Vignette[] =>
  JSON.parse(readFileSync(`cards/low-back-pain/vignettes/${file}.json`, 'utf8')),
);

let app: RealApp;
beforeAll(async () => {
  app = await startRealApp();
});
afterAll(() => app.close());

describe.each([0, 1, 2, 3, 4])('every vignette, as FHIR resources over HTTP, variant %d', (variant) => {
  it.each(vignettes.map((vignette) => [vignette.id, vignette.title, vignette] as const))(
    '%s %s',
    async (_, _title, vignette) => {
      const { patient, resources, reasonCode } = recordOf(vignette, variant);
      const orders = [vignette, ...(vignette.additionalOrders ?? [])];
      const drafts = orders.map(({ order }, index) => draftOf(order, `draft-${index}`, reasonCode));
      const isAvailable = vignette.facts['records-available'] !== false;
      const body = request({ drafts, patient, resources });
      const answer = await app.ask(isAvailable ? body : { ...body, prefetch: undefined });
      expect(orders.map((_order, index) => outcomeOf(answer, `ServiceRequest/draft-${index}`))).toEqual(
        orders.map(({ expected }) => (expected.rating === 'out-of-scope' ? undefined : expected)),
      );
    },
  );
});

/** The outcome of one order in an answer; undefined when it got neither card nor rating. */
function outcomeOf(answer: HookResponse, order: string): VignetteOutcome | undefined {
  const decisions = answer.cards.flatMap((card) => objectsOf(card.extension?.['org.spine-imaging-cds.decision']));
  const decision = decisions.find((one) => one.order === order);
  if (decision === undefined) return undefined;
  const action = answer.systemActions?.find(
    (one) => 'resource' in one && `ServiceRequest/${String(one.resource.id)}` === order,
  );
  const extensions = action !== undefined && 'resource' in action ? objectsOf(action.resource.extension) : [];
  const rating = extensions.find(({ url }) => url === 'http://fhir.org/argonaut/Extension/pama-rating');
  const coding = isObject(rating?.valueCodeableConcept) ? objectsOf(rating.valueCodeableConcept.coding)[0] : undefined;
  const { criterion, rating: rated, studyRating } = decision;
  return JSON.parse(JSON.stringify({ rating: rated, criterion, studyRating, pama: coding?.code ?? 'none' }));
}
