/** Who reports feedback, and whether facts that the accepted suggestions state are remembered (off-switch per client). */
export interface FeedbackSender {
  readonly client: string;
  readonly remembersAnswers: boolean;
}

/** `stored` is durable: it survives the death of the process and of the machine. */
export type FeedbackResult =
  | { readonly kind: 'stored'; readonly unknownCards: number }
  | { readonly kind: 'unavailable' };

/** How the store is doing: for `/ready` and the metrics. */
export interface StoreStatus {
  readonly kind: 'up' | 'down';
  readonly storage: 'embedded' | 'postgresql';
  /** error code of the last failure while down; never a message */
  readonly errorCode: string | undefined;
  /** consults that wait to be written, and how many may */
  readonly spooled: number;
  readonly spoolLimit: number;
  /** consults lost since start because the spool was full or the storage refused them */
  readonly dropped: number;
  /** consults and feedback events written since start */
  readonly consultsWritten: number;
  readonly feedbackStored: number;
  /** feedback entries since start whose card no stored consult has shown */
  readonly unknownCards: number;
}
