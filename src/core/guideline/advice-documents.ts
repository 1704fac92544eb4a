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
  /** what it names of what reports of the spine point to in words, in this order */
  readonly reports?: readonly string[];
  readonly text: string;
}

/** Where on the card a line stands: right under the rating, in the list of what is missing, or at the end. */
export type OverlayPlace = 'top' | 'missing' | 'end';

/** An entry of the catalogue of suggestions, by what it does to the order or the record. */
export type SuggestionDefinition =
  | SwitchSuggestion
  | PrioritySuggestion
  | RemoveSuggestion
  | OrderSuggestion
  | ReferralSuggestion
  | FollowUpSuggestion
  | TextSuggestion
  | DocumentSuggestion;

interface Offered {
  readonly label: string;
  /** rule: offered only while it is true */
  readonly onlyIf?: string;
}

/** Another study instead of the ordered one. */
export interface SwitchSuggestion extends Offered {
  readonly kind: 'switch';
  readonly study: string;
  /** the study to offer when this one is rated not appropriate */
  readonly elseStudy?: string;
  readonly region?: 'same' | Region;
  /** false: no rating goes with it */
  readonly rated?: boolean;
}

export interface PrioritySuggestion extends Offered {
  readonly kind: 'priority';
  readonly priority: Priority;
}

export type Priority = 'routine' | 'urgent' | 'asap' | 'stat';

export interface RemoveSuggestion extends Offered {
  readonly kind: 'remove';
}

/** What new draft orders have in common. */
interface NewOrder extends Offered {
  readonly unlessOrdered?: boolean;
  readonly priority?: Priority;
  readonly note?: string;
  readonly reasonText?: string;
  readonly inDays?: number;
  /** the first day of a duration on which it tells something */
  readonly notBefore?: { readonly fact: string; readonly days: number };
}

export interface OrderSuggestion extends NewOrder {
  readonly kind: 'order';
  readonly orders: readonly {
    readonly code?: Coding;
    readonly text: string;
    /** in place of the text on a button of a brief card that names what is left of the orders */
    readonly short?: string;
    readonly category?: Coding;
  }[];
}

export interface ReferralSuggestion extends NewOrder {
  readonly kind: 'referral';
  readonly code?: Coding;
  readonly text: string;
}

export type NewOrderSuggestion = OrderSuggestion | ReferralSuggestion | FollowUpSuggestion;

export interface FollowUpSuggestion extends NewOrder {
  readonly kind: 'followUp';
  readonly inDays: number;
  readonly code?: Coding;
  /** the label unless told */
  readonly text?: string;
}

/** A line of advice. */
export interface TextSuggestion {
  readonly kind: 'text';
  readonly onlyIf?: string;
  readonly text: string;
}

export interface DocumentSuggestion extends Offered {
  readonly kind: 'document';
  readonly choices: readonly DocumentChoice[];
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
  /** offered where a row names too few of its own */
  readonly usual?: boolean;
  readonly hl7?: readonly string[];
}
