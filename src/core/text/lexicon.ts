import type { SpecialTest, TemperatureRanges } from './special.js';
import type { Abbreviation, FactMeaning, FactWords, HeadingState, TimeWords } from './text-documents.js';
import type { Trie } from './trie.js';

/** What the words of all languages and one guideline become before a text is read. */
export interface Lexicon {
  readonly words: ReadonlyMap<string, number>;
  /** `wordFlags` by word id */
  readonly flags: Uint8Array;
  readonly trie: Trie;
  readonly termCount: number;
  readonly specials: readonly { readonly term: number; readonly test: SpecialTest }[];
  readonly specialNamed: (name: string) => SpecialTest | undefined;
  /** the patterns that begin with a term, by term */
  readonly patternsFrom: readonly (readonly Pattern[])[];
  readonly patterns: readonly Pattern[];
  readonly subjects: readonly Subject[];
  readonly abbreviations: ReadonlyMap<string, readonly ExpandedAbbreviation[]>;
  /** whether letters joined by a mark are one word: r/o */
  readonly isJoined: (text: string) => boolean;
  readonly correct: (word: string) => string | undefined;
  readonly numbers: ReadonlyMap<string, number>;
  readonly outOf: readonly (readonly string[])[];
  readonly units: ReadonlyMap<string, number>;
  readonly fractions: TimeWords['fractions'];
  readonly headings: ReadonlyMap<string, HeadingState>;
  readonly temperature: TemperatureRanges;
  readonly places: { readonly [place: string]: readonly string[] };
}

/** What a pattern points to: a fact, a topic that must not pass unread, or a group of facts denied as a whole. */
export interface Subject {
  readonly kind: 'fact' | 'topic' | 'group';
  readonly name: string;
  readonly isNew: boolean;
  readonly isEmergency: boolean;
  readonly meaning: FactMeaning;
  /** of a group */
  readonly facts: readonly string[];
}

/** How a pattern speaks to its subject: as the keys of `FactWords`. */
export type Role = Exclude<keyof FactWords, 'new' | 'emergency'>;

export interface Pattern {
  /** place in `subjects` */
  readonly subject: number;
  readonly role: Role;
  readonly terms: readonly number[];
  /** whether each term may stand near the one before */
  readonly near: readonly boolean[];
  readonly window: FactMeaning['window'];
  readonly text: string;
}

/** An abbreviation of one language with its meaning cut into words. */
export interface ExpandedAbbreviation {
  readonly guard: Abbreviation;
  readonly words: readonly string[];
  readonly otherwise: readonly string[] | undefined;
}
