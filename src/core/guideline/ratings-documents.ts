import type { Coding, Contrast, Modality, Rating, Region, StudyRating } from '../contract/vocabulary.js';

/** ratings.yaml: study kinds, the group × study table, modifiers in order, the PAMA mapping. */
export interface RatingsDocument {
  readonly studies: { readonly [study: string]: StudyKind };
  readonly groups: { readonly [group: string]: string };
  readonly modifiers: readonly ModifierDefinition[];
  readonly pama: {
    readonly byStudyRating: {
      readonly [rating: string]: { readonly code: string; readonly display: string; readonly finer?: Coding };
    };
    readonly byRating: { readonly [rating: string]: { readonly code: string; readonly display: string } };
    readonly unlessModality: readonly string[];
  };
}

export interface StudyKind {
  readonly label: string;
  readonly modality: Modality;
  readonly contrast: readonly Contrast[];
  /** it has no region, and none is named on a card */
  readonly wholeBody?: boolean;
}

/** One modifier of a study rating; steps lower a rating: appropriate → may-be-appropriate → not-appropriate. */
export interface ModifierDefinition {
  readonly id: string;
  readonly when: string;
  readonly criteria?: readonly string[];
  readonly notCriteria?: readonly string[];
  readonly groups?: readonly string[];
  readonly notGroups?: readonly string[];
  readonly ratings?: readonly Rating[];
  /** the group to read instead */
  readonly useGroup?: string;
  /** study (or `every`) → fixed rating, or steps down (`-1`, `-2`) */
  readonly set?: { readonly [study: string]: StudyRating | number };
  /** study → rating, only if the group's own rating of `if.study` is `if.rating` */
  readonly raise?: readonly {
    readonly ifStudy: string;
    readonly ifRating: StudyRating;
    readonly groups?: readonly string[];
    readonly notGroups?: readonly string[];
    readonly set: { readonly [study: string]: StudyRating };
  }[];
  readonly note?: string;
  /** what stands before the summary of a card, because the summary alone would mislead */
  readonly summary?: string;
  /** the region to offer instead of the ordered one */
  readonly offerRegion?: Region;
}

export interface StudiesDocument {
  readonly studies: readonly {
    readonly valueSet: string;
    readonly modality: Modality | 'any';
    readonly region: Region | 'unspecified';
    readonly contrast: Contrast;
    readonly role?: 'myelography-injection';
  }[];
  /** words of orders that name the low back, another region, or no region at all, and words for a study */
  readonly regionWords?: { readonly [kind in 'lumbar' | 'other' | 'vague' | 'study']?: readonly string[] };
  readonly bodySites: readonly { readonly valueSet: string; readonly region: Region }[];
  readonly newOrders: { readonly [study: string]: { readonly [region: string]: NewOrderCodes } };
}

/** Codes for an order that the service proposes: open codes, and CPT for drafts that are coded in CPT. */
export interface NewOrderCodes {
  readonly codes: readonly Coding[];
  readonly cpt?: Coding;
  readonly text?: string;
}
