import type { Action } from '../contract/hook-response.js';
import type { StudyRating } from '../contract/vocabulary.js';
import { phrase, phraseOf } from '../guideline/phrase.js';
import { idOfOrder, returnedOrder } from '../order/received-order.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import type { RatedOrder } from './rated-order.js';
import { pamaCodeOf } from './rating.js';

// Argonaut PAMA profile: extension URLs of the rating on a ServiceRequest (conformance section 13)
export const ratingUrl = 'http://fhir.org/argonaut/Extension/pama-rating';
const mechanismUrl = 'http://fhir.org/argonaut/Extension/pama-rating-qcdsm-consulted';
const consultUrl = 'http://fhir.org/argonaut/Extension/pama-rating-consult-id';
const criterionUrl = 'http://fhir.org/argonaut/Extension/pama-rating-auc-applied';
const ratingSystem = 'http://fhir.org/argonaut/CodeSystem/pama-rating';
const ours: ReadonlySet<unknown> = new Set([ratingUrl, mechanismUrl, consultUrl, criterionUrl]);

/**
 * The system action that records a rating on its order; undefined = the order was not rated (G-3) or has no id, and is
 * left out.
 */
export function ratingAction(rated: RatedOrder): Action | undefined {
  if (idOfOrder(rated.order) === undefined) return undefined;
  const extensions = ratingExtensions(rated, rated.studyRating, rated.study.modality);
  if (extensions === undefined) return undefined;
  const rating = phraseOf(rated.guideline, 'studyRating', rated.studyRating);
  return {
    type: 'update',
    description: phrase(rated.guideline, 'pama.description', { rating }),
    resource: withRating(returnedOrder(rated.order), extensions),
  };
}

/** The order with its rating extensions replaced and nothing else touched (G-5, G-10). */
export function withRating(order: JsonObject, extensions: readonly JsonObject[]): JsonObject {
  return { ...order, extension: [...otherExtensions(order), ...extensions] };
}

/** The order without rating extensions: a changed study must not keep the rating of another. */
export function withoutRating(order: JsonObject): JsonObject {
  if (order.extension === undefined) return order;
  const others = otherExtensions(order);
  if (others.length === objectsOf(order.extension).length) return order;
  const { extension: _removed, ...rest } = order;
  return others.length === 0 ? rest : { ...rest, extension: others };
}

const consultUri = /^urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The consult that rated this order before, if it comes back with its rating (G-10). */
export function earlierConsultOf({ extension }: JsonObject): string | undefined {
  if (extension === undefined) return undefined;
  const stated = objectsOf(extension).find(({ url }) => url === consultUrl);
  return consultUri.exec(textOf(stated?.valueUri) ?? '')?.[1];
}

function otherExtensions({ extension }: JsonObject): readonly JsonObject[] {
  return extension === undefined ? [] : objectsOf(extension).filter(({ url }) => !ours.has(url));
}

/** The extensions that state a study's rating in the situation of a rated order. */
export function ratingExtensions(
  { guideline, decision, consult }: RatedOrder,
  studyRating: StudyRating,
  modality: string,
): readonly JsonObject[] | undefined {
  const { id, rating } = decision.criterion.definition;
  const pama = pamaCodeOf(guideline, rating, studyRating, modality);
  if (pama === undefined) return undefined;
  const coding = { system: ratingSystem, code: pama.code, display: pama.display };
  return [
    { url: ratingUrl, valueCodeableConcept: { coding: pama.finer === undefined ? [coding] : [coding, pama.finer] } },
    { url: mechanismUrl, valueString: phrase(guideline, 'pama.mechanism') },
    { url: consultUrl, valueUri: `urn:uuid:${consult}` },
    { url: criterionUrl, valueUri: `urn:spine-imaging-cds:criteria:${id}` },
  ];
}
