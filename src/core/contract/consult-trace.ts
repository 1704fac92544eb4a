import type { ConsultRecord } from './consult-record.js';

/** One remembered consult as it is looked up again: ids of facts, references and codes, and no resource. */
export interface ConsultTrace
  extends Pick<
    ConsultRecord,
    'id' | 'time' | 'hook' | 'guideline' | 'guidelineVersion' | 'study' | 'latencyMilliseconds'
  > {
  readonly criterion: string;
  readonly rating: string;
  readonly studyRating: string;
  readonly client: string;
  readonly facts: ConsultRecord['facts'];
  readonly proofs: readonly string[];
  readonly unreadParts: readonly string[];
  /** the consult that the order said had rated it before; '' = none */
  readonly earlierConsult: string;
  /** names of the suggestions that its cards offered */
  readonly offered: readonly string[];
  /** what became of its cards: accepted or overridden, with `system|code` of a reason */
  readonly outcomes: readonly { readonly outcome: string; readonly time: string; readonly reason: string }[];
}
