/**
 * The tables, one schema for both storages: times are ISO-8601 UTC text, lists and objects JSON text, booleans 0 or 1.
 * Rows are added and purged, never changed, but for sessions of the form and who uses a handle; answers that are taken
 * back are removed and kept out by their withdrawal.
 */
export interface Tables {
  readonly consults: ConsultRow;
  readonly cards: CardRow;
  readonly feedback: FeedbackRow;
  readonly answers: AnswerRow;
  readonly withdrawals: WithdrawalRow;
  readonly usedTokens: UsedTokenRow;
  readonly companionHandles: CompanionHandleRow;
  readonly companionSessions: CompanionSessionRow;
  readonly settings: SettingRow;
  readonly migrations: MigrationRow;
}

export interface ConsultRow {
  readonly time: string;
  readonly id: string;
  readonly client: string;
  readonly hook: string;
  readonly hookInstance: string;
  readonly patientHash: string;
  readonly userHash: string;
  readonly orderHash: string;
  readonly guideline: string;
  readonly guidelineVersion: string;
  readonly criterion: string;
  readonly rating: string;
  readonly studyRating: string;
  readonly study: string;
  readonly facts: string;
  readonly proofs: string;
  readonly unreadParts: string;
  readonly latencyMilliseconds: number;
  readonly earlierConsult: string;
}

export interface CardRow {
  readonly id: string;
  readonly consultTime: string;
  readonly consult: string;
  readonly suggestions: string;
}

/** One event: a card's outcome for one suggestion, or for none (`suggestion` is then empty, as `reason` may be). */
export interface FeedbackRow {
  readonly card: string;
  readonly outcome: string;
  readonly outcomeTime: string;
  readonly suggestion: string;
  readonly reason: string;
  readonly client: string;
  readonly comment: string | null;
  readonly remembersAnswers: number;
  readonly receivedTime: string;
}

export interface AnswerRow {
  readonly patientHash: string;
  readonly fact: string;
  readonly value: string;
  readonly time: string;
  readonly userHash: string;
  readonly consult: string;
  readonly suggestion: string;
}

/** An answer that was taken back. */
export interface WithdrawalRow {
  readonly patientHash: string;
  readonly fact: string;
  readonly suggestion: string;
  readonly time: string;
}

/** `id` is a hash of issuer and token id. */
export interface UsedTokenRow {
  readonly id: string;
  readonly expires: string;
}

/** `id` and `usedBy` are keyed hashes, `sealed` can be read by this site alone. */
export interface CompanionHandleRow {
  readonly id: string;
  readonly sealed: string;
  readonly usedBy: string;
  readonly expires: string;
}

export interface CompanionSessionRow {
  readonly id: string;
  readonly sealed: string;
  readonly expires: string;
}

export interface SettingRow {
  readonly name: string;
  readonly value: string;
}

export interface MigrationRow {
  readonly name: string;
  readonly time: string;
}
