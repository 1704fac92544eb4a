import type { AnswerKey } from '../contract/consult-record.js';
import { type JsonObject, objectsOf } from '../values/json.js';
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

/** System of the identifiers that Observations made by a suggestion carry. */
const answerSystem = 'urn:spine-imaging-cds:answers';

/** The identifier of the Observation in which an EHR stores an answer: the suggestion that was accepted, and its finding. */
export function answerIdentifier({ suggestion, fact }: AnswerKey): JsonObject {
  return { system: answerSystem, value: `${suggestion}.${toFindingCode(fact)}` };
}

/** The answer that an Observation is a copy of; undefined = it is none. */
export function answerKeyOf({ identifier }: JsonObject): AnswerKey | undefined {
  const own = objectsOf(identifier).find(({ system }) => system === answerSystem);
  if (own === undefined) return undefined;
  const [, suggestion, code] = /^([0-9a-f-]{36})\.([a-z0-9.-]+)$/.exec(String(own.value)) ?? [];
  return suggestion === undefined || code === undefined ? undefined : { suggestion, fact: toFactName(code) };
}
