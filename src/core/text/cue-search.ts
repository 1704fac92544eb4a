import type { Lexicon } from './lexicon.js';
import type { Mentions } from './mentions.js';
import type { Scan } from './scan.js';

/** What a cue does to what it reaches. */
export type Effect = 'affirm' | 'deny' | 'maybe' | 'advice' | 'family' | 'noNew' | 'over';

/** A cue with the tokens that it reaches. */
export interface Cue {
  readonly effect: Effect;
  /** its first token, and one behind its last */
  readonly at: number;
  readonly end: number;
  /** the first token that it reaches, and one behind the last */
  readonly from: number;
  readonly to: number;
  readonly isBackward: boolean;
  /** a list denial goes on where an endless sentence was cut */
  readonly isList: boolean;
}

/** What the steps of finding cues share. */
export interface Search {
  readonly scan: Scan;
  readonly mentions: Mentions;
  readonly lexicon: Lexicon;
  /** a report of a study: in it nobody denies, and a list may go over into what was found */
  readonly isReport: boolean;
  readonly text: (at: number) => string;
  readonly bits: (at: number) => number;
  /** `wordFlags` of a token */
  readonly flags: (at: number) => number;
}
