import type { Evidence, Fact } from '../guideline/guideline.js';
import { type Day, type DayRange, readDate, readPeriod } from '../values/day.js';
import type { FactValue, Proof } from '../values/fact.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';

/** What one resource says about one fact. Spec: criteria.md §2.2. */
export interface Statement {
  readonly fact: Fact;
  readonly says: 'positive' | 'negative' | 'hint';
  /** for facts that are no flags: the value stated */
  readonly value?: FactValue;
  /** when it is true; undefined = the record does not say */
  readonly when: DayRange | undefined;
  /** for how many days it counts */
  readonly window: number;
  /** for courses of care: from when to when */
  readonly period?: { readonly start: DayRange | undefined; readonly end: DayRange | undefined };
  readonly why?: 'text' | 'unconfirmed' | 'unreadable' | 'unspecific' | 'device';
  /** the evidence that was met, if a code of a value set or of our own CodeSystem was */
  readonly evidence?: Evidence;
  /** stated by the reason of the order that is being rated */
  readonly isReason?: boolean;
  /** where it stands: the resource, and its component or the resource itself */
  readonly resource?: JsonObject;
  readonly part?: JsonObject;
  readonly proof: Proof;
}

/** How a resource's own status and verification let it be used. */
export type Polarity = 'positive' | 'negative' | 'suspected' | 'past' | 'ignored';

const usableObservationStatus = new Set(['final', 'amended', 'corrected', 'appended']);
const earlyObservationStatus = new Set(['preliminary', 'registered', 'partial', 'unknown']);

/** Whether an Observation (or report) may be used: fully, for positives only, or not at all (rules 1 and 4). */
export function observationUse(resource: JsonObject): 'full' | 'positive-only' | 'none' {
  const status = textOf(resource['status']);
  if (status === undefined || usableObservationStatus.has(status)) return 'full';
  return earlyObservationStatus.has(status) ? 'positive-only' : 'none';
}

/** Rules 2–4 for a Condition; `past` = resolved, inactive or in remission. */
export function conditionPolarity(condition: JsonObject, asOf: Day): Polarity {
  const verification = codeOf(condition['verificationStatus']);
  if (verification === 'entered-in-error') return 'ignored';
  if (verification === 'refuted') return 'negative';
  const clinical = codeOf(condition['clinicalStatus']);
  if (clinical === 'resolved' || clinical === 'inactive' || clinical === 'remission') return 'past';
  const isOpen = clinical === 'active' || clinical === 'recurrence' || clinical === 'relapse';
  if (!isOpen && hasEnded(condition, asOf)) return 'past';
  if (verification === 'unconfirmed' || verification === 'provisional' || verification === 'differential')
    return 'suspected';
  return 'positive';
}

function hasEnded(condition: JsonObject, asOf: Day): boolean {
  if (condition['abatementBoolean'] === true) return true;
  const abatement = abatementOf(condition);
  return abatement !== undefined && abatement.earliest <= asOf;
}

/** The status code of a CodeableConcept, or of the bare string that older data holds. */
export function codeOf(concept: unknown): string | undefined {
  if (typeof concept === 'string') return textOf(concept);
  if (!isObject(concept)) return undefined;
  for (const coding of objectsOf(concept['coding'])) {
    const code = textOf(coding['code']);
    if (code !== undefined) return code;
  }
  return undefined;
}

/** Rule 6: the date of an Observation or report. */
export function observationDate(resource: JsonObject): DayRange | undefined {
  const moment = readDate(resource['effectiveDateTime']) ?? readDate(resource['effectiveInstant']);
  if (moment !== undefined) return moment;
  const period = readPeriod(resource['effectivePeriod']);
  return period.end ?? period.start ?? readDate(resource['issued']);
}

/** Rule 6: the onset of a Condition, else the day on which it was recorded. */
export function conditionDate(condition: JsonObject): DayRange | undefined {
  return conditionOnset(condition) ?? recordedDate(condition);
}

/** The stated onset of a Condition, without falling back to the recorded date. */
export function conditionOnset(condition: JsonObject): DayRange | undefined {
  return readDate(condition['onsetDateTime']) ?? readPeriod(condition['onsetPeriod']).start;
}

export function recordedDate(condition: JsonObject): DayRange | undefined {
  return readDate(condition['recordedDate']) ?? readDate(condition['assertedDate']);
}

/** The day on which a Condition ended, as far as stated. */
export function abatementOf(condition: JsonObject): DayRange | undefined {
  const moment = readDate(condition['abatementDateTime']);
  if (moment !== undefined) return moment;
  const period = readPeriod(condition['abatementPeriod']);
  return period.end ?? period.start ?? readPeriod(condition['onsetPeriod']).end;
}

/** When a Procedure was done, as a period; a single date is a period of one day. */
export function performedPeriod(procedure: JsonObject): {
  readonly start: DayRange | undefined;
  readonly end: DayRange | undefined;
} {
  const single = readDate(procedure['performedDateTime']);
  return single === undefined ? readPeriod(procedure['performedPeriod']) : { start: single, end: single };
}

/** Whether a Procedure took place (rule 1): anything prepared, not done or wrong did not. */
export function procedureHappened(procedure: JsonObject): boolean {
  const status = textOf(procedure['status']);
  return status === undefined || status === 'completed' || status === 'in-progress' || status === 'stopped';
}

/** `Type/id` of a resource as the client sent it; a resource without an id is named by its type. */
export function referenceTo(resource: JsonObject): string {
  const type = textOf(resource['resourceType']) ?? 'Resource';
  const id = textOf(resource['id']);
  return id === undefined ? type : `${type}/${id}`;
}

/** The statement dated last, the first of those; undated ones come before all others. */
export function newestOf(statements: readonly Statement[]): Statement | undefined {
  let newest: Statement | undefined;
  for (const statement of statements)
    if (newest === undefined || latestOf(statement) > latestOf(newest)) newest = statement;
  return newest;
}

/** The last day on which a statement may have been made. */
export function latestOf(statement: Statement | undefined): number {
  return statement?.when?.latest ?? Number.NEGATIVE_INFINITY;
}
