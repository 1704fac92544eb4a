import type { NormalCoding } from '../values/coding.js';
import { memo } from '../values/memo.js';
import { normaliseTerm } from '../values/term.js';

/** One code with the words that its code system has for it. */
export interface Term {
  readonly coding: NormalCoding;
  readonly words: string;
}

/** The codes that words are: a term picked from a list is a code in words. */
export type TermIndex = (words: string) => readonly NormalCoding[];

const mostRemembered = 20_000;
const longestTerm = 250; // characters; no code system has a longer name
const none: readonly never[] = [];

/** Words → the codes of which they are the display or a designation, whatever their case, spacing and punctuation. */
export function createTermIndex(terms: readonly Term[]): TermIndex {
  const byWords = new Map<string, NormalCoding[]>();
  for (const { coding, words } of terms) {
    const key = normaliseTerm(words);
    if (key === '') continue;
    const codings = byWords.get(key);
    if (codings === undefined) byWords.set(key, [coding]);
    else if (codings.every((other) => other.key !== coding.key)) codings.push(coding);
  }
  const find = memo(mostRemembered, (words) => byWords.get(normaliseTerm(words)) ?? none);
  return (words) => (words.length > longestTerm ? none : find(words));
}
