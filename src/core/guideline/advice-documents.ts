import type { Coding, Indicator, Region } from '../contract/vocabulary.js';

export interface OverlayDefinition {
  readonly id: string;
  readonly when: string;
  readonly unlessCriteria?: readonly string[];
  /** not shown when one of these facts is stated in the record */
  readonly unlessDocumented?: readonly string[];
  readonly indicator: Indicator;
  readonly place: OverlayPlace;
  /** missing facts that this line already asks for: they are not listed again */
  readonly covers?: readonly string[];
  readonly text: string;
}

/** Where on the card a line stands: right under the rating, in the list of what is missing, or at the end. */
export type OverlayPlace = 'top' | 'missing' | 'end';

export interface SuggestionDefinition {
  readonly kind: 'switch' | 'priority' | 'remove' | 'order' | 'referral' | 'followUp' | 'text' | 'document';
  readonly label?: string;
  readonly study?: string;
  /** the study to offer when this one is rated not appropriate */
  readonly elseStudy?: string;
  readonly region?: 'same' | Region;
  readonly rated?: boolean;
  readonly unlessOrdered?: boolean;
  readonly priority?: 'routine' | 'urgent' | 'asap' | 'stat';
  readonly orders?: readonly { readonly code?: Coding; readonly text: string; readonly category?: Coding }[];
  readonly code?: Coding;
  readonly text?: string;
  readonly note?: string;
  readonly reasonText?: string;
  readonly notBeforeSymptomDays?: number;
  readonly inDays?: number;
  readonly onlyIf?: string;
  readonly choices?: readonly DocumentChoice[];
}

/** One click that attests findings: each state becomes an Observation. */
export interface DocumentChoice {
  readonly id: string;
  readonly label: string;
  readonly onlyIf?: string;
  readonly states: readonly {
    readonly fact: string;
    readonly value: boolean | number | string;
    readonly atLeast?: boolean;
    readonly code?: Coding;
  }[];
}

export interface OverrideReasonDefinition {
  readonly display: string;
  readonly asksComment?: boolean;
  readonly hl7?: readonly string[];
}
