import { ignored, kindOf } from './characters.js';
import type { Passage } from './expand.js';

/** The most characters that a quote of a finding may have. */
const longestQuote = 120;

/** Tokens of a passage, from and one behind the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What is written there, in at most so many characters, cut at a word's end, on one line, without control characters. */
export function quoteOf({ text, tokens }: Passage, { from, to }: Stretch, most = longestQuote): string {
  const [first, last] = [tokens[from], tokens[to - 1]];
  if (first === undefined || last === undefined) return '';
  return shortened(oneLine(text.slice(first.start, Math.min(last.end, first.start + 4 * most))), most);
}

/** The wider stretch if it fits into a quote, else the narrower. */
export function widestThatFits({ tokens }: Passage, narrow: Stretch, wide: Stretch): Stretch {
  const length = (tokens[wide.to - 1]?.end ?? 0) - (tokens[wide.from]?.start ?? 0);
  return length <= longestQuote ? wide : narrow;
}

function oneLine(text: string): string {
  let made = '';
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (kindOf(code) === ignored) continue;
    const isBlank = code <= 0x20 || (code >= 0x7f && code <= 0xa0) || code === 0x2028 || code === 0x2029;
    if (!isBlank) made += text[at] ?? '';
    else if (!made.endsWith(' ')) made += ' ';
  }
  return made.trim();
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.lastIndexOf(' ', most - 1);
  return `${text.slice(0, cut > 0 ? cut : most - 1)}…`;
}

/** Where a text may be cut so that at most so many characters are left of it, and whole words if they are not too long. */
export function endOfWordBefore(text: string, most: number): number {
  const blank = Math.max(text.lastIndexOf(' ', most), text.lastIndexOf('\n', most));
  return blank > most / 2 ? blank : most;
}
