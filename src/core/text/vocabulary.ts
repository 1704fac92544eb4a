import type { ExpandedAbbreviation } from './lexicon.js';
import { wordFlags } from './signs.js';
import type { LanguageDocument } from './text-documents.js';
import { tokenise } from './tokenise.js';

/** The words of all languages, each with a number and what it may be. */
export interface Vocabulary {
  readonly idOf: (word: string) => number;
  readonly flag: (word: string, bit: number) => void;
  readonly has: (word: string, bit: number) => boolean;
  /** a phrase as the reader cuts it */
  readonly wordsOf: (phrase: string) => readonly string[];
  readonly abbreviations: ReadonlyMap<string, readonly ExpandedAbbreviation[]>;
  /** words in order of their numbers, from 1 on, and the flags of each number */
  readonly data: () => { readonly words: readonly string[]; readonly flags: readonly number[] };
}

/** Most phrases are small letters alone: they are cut at their blanks, which is all that the reader would do. */
const isPlain = /^[a-z]+(?: [a-z]+)*$/;

/** Collects words as they come; abbreviations are known from the start. */
export function createVocabulary(languages: readonly LanguageDocument[]): Vocabulary {
  const words = new Map<string, number>();
  const flags: number[] = [0];
  const shorts = new Set(languages.flatMap((each) => Object.keys(each.abbreviations ?? {})));
  const isJoined = (text: string): boolean => shorts.has(text);
  const plainShorts = new Map(
    languages.flatMap((each) =>
      Object.entries(each.abbreviations ?? {}).flatMap(([short, entry]) =>
        typeof entry === 'string' ? [[short, entry.split(' ')] as const] : [],
      ),
    ),
  );
  // a phrase of the lexicon may hold an abbreviation, as a text may
  const wordsOf = (phrase: string): readonly string[] => {
    const words = isPlain.test(phrase) ? phrase.split(' ') : tokenise(phrase, isJoined).map(({ text }) => text);
    return words.some((word) => plainShorts.has(word))
      ? words.flatMap((word) => plainShorts.get(word) ?? [word])
      : words;
  };
  const idOf = (word: string): number => {
    const known = words.get(word);
    if (known !== undefined) return known;
    words.set(word, flags.length);
    flags.push(0);
    return flags.length - 1;
  };
  const flag = (word: string, bit: number): void => {
    const id = idOf(word);
    flags[id] = (flags[id] ?? 0) | bit;
  };
  const abbreviations = new Map<string, ExpandedAbbreviation[]>();
  for (const [short, entry] of languages.flatMap((each) => Object.entries(each.abbreviations ?? {}))) {
    const guard = typeof entry === 'string' ? { is: entry } : entry;
    const expanded = { guard, words: guard.is.split(' '), otherwise: guard.else?.split(' ') };
    abbreviations.set(short, [...(abbreviations.get(short) ?? []), expanded]);
    flag(short, wordFlags.abbreviation);
    for (const word of [...expanded.words, ...(expanded.otherwise ?? [])]) flag(word, wordFlags.plain);
  }
  const has = (word: string, bit: number): boolean => ((flags[words.get(word) ?? 0] ?? 0) & bit) !== 0;
  const data = () => ({ words: [...words.keys()], flags });
  return { idOf, flag, has, wordsOf, abbreviations, data };
}

/** Marks the words that ask nothing, stand between others or end no sentence. */
export function flagPlainWords(languages: readonly LanguageDocument[], { flag }: Vocabulary): void {
  const each = (lines: readonly string[] | undefined, bit: number): void => {
    for (const word of (lines ?? []).flatMap((line) => line.split(' '))) flag(word, bit);
  };
  for (const { fillers, sides, plain, titles, noEnd, numbers, answers, family, beside } of languages) {
    each(sides, wordFlags.filler | wordFlags.side);
    each(fillers, wordFlags.filler);
    each(plain, wordFlags.plain);
    each(titles, wordFlags.title | wordFlags.plain);
    each(noEnd, wordFlags.noEnd | wordFlags.plain);
    each(answers?.noSigns, wordFlags.noSign);
    each(family?.inside, wordFlags.inside);
    each(beside?.partly, wordFlags.partly);
    each(beside?.care, wordFlags.care);
    each(beside?.risk, wordFlags.risk);
    each(beside?.sizes, wordFlags.size);
    each(beside?.measured, wordFlags.measured);
    each(beside?.grounds, wordFlags.grounds);
    each(family?.ofChildren, wordFlags.ofChildren);
    each(Object.keys(numbers ?? {}), wordFlags.plain);
  }
}
