import { expand } from './expand.js';
import type { Lexicon, LexiconData } from './lexicon.js';
import type { Pattern } from './pattern-table.js';
import { scanSegment } from './scan.js';
import { segmentsOf } from './segments.js';
import { hasLimit } from './special.js';
import { tokenise } from './tokenise.js';

/**
 * Whether a number behind some words may say what they do not say alone: "Post void residual" and 420. They hold all of a
 * pattern but its number.
 */
export function mayBeMeasured(words: string, lexicon: Lexicon): boolean {
  const passage = expand(words, tokenise(words, lexicon.isJoined), lexicon);
  return segmentsOf(passage, lexicon).some((segment) => {
    const { byTerm } = scanSegment(passage, segment, lexicon);
    return lexicon.besideNumbers.some((terms) => terms.every((term) => byTerm.has(term)));
  });
}

/** Of each pattern that asks for a number within a limit, the other terms; each once. */
export function termsBesideNumbers(
  patterns: readonly Pattern[],
  specials: LexiconData['specials'],
): LexiconData['besideNumbers'] {
  const numbers = new Set(specials.flatMap(({ term, name }) => (hasLimit(name) ? [term] : [])));
  const found = new Map<string, readonly number[]>();
  for (const { terms, role } of patterns) {
    if (role === 'denied' || role === 'not' || role === 'unless') continue;
    const others = terms.filter((term) => !numbers.has(term));
    if (others.length < terms.length && others.length > 0) found.set(others.join(' '), others);
  }
  return [...found.values()];
}
