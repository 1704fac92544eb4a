/** What became of one card. Spec: CDS Hooks 2.0 "Feedback". */
export type Feedback = AcceptedCard | OverriddenCard;

export interface AcceptedCard {
  readonly kind: 'accepted';
  /** uuid of the card */
  readonly card: string;
  /** uuids of the accepted suggestions, at least one */
  readonly suggestions: readonly string[];
  /** when it happened, ISO 8601 in UTC */
  readonly at: string;
}

export interface OverriddenCard {
  readonly kind: 'overridden';
  readonly card: string;
  readonly reason: OverrideReason | undefined;
  /** free text of the user; may name people, so it never goes into a log */
  readonly comment: string | undefined;
  readonly at: string;
}

/** Why a card was overridden; the code may be one of the client's own. */
export interface OverrideReason {
  readonly code: string;
  readonly system: string | undefined;
  readonly display: string | undefined;
}
