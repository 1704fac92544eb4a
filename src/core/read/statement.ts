import type { Evidence, Fact } from '../guideline/guideline.js';
import type { Day, DayRange } from '../values/day.js';
import type { FactValue, Proof } from '../values/fact.js';
import { type JsonObject, textOf } from '../values/json.js';

/** What one resource says about one fact. Spec: criteria.md §2.2. */
export interface Statement {
  readonly fact: Fact;
  readonly says: 'positive' | 'negative' | 'hint';
  /** for facts that are no flags: the value stated */
  readonly value?: FactValue;
  /** when it is true; undefined = the record does not say */
  readonly when: DayRange | undefined;
  /** from when its window runs, where that is not the date of the statement: an event is of its own day */
  readonly since?: DayRange | undefined;
  /** for how many days it counts */
  readonly window: number;
  /** for courses of care: from when to when */
  readonly period?: { readonly start: DayRange | undefined; readonly end: DayRange | undefined };
  /** where no onset is stated: from when it has been found, and the last day before that on which it was looked for in vain */
  readonly found?: { readonly since: DayRange; readonly absentOn: Day | undefined } | undefined;
  readonly why?: 'text' | 'unconfirmed' | 'unreadable' | 'unspecific' | 'device' | 'undated' | 'not-new';
  /** the evidence that was met, if a code of a value set or of our own CodeSystem was */
  readonly evidence?: Evidence;
  /** stated by the reason of the order that is being rated */
  readonly isReason?: boolean;
  /** where it stands: the resource, and its component or the resource itself */
  readonly resource?: JsonObject;
  readonly part?: JsonObject;
  /** of the body, where a measurement says so and no resource is at hand */
  readonly side?: 'left' | 'right' | undefined;
  readonly proof: Proof;
}

/** What a report of the spine points to in words. */
export interface ReportFinding {
  readonly fact: Fact;
  readonly quote: string;
  readonly reference: string;
  readonly when: DayRange | undefined;
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
