export type Rating =
  | 'indicated-emergency'
  | 'indicated-urgent'
  | 'indicated'
  | 'may-be-appropriate'
  | 'not-indicated'
  | 'insufficient-information'
  | 'no-criteria-apply'
  | 'out-of-scope';

export type StudyRating = 'appropriate' | 'may-be-appropriate' | 'not-appropriate' | 'unrated';

export type Indicator = 'info' | 'warning' | 'critical';

export type Modality = 'mri' | 'ct' | 'ct-myelography' | 'radiograph' | 'bone-scan' | 'other';

/** `unclear`: an order for back pain that names no region of ours by a code and another one in words. */
export type Region = 'lumbar' | 'thoracic' | 'cervical' | 'whole-spine' | 'other' | 'unclear';

export type Contrast = 'without' | 'with' | 'without-and-with' | 'unspecified';

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}
