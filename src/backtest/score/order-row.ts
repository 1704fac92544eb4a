import type { HookRequest } from '../../core/contract/hook-request.js';
import { everyRecordPart, type PatientRecord, recordParts } from '../../core/contract/patient-record.js';
import type { RatedOrder } from '../../core/decide/rated-order.js';
import { assumedAbsent, whatWouldChange } from '../../core/decide/what-if.js';
import { formatDay } from '../../core/values/day.js';
import type { JsonObject } from '../../core/values/json.js';
import type { Plan } from '../plan/plan.js';
import type { BacktestTools, Consulted } from '../plan/tools.js';
import { instantOf } from '../record/order-time.js';
import type { PlacedOrder } from '../record/placed-orders.js';

/** One order and what would have been answered: a line of orders.ndjson. */
export interface OrderRow {
  readonly patient: string;
  readonly order: string;
  /** YYYY-MM-DD, UTC */
  readonly date: string;
  /** who ordered, as the export refers to them; empty when it names nobody */
  readonly clinician: string;
  readonly answer: Answer;
  /** of the other cards, when there are any */
  readonly against?: Answer;
}

/** What a guideline answers; `none` when it recognises no spine study in the order. */
export type Answer = { readonly kind: 'none' } | GivenAnswer;

export interface GivenAnswer {
  readonly kind: 'row' | 'switched-off' | 'withheld';
  readonly guideline: string;
  readonly version: string;
  readonly study: string;
  readonly region: string;
  readonly criterion: string;
  readonly rating: string;
  readonly studyRating: string;
  /** the row that would have answered, where it was switched off or withheld */
  readonly insteadOf?: string;
  readonly because: readonly string[];
  readonly missing: readonly string[];
  /** missing fact → the rating that it would bring by itself, if it were there */
  readonly ifPresent: { readonly [fact: string]: string };
  /** the row that would answer with all that is missing of the core screen documented as normal */
  readonly ifNormal?: string;
  /** undefined = no card is shown */
  readonly indicator?: string;
  readonly hasSuggestions?: boolean;
}

/** The record as it stood when the order was placed. */
export interface OrderedRecord {
  readonly patientId: string;
  readonly resources: readonly JsonObject[];
  /** the state of each part of the record */
  readonly parts: PatientRecord['parts'];
}

/** An answer with the phrases of the order that were not understood; they are counted, and never written down. */
export interface Asked {
  readonly answer: Answer;
  /** facts that were taken as absent because nothing speaks to them, and that would bring another rating if they were there */
  readonly assumed: readonly string[];
  readonly openWords: readonly string[];
}

/** The request, the record and the moment of an order. */
export function toConsultation({ draft, at }: PlacedOrder, { patientId, resources, parts }: OrderedRecord) {
  const subject = { reference: `Patient/${patientId}` };
  const conditions = resources.filter(({ resourceType }) => resourceType === 'Condition');
  const request: HookRequest = {
    hook: 'order-sign',
    hookInstance: 'backtest',
    fhirServer: undefined,
    fhirAuthorization: undefined,
    context: {
      userId: 'Practitioner/backtest',
      patientId,
      encounterId: undefined,
      selections: undefined,
      draftOrders: [{ ...draft, subject }],
    },
    prefetch: {
      conditions: {
        resourceType: 'Bundle',
        entry: conditions.map((resource) => ({ resource: { ...resource, subject } })),
      },
    },
  };
  const record: PatientRecord = {
    parts,
    patient: resources.find(({ resourceType }) => resourceType === 'Patient'),
    resources,
  };
  // noon: the evaluation day is the UTC day of this moment
  const now = new Date(instantOf(at) ?? `${formatDay(at.day)}T12:00:00Z`);
  return { request, record, now };
}

/**
 * A type that was not exported was not read, one of which a file was damaged not in full, and of a record with an unreadable
 * line nothing was.
 */
export function partsOf(
  unreadable: number,
  { types, read: { partlyRead = [] } }: Pick<Plan, 'types' | 'read'>,
  typeOfPart: BacktestTools['typeOfPart'],
): PatientRecord['parts'] {
  const parts = everyRecordPart(unreadable > 0 ? 'partial' : 'read');
  const partial = recordParts.filter((part) => partlyRead.includes(typeOfPart(part)));
  const unread = recordParts.filter((part) => types?.includes(typeOfPart(part)) === false);
  return {
    ...parts,
    ...Object.fromEntries(partial.map((part) => [part, 'partial'] as const)),
    ...Object.fromEntries(unread.map((part) => [part, 'unread'] as const)),
  };
}

/** Takes from a consultation what is counted. */
export function toAsked({ response, decided }: Consulted): Asked {
  const [first] = decided;
  if (first === undefined) return { answer: { kind: 'none' }, assumed: [], openWords: [] };
  const { rated, card } = first;
  const shown = response.cards.find(({ uuid }) => uuid === card?.uuid);
  const seen =
    shown === undefined ? {} : { indicator: shown.indicator, hasSuggestions: shown.suggestions !== undefined };
  return {
    answer: { ...decisionOf(rated), ...seen },
    assumed: assumedAbsent(rated.facts, rated.decision),
    openWords: rated.facts.openEntries.flatMap(({ place, names }) => (place === 'reasons' ? names : [])),
  };
}

function decisionOf({ guideline, decision, facts, study, studyRating }: RatedOrder): GivenAnswer {
  const { id, rating } = decision.criterion.definition;
  const { ifPresent, allNormal } = whatWouldChange(facts, decision, decision.missing);
  const brings = ifPresent.flatMap((each) => each.facts.map((fact) => [fact, each.rating] as const));
  const normal = allNormal?.criterion.definition;
  return {
    kind: decision.kind,
    guideline: guideline.id,
    version: guideline.version,
    study: study.kind ?? study.modality,
    region: study.region,
    criterion: id,
    rating,
    studyRating,
    ...(decision.kind === 'row' ? {} : { insteadOf: decision.row.definition.id }),
    because: decision.because,
    missing: decision.missing,
    ifPresent: Object.fromEntries(brings),
    ...(normal === undefined || normal.id === id ? {} : { ifNormal: normal.id }),
  };
}
