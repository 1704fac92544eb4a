import type { Evidence } from '../guideline/guideline.js';
import type { DayRange } from '../values/day.js';
import type { Reading } from './reading.js';

/** Whether what was found at a visit may still be so: within the window, and never for longer than a visit counts. */
export function isOfVisitNow(
  reading: Reading,
  { window }: Pick<Evidence, 'window'>,
  when: DayRange | undefined,
): boolean {
  return when === undefined || reading.asOf - when.earliest <= Math.min(window, visitDays(reading));
}

/**
 * For how long one thing that was found at a visit counts. While the visit is young it is what is current, and no
 * history; once it is old it only suggests a history, and is nothing current. undefined = it says nothing here.
 */
export function windowOfVisit(
  reading: Reading,
  use: Evidence,
  when: DayRange | undefined,
): { readonly window: number; readonly isHint?: boolean } | undefined {
  const { status } = use.definition;
  const isNow = isOfVisitNow(reading, use, when);
  if (status === 'past') return isNow ? undefined : { window: use.window, isHint: true };
  if (status === 'active' && !isNow) return undefined;
  if (use.role === 'history' || use.fact.definition.nature === 'history') return { window: use.window };
  return { window: Math.min(use.window, visitDays(reading)) };
}

function visitDays({ guideline }: Reading): number {
  return guideline.documents.guideline.safety.visitDays;
}
