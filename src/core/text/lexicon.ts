import { createCorrector } from './misspelling.js';
import { openPatterns, type PatternData, type Patterns } from './pattern-table.js';
import { hasLimit, type SpecialTest, specialOf, type TemperatureRanges } from './special.js';
import type { Abbreviation, FactMeaning, HeadingState, TimeWords } from './text-documents.js';
import { openTrie, type Trie, type TrieData } from './trie.js';

/** What the words of all languages and one guideline become before a text is read. */
export interface Lexicon {
  readonly words: ReadonlyMap<string, number>;
  /** `wordFlags` by word id */
  readonly flags: Uint32Array;
  readonly trie: Trie;
  readonly termCount: number;
  readonly specials: readonly { readonly term: number; readonly test: SpecialTest }[];
  readonly specialNamed: (name: string) => SpecialTest | undefined;
  readonly patterns: Patterns;
  /** the terms that are a number within a limit */
  readonly limits: ReadonlySet<number>;
  /** of each pattern with one of them, its other terms */
  readonly besideNumbers: readonly (readonly number[])[];
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

/** An abbreviation of one language with its meaning cut into words. */
export interface ExpandedAbbreviation {
  readonly guard: Abbreviation;
  readonly words: readonly string[];
  readonly otherwise: readonly string[] | undefined;
}

/** A lexicon as it is written to a file: what takes long to put together, in plain JSON. */
export interface LexiconData
  extends Pick<Lexicon, 'termCount' | 'subjects' | 'besideNumbers' | 'outOf' | 'fractions' | 'temperature' | 'places'> {
  /** in order of their ids, from 1 on */
  readonly words: readonly string[];
  readonly flags: readonly number[];
  readonly trie: TrieData;
  readonly patterns: PatternData;
  /** terms that are no words, with what stands between `<` and `>` */
  readonly specials: readonly { readonly term: number; readonly name: string }[];
  readonly abbreviations: readonly (readonly [string, readonly ExpandedAbbreviation[]])[];
  /** the words in which a slip is looked for */
  readonly finding: readonly string[];
  readonly numbers: readonly (readonly [string, number])[];
  readonly units: readonly (readonly [string, number])[];
  readonly headings: readonly (readonly [string, HeadingState])[];
}

/** Makes a lexicon of its data; a term that names nothing is left out. */
export function openLexicon(data: LexiconData): Lexicon {
  const words = new Map(data.words.map((word, index) => [word, index + 1]));
  const abbreviations = new Map(data.abbreviations);
  // what is kept must not hold on to the data
  const { temperature } = data;
  const specialNamed = (name: string): SpecialTest | undefined => specialOf(name, temperature);
  return {
    ...data,
    words,
    flags: Uint32Array.from(data.flags),
    trie: openTrie(data.trie),
    specials: data.specials.flatMap(({ term, name }) => {
      const test = specialNamed(name);
      return test === undefined ? [] : [{ term, test }];
    }),
    specialNamed,
    limits: new Set(data.specials.flatMap(({ term, name }) => (hasLimit(name) ? [term] : []))),
    patterns: openPatterns(data.patterns, data.termCount),
    abbreviations,
    isJoined: (text) => abbreviations.has(text),
    correct: createCorrector(data.finding, (word) => words.has(word)),
    numbers: new Map(data.numbers),
    units: new Map(data.units),
    headings: new Map(data.headings),
  };
}
