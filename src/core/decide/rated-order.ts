import type { GivenAnswer } from '../contract/consult-record.js';
import type { HookContext } from '../contract/hook-request.js';
import type { PatientRecord } from '../contract/patient-record.js';
import type { StudyRating } from '../contract/vocabulary.js';
import type { Facts } from '../facts/build-facts.js';
import type { Guideline } from '../guideline/guideline.js';
import type { OrderedStudy } from '../order/ordered-studies.js';
import type { Study } from '../order/study.js';
import type { Reading } from '../read/reading.js';
import type { Day } from '../values/day.js';
import type { JsonObject } from '../values/json.js';
import type { Decision } from './decision.js';
import type { StudyRatings } from './rating.js';

/** One selected order, decided and rated: all that the card, its suggestions and the PAMA extensions are made from. */
export interface RatedOrder {
  readonly guideline: Guideline;
  readonly order: JsonObject;
  readonly study: Study;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly ratings: StudyRatings;
  readonly studyRating: StudyRating;
  /** UUID of this consult */
  readonly consultId: string;
}

/** What surrounds the orders of one request. */
export interface RequestContext {
  readonly context: HookContext;
  readonly record: PatientRecord;
  readonly reading: Reading;
  readonly asOf: Day;
  /** the moment of the request, ISO 8601 in UTC */
  readonly now: string;
  /** every draft of the session that images the spine, selected or not */
  readonly studies: readonly OrderedStudy[];
  /** a new UUID at each call */
  readonly newId: () => string;
  /** whether updates of an order carry the PAMA rating extensions */
  readonly writesRatings: boolean;
  /** whether the client can apply an update only if it carries a rating, a code and a coded reason (row G-7) */
  readonly needsRatedUpdates?: boolean;
  /** how much a card says itself */
  readonly detail: 'brief' | 'full';
  /** base URL of the pages that say the rest, without a slash at the end; undefined = there are none */
  readonly pagesUrl?: string | undefined;
  /** what clinicians have answered about this patient on earlier cards and nobody has taken back */
  readonly answers: readonly GivenAnswer[];
}
