/** In: a reading and one ordered study. Out: the row that answers, with its reasons, and the rating of the study. */

import type { PatientRecord } from '../contract/patient-record.js';
import { buildFacts } from '../facts/build-facts.js';
import type { OrderedStudy } from '../order/ordered-studies.js';
import type { Reading } from '../read/reading.js';
import { decide } from './decision.js';
import type { RatedOrder } from './rated-order.js';
import { rateStudies, ratingOf } from './rating.js';

/** Facts → criterion → study rating of one order. */
export function decideOrder(
  reading: Reading,
  record: PatientRecord,
  { order, study }: OrderedStudy,
  consult: string,
): RatedOrder {
  const { guideline } = reading;
  const facts = buildFacts(reading, record, order, study);
  const decision = decide(facts);
  const ratings = rateStudies(guideline, decision.criterion, facts);
  return {
    guideline,
    order,
    study,
    facts,
    decision,
    ratings,
    studyRating: ratingOf(ratings, study.kind),
    consultId: consult,
  };
}
