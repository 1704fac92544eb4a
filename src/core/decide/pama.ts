import type { Action } from '../contract/hook-response.js';
import type { StudyRating } from '../contract/vocabulary.js';
import type { Criterion } from '../guideline/guideline.js';
import { phrase, phraseOf } from '../guideline/phrase.js';
import { consultUrl, criterionUrl, mechanismUrl, ratingUrl, withRating } from '../order/rating-extensions.js';
import { idOfOrder, returnedOrder } from '../order/received-order.js';
import type { JsonObject } from '../values/json.js';
import { memoByObject } from '../values/memo.js';
import type { RatedOrder } from './rated-order.js';
import { pamaCodeOf } from './rating.js';

const ratingSystem = 'http://fhir.org/argonaut/CodeSystem/pama-rating';

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

/** The extensions that state a study's rating in the situation of a rated order. */
export function ratingExtensions(
  { guideline, decision, consultId: consult }: RatedOrder,
  studyRating: StudyRating,
  modality: string,
): readonly JsonObject[] | undefined {
  const { rating } = decision.criterion.definition;
  const pama = pamaCodeOf(guideline, rating, studyRating, modality);
  if (pama === undefined) return undefined;
  const coding = { system: ratingSystem, code: pama.code, display: pama.display };
  return [
    { url: ratingUrl, valueCodeableConcept: { coding: pama.finer === undefined ? [coding] : [coding, pama.finer] } },
    { url: mechanismUrl, valueString: phrase(guideline, 'pama.mechanism') },
    { url: consultUrl, valueUri: `urn:uuid:${consult}` },
    namedRow(decision.criterion),
  ];
}

/** The row that was applied, made once: texts put together of an id that is a key somewhere take two bytes a character. */
const namedRow = memoByObject(({ definition: { id } }: Criterion): JsonObject => {
  return { url: criterionUrl, valueUri: `urn:spine-imaging-cds:criteria:${id}` };
});
