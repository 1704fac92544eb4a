import type { FactValue } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import type { HookName } from './hook-request.js';
import type { Rating, StudyRating } from './vocabulary.js';

/**
 * One decision as it is remembered: what was asked, what was answered and on which facts. Holds references, codes and
 * keyed hashes only; never a name, a display text or a resource.
 */
export interface ConsultRecord {
  /** UUID; also the PAMA consult-id and the `consult` of the decision extension */
  readonly id: string;
  /** the consult that the order says has rated it before */
  readonly earlierConsult?: string;
  /** ISO-8601 UTC with milliseconds */
  readonly time: string;
  /** name of the client, from the clients file */
  readonly client: string;
  readonly hook: HookName;
  readonly hookInstance: string;
  /** keyed hashes: the `hash` function of the store makes them */
  readonly patientHash: string;
  readonly userHash: string;
  readonly orderHash: string;
  readonly guideline: string;
  readonly guidelineVersion: string;
  readonly criterion: string;
  readonly rating: Rating;
  readonly studyRating: StudyRating;
  readonly study: string;
  /**
   * every known fact that the decision looked at, and for what only words say, `suspected` or `denied`; free text is left
   * out by the caller
   */
  readonly facts: { readonly [fact: string]: FactValue };
  /** `Type/id` of the resources that prove them */
  readonly proofs: readonly string[];
  /** empty when the decision was recorded but not shown */
  readonly cards: readonly CardRecord[];
  /** parts of the record that could not be read, `answers` included */
  readonly unreadParts: readonly string[];
  readonly latencyMilliseconds: number;
  /** answers of this patient that the record says were entered in error */
  readonly withdrawn?: readonly AnswerKey[];
}

export interface CardRecord {
  readonly uuid: string;
  readonly suggestions: readonly SuggestionRecord[];
}

export interface SuggestionRecord {
  readonly uuid: string;
  /** its name in the catalogue of suggestions */
  readonly id: string;
  /** what a clinician attests who accepts it */
  readonly states?: readonly StatedFact[];
  /** the earlier answers that a clinician takes back who accepts it */
  readonly withdraws?: readonly AnswerKey[];
}

export interface StatedFact {
  readonly fact: string;
  readonly value: FactValue;
}

/** A fact that a clinician attested by accepting a suggestion on a card. */
export interface Attestation {
  readonly fact: string;
  readonly value: FactValue;
  /** ISO-8601 UTC; never before the card was shown, never in the future */
  readonly time: string;
  readonly userHash: string;
  /** the consult whose card carried the suggestion */
  readonly consult: string;
  readonly suggestion: string;
}

/** Which answer is meant: the suggestion that was accepted, and the fact that it stated. */
export type AnswerKey = Pick<Attestation, 'suggestion' | 'fact'>;

/** An answer that counts, with the statement that it is read from. */
export interface GivenAnswer extends AnswerKey {
  readonly value: FactValue;
  /** ISO-8601 UTC */
  readonly time: string;
  /** `Type/id`, as the proofs of facts name it */
  readonly reference: string;
  /** the Observation that the EHR has stored of it; undefined = it is remembered here alone */
  readonly resource: JsonObject | undefined;
}

/** `unread` when the store did not answer in time: the facts are then unknown, never false. */
export type AttestationsRead =
  | { readonly kind: 'read'; readonly answers: readonly Attestation[] }
  | { readonly kind: 'unread' };
