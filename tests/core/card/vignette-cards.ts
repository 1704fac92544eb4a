import { readFileSync } from 'node:fs';
import { makeCard } from '../../../src/core/card/card.js';
import type { Card } from '../../../src/core/contract/hook-response.js';
import { everyRecordPart } from '../../../src/core/contract/patient-record.js';
import type { RatedOrder, RequestContext } from '../../../src/core/decide/rated-order.js';
import { rateStudies, ratingOf } from '../../../src/core/decide/rating.js';
import type { Guideline } from '../../../src/core/guideline/guideline.js';
import { entryOf, studyKind } from '../../../src/core/order/study.js';
import { readRecord } from '../../../src/core/read/read-record.js';
import { evaluate, type Vignette, type VignetteOrder } from '../../../src/core/trial/vignette.js';
import { formatDay } from '../../../src/core/values/day.js';
import type { JsonObject } from '../../../src/core/values/json.js';
import { readVignettes } from '../../../src/library/check/check-vignettes.js';
import { readCards } from '../../../src/library/read-guideline.js';

const asOf = 20_000;

/** The vignettes that ship with the guideline. */
export function shippedVignettes(): readonly Vignette[] {
  return ['vignettes', 'vignettes-1.1', 'vignettes-1.1-extra'].flatMap((file): readonly Vignette[] =>
    JSON.parse(readFileSync(`cards/low-back-pain/vignettes/${file}.json`, 'utf8')),
  );
}

/** Those and all others in the folder of the guideline. */
export function everyVignette(): readonly Vignette[] {
  const { layers, guidelines } = readCards('cards');
  return guidelines.flatMap((folder) => readVignettes(layers, folder).vignettes);
}

/** The draft order that asks for a study, by the code that the service itself would propose; undefined = it knows none. */
export function draftFor(
  guideline: Guideline,
  { modality, region, contrast, cpt }: VignetteOrder,
): JsonObject | undefined {
  const kind = studyKind(guideline, modality, contrast ?? 'unspecified') ?? '';
  const proposal = guideline.documents.studies.newOrders[kind]?.[region];
  const own = cpt === undefined ? undefined : { system: 'http://www.ama-assn.org/go/cpt', code: cpt };
  const coding = own ?? proposal?.cpt ?? proposal?.codes[0];
  if (coding === undefined) return undefined;
  return {
    resourceType: 'ServiceRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    code: { coding: [{ ...coding }] },
    subject: { reference: 'Patient/p1' },
    reasonCode: [{ coding: [{ system: 'http://snomed.info/sct', code: '279039007' }] }],
  };
}

/** A vignette decided for one draft order, as a consult would. */
export function rateVignette(
  guideline: Guideline,
  facts: Vignette['facts'],
  order: JsonObject,
): RatedOrder | undefined {
  const entry = entryOf(guideline, order.code);
  if (entry === undefined || entry.modality === 'any' || entry.region === 'unspecified') return undefined;
  const { modality, region, contrast } = entry;
  const { built, decision } = evaluate(guideline, facts, { modality, region, contrast }, asOf);
  const kind = studyKind(guideline, modality, contrast);
  const ratings = rateStudies(guideline, decision.criterion, built);
  return {
    guideline,
    order,
    study: { modality, region, contrast, kind, isRegionAssumed: false },
    facts: built,
    decision,
    ratings,
    studyRating: ratingOf(ratings, kind),
    consultId: '00000000-0000-4000-8000-000000000000',
  };
}

export function sessionFor(rated: RatedOrder, changes: Partial<RequestContext> = {}): RequestContext {
  const { guideline, order, study } = rated;
  const record = { parts: everyRecordPart('read'), patient: undefined, resources: [] };
  let count = 0;
  return {
    context: {
      userId: 'Practitioner/dr',
      patientId: 'p1',
      encounterId: undefined,
      selections: ['ServiceRequest/draft-1'],
      draftOrders: [order],
    },
    record,
    reading: readRecord(guideline, record, [order], asOf),
    asOf,
    now: `${formatDay(asOf)}T08:00:00.000Z`,
    studies: [{ order, study }],
    newId: () => {
      count += 1;
      return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
    },
    writesRatings: true,
    detail: 'full',
    answers: [],
    ...changes,
  };
}

/** The card of a vignette for one draft order; undefined = no card. */
export function cardFor(
  guideline: Guideline,
  facts: Vignette['facts'],
  order: JsonObject,
  detail: RequestContext['detail'] = 'full',
): Card | undefined {
  const rated = rateVignette(guideline, facts, order);
  return rated === undefined ? undefined : makeCard(rated, sessionFor(rated, { detail }))?.card;
}
