import { memo } from '../values/memo.js';

const mostFindingCodes = 1_000;

/** The code of a fact in `urn:spine-imaging-cds:findings`: `b12Deficiency` → `b12-deficiency`. */
export const toFindingCode = memo(mostFindingCodes, (fact) =>
  fact.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
);

/** The fact that a finding code names: `b12-deficiency` → `b12Deficiency`. */
export function toFactName(findingCode: string): string {
  return findingCode.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Our own CodeSystem: every fact can be stated by a code of it. */
export const findingsSystem = 'urn:spine-imaging-cds:findings';

/** Type of the statements that a clinician attested on an earlier card, read like Observations. */
export const answeredOnCard = 'AnsweredOnCard';

/** The code of ours by which a clinician says that entries nobody could judge hold no red flag, and its name as a state. */
export const reviewCode = 'entries-reviewed';
export const reviewState = 'entriesReviewed';
