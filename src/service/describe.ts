import type { HookName } from '../core/contract/hook-request.js';
import type { ServiceDescription } from '../core/contract/hook-response.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { phrase } from '../core/guideline/phrase.js';
import { recordQueries } from '../fhir/record-parts.js';

const yearInMilliseconds = 365 * 86_400_000;

/** A guideline that nobody has reviewed for twelve months is still served, and said to be old. */
export function isOverdue(reviewedOn: string, now: Date): boolean {
  return now.getTime() - Date.parse(reviewedOn) > yearInMilliseconds;
}

/** A guideline as `/health` and the start log name it. */
export function describeGuideline({ id, version, documents }: Guideline, now: Date) {
  const { reviewedOn } = documents.guideline;
  const switchedOff = documents.criteria.flatMap(({ id: criterion, disabled }) =>
    disabled === undefined ? [] : [{ criterion, reason: disabled }],
  );
  return {
    id,
    version,
    reviewedOn,
    ...(isOverdue(reviewedOn, now) ? { reviewOverdue: true } : {}),
    ...(switchedOff.length > 0 ? { switchedOff } : {}),
  };
}

/** The id that both hooks are served under. */
export const serviceId = 'spine-imaging';

/** A service as discovery lists it, in the words of the first guideline. */
export function describeService(hook: HookName, guidelines: readonly Guideline[]): ServiceDescription {
  const [first] = guidelines;
  const words = (name: string): string => (first === undefined ? name : phrase(first, `service.${name}`));
  return {
    hook,
    id: serviceId,
    title: words('title'),
    description: words('description'),
    usageRequirements: words('usageRequirements'),
    prefetch: recordQueries,
  };
}
