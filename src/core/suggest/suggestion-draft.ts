import type { AnswerKey, StatedFact } from '../contract/consult-record.js';
import type { Action } from '../contract/hook-response.js';
import type { Coding } from '../contract/vocabulary.js';
import type { Attests } from './stated-observation.js';

/** What one entry of the catalogue of suggestions comes to for one order; without actions it is a line of text. */
export interface SuggestionDraft {
  /** name in the catalogue, followed by the choice where there are several */
  readonly id: string;
  readonly label: string;
  readonly actions: readonly Action[];
  /** findings that become actions before all others, once it is known that they are shown */
  readonly attests?: Attests;
  readonly isRecommended?: boolean;
  /** what a clinician attests who accepts it */
  readonly states?: readonly StatedFact[];
  /** what a clinician takes back who accepts it */
  readonly withdraws?: readonly AnswerKey[];
}

/** Whether a draft can be clicked; else it is a line of text. */
export function isButton({ actions, attests }: SuggestionDraft): boolean {
  return actions.length > 0 || attests !== undefined;
}

/** What a proposed order asks for; its code is left out when only words are verified. */
export interface OrderContent {
  readonly code?: Coding;
  readonly text: string;
  readonly short?: string;
  readonly category?: Coding;
}
