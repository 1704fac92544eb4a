import type { Passage } from './expand.js';
import type { Lexicon } from './lexicon.js';
import { signs, wordFlags } from './signs.js';
import type { HeadingState } from './text-documents.js';
import type { Token } from './token.js';
import { trieRoot } from './trie.js';

/** A stretch of a text that no cue reaches out of: a sentence, a line, at most 80 words of an endless one. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** cut for length only: a list denial of the segment before goes on in it */
  readonly goesOn: boolean;
  /** what a heading on a line of its own says of this line */
  readonly state: HeadingState | undefined;
}

const mostTokens = 80;
const commaAfter = 50;
const mostHeadingWords = 5;
const mostLineTokens = 8;

export function segmentsOf(passage: Passage, lexicon: Lexicon): readonly Segment[] {
  const { tokens } = passage;
  const segments: Segment[] = [];
  let state: HeadingState | undefined;
  let from = 0;
  let goesOn = false;
  const add = (to: number, isCut: boolean): void => {
    if (to > from) {
      const heading = headingAt(passage, from, to, lexicon);
      // "Exam: foot drop" begins something else
      const isShort = to - from <= mostLineTokens && !hasColon(passage, from, to);
      if (heading !== undefined) state = heading.state;
      else if (!isShort) state = undefined;
      segments.push({ from, to, goesOn, state: heading === undefined ? state : undefined });
    }
    goesOn = isCut;
  };
  for (let at = 0; at < tokens.length; at += 1) {
    const end = endAt(passage, at, lexicon);
    const isCut = at + 1 - from >= mostTokens || (at - from >= commaAfter && tokens[at]?.text === ',');
    if (end === 'none' && !isCut) continue;
    add(end === 'before' ? at : at + 1, end === 'none');
    from = at + 1;
  }
  add(tokens.length, false);
  return segments;
}

function hasColon({ tokens }: Passage, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (tokens[at]?.text === ':') return true;
  return false;
}

/** Whether a segment ends at a token, and whether the token still belongs to it. */
function endAt(passage: Passage, at: number, lexicon: Lexicon): 'before' | 'with' | 'none' {
  const token = passage.tokens[at];
  if (token === undefined) return 'none';
  if (token.kind === 'newline') return 'before';
  if (token.kind !== 'mark') return 'none';
  switch (token.text) {
    case ';':
    case '!':
    case '•':
      return 'before';
    case '.':
      return isFullStop(passage, at, lexicon) ? 'before' : 'none';
    case '?':
      return isAnswered(passage, at, lexicon) ? 'none' : 'with';
    case '-':
      return isBullet(passage, at) ? 'before' : 'none';
    default:
      return 'none';
  }
}

function isFullStop({ text, tokens }: Passage, at: number, { words, flags }: Lexicon): boolean {
  const [before, here] = [tokens[at - 1], tokens[at]];
  if (before === undefined || here === undefined) return true;
  const written = text.slice(before.start, before.end).toLowerCase();
  if (((flags[words.get(written) ?? 0] ?? 0) & wordFlags.noEnd) !== 0 && before.end === here.start) return false;
  // "bilat. weakness": what was written short may end in a point, and a sentence seldom begins small
  if (written !== before.text && isSmall(text, tokens[at + 1]?.start)) return false;
  const after = text[here.end];
  // e.g., b.d., s.p.
  return before.text.length > 1 || before.kind !== 'word' || after === undefined || after <= ' ';
}

function isSmall(text: string, at: number | undefined): boolean {
  const letter = at === undefined ? '' : (text[at] ?? '');
  return letter !== letter.toUpperCase();
}

/** Fever? No. Fever? [ ] */
function isAnswered({ tokens, ids }: Passage, at: number, { trie }: Lexicon): boolean {
  if (tokens[at + 1]?.kind === 'box') return true;
  const word = ids[at + 1] ?? 0;
  const bits = trie.signsAt[trie.child(trieRoot, word)] ?? 0;
  return tokens[at + 1]?.kind !== 'newline' && word !== 0 && (bits & (signs.yes | signs.no)) !== 0;
}

function isBullet({ tokens }: Passage, at: number): boolean {
  const [before, here, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  return (
    (before === undefined || before.kind === 'newline') &&
    after !== undefined &&
    here !== undefined &&
    after.start > here.end
  );
}

/** `Denies:` alone on its line rules the short lines below it; any other heading ends that. */
function headingAt(
  { tokens }: Passage,
  from: number,
  to: number,
  { headings }: Lexicon,
): { readonly state: HeadingState | undefined } | undefined {
  const isAlone = tokens[to - 1]?.text === ':' && (tokens[to] === undefined || tokens[to]?.kind === 'newline');
  if (!isAlone || to - from - 1 > mostHeadingWords) return undefined;
  const words = tokens.slice(from, to - 1).map(({ text }: Token) => text);
  return { state: headings.get(words.join(' ')) };
}
