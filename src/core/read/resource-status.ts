import type { Guideline } from '../guideline/guideline.js';
import { unreadStatus } from '../guideline/record-statuses.js';
import type { JsonObject } from '../values/json.js';
import type { Reading } from './reading.js';
import { endOf, endsAfterBeginning, isVisitStamp } from './statement-date.js';

/**
 * How a resource's own status and verification let it be used. `unclear` = it has a status or an end that cannot be read;
 * `stamp` = it began and ended on the one day of a visit, and nobody says that it is over.
 */
export type Polarity = 'positive' | 'negative' | 'suspected' | 'past' | 'unclear' | 'stamp' | 'ignored';

const earlyObservationStatus = new Set(['preliminary', 'partial', 'unknown', unreadStatus]);

/**
 * Whether an Observation (or report) may be used: fully, for positives only, not at all, or not yet, as it has been
 * ordered and has no result (rules 1 and 4).
 */
export function observationUse(
  { forms }: Guideline,
  resource: JsonObject,
): 'full' | 'positive-only' | 'pending' | 'none' {
  const status = forms.statusOf('observation', resource.status);
  if (status === undefined || usableReportStatus.has(status)) return 'full';
  if (status === 'registered') return 'pending';
  return earlyObservationStatus.has(status) ? 'positive-only' : 'none';
}

/** A result that stands. */
export const usableReportStatus: ReadonlySet<string> = new Set(['final', 'amended', 'corrected', 'appended']);

/** Rules 2–4 for a Condition; `past` = resolved, inactive or in remission. */
export function conditionPolarity(reading: Reading, condition: JsonObject): Polarity {
  const { forms } = reading.guideline;
  const stated = forms.statusOf('verification', condition.verificationStatus);
  if (stated === 'entered-in-error') return 'ignored';
  const certainty = forms.certaintyOf(condition.code);
  const verification = certainty === undefined ? stated : verificationOf(stated, certainty);
  if (verification === 'refuted') return 'negative';
  const clinical = forms.statusOf('clinical', condition.clinicalStatus);
  if (isOver(clinical)) return 'past';
  if (clinical === unreadStatus || verification === unreadStatus) return 'unclear';
  if (verification === 'resolved') return clinical === undefined ? 'past' : 'unclear';
  if (clinical === undefined) {
    const end = endOf(reading, condition);
    if (isVisitStamp(reading, condition, end)) return 'stamp';
    if (end.kind === 'ended') return endsAfterBeginning(reading, condition, end) ? 'past' : 'unclear';
    if (end.kind === 'unclear') return 'unclear';
  }
  return verification === 'unconfirmed' || verification === 'provisional' || verification === 'differential'
    ? 'suspected'
    : 'positive';
}

function isOver(clinical: string | undefined): boolean {
  return clinical === 'resolved' || clinical === 'inactive' || clinical === 'remission';
}

/** What a status and the certainty of a code say together; that of the code alone may take a diagnosis away. */
function verificationOf(stated: string | undefined, certainty: string): string {
  if (stated === undefined || stated === certainty) return certainty;
  if (stated === 'refuted' || certainty === 'refuted') return unreadStatus;
  return certainty === 'confirmed' ? stated : certainty;
}

/** Whether a Procedure took place (rule 1); undefined = its status does not say. */
export function procedureHappened({ forms }: Guideline, procedure: JsonObject): boolean | undefined {
  if (procedure.notDone === true || procedure.notPerformed === true) return false;
  const status = forms.statusOf('event', procedure.status);
  if (status === undefined || happened.has(status)) return true;
  return status === 'unknown' || status === 'on-hold' || status === unreadStatus ? undefined : false;
}

const happened: ReadonlySet<string> = new Set(['completed', 'finished', 'in-progress', 'active', 'stopped']);
