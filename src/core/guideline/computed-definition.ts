/** How a fact is worked out beyond its evidence: what any fact may have, and the parameters of the calculator `by`. */
export interface ComputedDefinition {
  /** the name of a calculator; it declares which other members stand here */
  readonly by?: string;
  /** rule that makes the fact false where nothing speaks to it */
  readonly falseIf?: string;
  /** facts that cannot be without this one */
  readonly impliedBy?: readonly string[];
  /** value sets of coded answers, by the word of the fact that they mean */
  readonly answers?: { readonly [word: string]: string };
  /** findings of the facts `of` may carry a course as their value: the words that affirm this fact, and that deny it */
  readonly course?: {
    readonly of: readonly string[];
    readonly positive: readonly string[];
    readonly negative: readonly string[];
  };
  /** the fact means something new: what is not shown to be new is a hint */
  readonly newOnset?: NewOnset;
  readonly [parameter: string]: unknown;
}

/** When something counts as new. */
export interface NewOnset {
  /** a stated onset, or a finding of an examination, is new for so many days */
  readonly days: number;
  /** a diagnosis that names no onset is new for so many days after it was recorded */
  readonly recordedDays: number;
  /** flags of a known cause, beside which a diagnosis without an onset is not new */
  readonly unless: readonly string[];
  /** the known cause explains what an examination or the reason of the order finds as well */
  readonly explainsExams: boolean;
}
