import type { Cue } from './cue-search.js';
import type { Judged } from './judge.js';
import type { Lexicon } from './lexicon.js';
import type { Mentions } from './mentions.js';
import type { PlaceRules } from './places.js';
import { quoteOf } from './quote.js';
import type { Scan } from './scan.js';
import { wordFlags } from './signs.js';

/** A phrase of an order that was not understood, and why it matters. */
export interface NotUnderstood {
  readonly quote: string;
  /** a word of a topic that must not pass unread, words nobody knows, or a text too long to be read whole */
  readonly why: 'topic' | 'words' | 'length';
  /** which topic; undefined for words */
  readonly topic: string | undefined;
  readonly at: number;
}

/** The most characters of a phrase that is quoted. */
const longestPhrase = 80;
/** A content word has at least so many letters. */
const shortestWord = 3;
/** An unknown word that stands alone must have so many to be asked about. */
const shortestLone = 5;

/** The affirmed topic words of a segment, each phrase once. */
export function topicsLeftOpen(scan: Scan, judged: readonly Judged[]): readonly NotUnderstood[] {
  return judged
    .filter(({ subject, outcome }) => subject.kind === 'topic' && outcome === 'suspected')
    .map(({ mention, subject }) => phraseOf(scan, phraseAround(scan, mention.from), subject.name));
}

/** "Red flags: yes": it is not said which. */
export function groupsLeftOpen(scan: Scan, judged: readonly Judged[]): readonly NotUnderstood[] {
  return judged
    .filter(({ subject, cue }) => subject.kind === 'group' && cue?.effect === 'affirm')
    .map(({ mention, cue }) =>
      phraseOf(scan, { from: mention.from, to: Math.max(mention.to, cue?.end ?? mention.to) }, undefined),
    );
}

/** The phrases of a segment with too few known words. */
export function phrasesLeftOpen(
  scan: Scan,
  cues: readonly Cue[],
  mentions: Mentions,
  { lexicon, unknown }: { readonly lexicon: Lexicon; readonly unknown: PlaceRules['unknown'] },
): readonly NotUnderstood[] {
  if (unknown === 'never') return [];
  const found: NotUnderstood[] = [];
  const { segment } = scan;
  for (let from = segment.from; from < segment.to; ) {
    const phrase = phraseAround(scan, from);
    const counts = countWords(scan, phrase, lexicon, mentions);
    const isCovered = cues.some(
      ({ effect, isBackward, from: first, to }) =>
        !isBackward && effect !== 'maybe' && effect !== 'over' && counts.first >= first && counts.first < to,
    );
    if (!isCovered && isLeftOpen(counts, unknown)) found.push(phraseOf(scan, phrase, undefined));
    from = Math.max(phrase.to, from) + 1;
  }
  return found;
}

interface WordCounts {
  /** the first unknown word */
  readonly first: number;
  readonly content: number;
  readonly unknown: number;
  /** letters of the longest unknown word */
  readonly longest: number;
}

function isLeftOpen({ content, unknown, longest }: WordCounts, how: 'third' | 'half'): boolean {
  if (how === 'third') return unknown * 3 > content;
  return (unknown >= 2 && unknown * 2 >= content) || (unknown === 1 && content === 1 && longest >= shortestLone);
}

function countWords(
  { passage }: Scan,
  { from, to }: { readonly from: number; readonly to: number },
  { flags, words }: Lexicon,
  mentions: Mentions,
): WordCounts {
  let [content, unknown, longest, first] = [0, 0, 0, -1];
  for (let at = from; at < to; at += 1) {
    const token = passage.tokens[at];
    const before = flags[words.get(passage.tokens[at - 1]?.text ?? '') ?? 0] ?? 0;
    if (token?.kind !== 'word' || token.text.length < shortestWord || (before & wordFlags.title) !== 0) continue;
    const id = passage.ids[at] ?? 0;
    if (((flags[id] ?? 0) & wordFlags.filler) !== 0) continue;
    content += 1;
    if (id !== 0 || mentions.isUnderstood(at)) continue;
    unknown += 1;
    if (first < 0) first = at;
    longest = Math.max(longest, token.text.length);
  }
  return { first, content, unknown, longest };
}

/** Between commas, colons and brackets. */
function phraseAround({ passage, segment }: Scan, at: number): { readonly from: number; readonly to: number } {
  let [from, to] = [at, at];
  while (from > segment.from && !isPhraseEnd(passage.tokens[from - 1]?.text)) from -= 1;
  while (to < segment.to && !isPhraseEnd(passage.tokens[to]?.text)) to += 1;
  return { from, to };
}

function isPhraseEnd(text: string | undefined): boolean {
  return text === ',' || text === ':' || text === '(' || text === ')' || text === '?';
}

function phraseOf(
  scan: Scan,
  phrase: { readonly from: number; readonly to: number },
  topic: string | undefined,
): NotUnderstood {
  const why = topic === undefined ? 'words' : 'topic';
  const at = scan.passage.tokens[phrase.from]?.start ?? 0;
  return { quote: quoteOf(scan.passage, phrase, longestPhrase), why, topic, at };
}

/** The same words once, in order. */
export function eachQuoteOnce(open: readonly NotUnderstood[]): readonly NotUnderstood[] {
  return open.filter(({ quote }, index) => open.findIndex((other) => other.quote === quote) === index);
}
