import type { Passage } from './expand.js';
import type { Lexicon } from './lexicon.js';
import type { Segment } from './segments.js';
import { cueBits, stopBits, wordFlags } from './signs.js';
import type { Token } from './token.js';
import { trieRoot } from './trie.js';

/** Where a term of a pattern stands. */
export interface Occurrence {
  readonly term: number;
  readonly from: number;
  /** one behind its last token */
  readonly to: number;
}

/** What one walk over a segment finds. Places are counted in tokens of the passage. */
export interface Scan {
  readonly passage: Passage;
  readonly segment: Segment;
  /** by term, in order of place */
  readonly byTerm: ReadonlyMap<number, readonly Occurrence[]>;
  readonly occurrences: readonly Occurrence[];
  /** bits of all signs that begin at a token, by place from the segment's start */
  readonly signsAt: readonly number[];
  /** the longest cue that begins at a token: its bits, and one behind its last token */
  readonly cueAt: readonly number[];
  readonly cueTo: readonly number[];
  /** the longest stop that begins at a token */
  readonly stopAt: readonly number[];
}

/** Words that may be left out between two words of a phrase. */
export const mostFillers = 3;

/** Walks over a segment once and collects everything that the lexicon knows. */
export function scanSegment(passage: Passage, segment: Segment, lexicon: Lexicon): Scan {
  const { ids, tokens } = passage;
  const { trie, flags, specials } = lexicon;
  const length = segment.to - segment.from;
  const byTerm = new Map<number, Occurrence[]>();
  const occurrences: Occurrence[] = [];
  const numbers = (): number[] => new Array<number>(length).fill(0);
  const [signsAt, cueAt, cueTo, stopAt] = [numbers(), numbers(), numbers(), numbers()];
  const add = (term: number, from: number, to: number): void => {
    const known = byTerm.get(term);
    const last = known?.[known.length - 1];
    if (last?.from === from && last.to === to) return;
    const occurrence = { term, from, to };
    if (known === undefined) byTerm.set(term, [occurrence]);
    else known.push(occurrence);
    occurrences.push(occurrence);
  };
  const visit = (node: number, from: number, to: number, isExact: boolean): void => {
    const end = trie.termStart[node + 1] ?? 0;
    for (let place = trie.termStart[node] ?? 0; place < end; place += 1) add(trie.terms[place] ?? 0, from, to);
    const bits = trie.signsAt[node] ?? 0;
    if (bits === 0 || !isExact) return;
    const at = from - segment.from;
    signsAt[at] = (signsAt[at] ?? 0) | bits;
    // a longer phrase is visited later than the shorter one that it begins with
    if ((bits & cueBits) !== 0) [cueAt[at], cueTo[at]] = [bits & cueBits, to];
    if ((bits & stopBits) !== 0) stopAt[at] = bits & stopBits;
  };
  const walk = (node: number, from: number, at: number, skipped: number): void => {
    if (at >= segment.to) return;
    const word = ids[at] ?? 0;
    if (word === 0) return;
    const next = trie.child(node, word);
    if (next !== 0) {
      visit(next, from, at + 1, skipped === 0);
      walk(next, from, at + 1, skipped);
    }
    const isFiller = node !== trieRoot && ((flags[word] ?? 0) & wordFlags.filler) !== 0;
    if (isFiller && skipped < mostFillers) walk(node, from, at + 1, skipped + 1);
  };
  let number: Token | undefined;
  for (let at = segment.from; at < segment.to; at += 1) {
    walk(trieRoot, at, at, 0);
    const token = tokens[at];
    if (token === undefined || token.kind === 'word' || token.kind === 'mark') continue;
    for (const { term, test } of specials) if (test(token, number)) add(term, at, at + 1);
    if (token.kind === 'number') number = token;
  }
  return { passage, segment, byTerm, occurrences, signsAt, cueAt, cueTo, stopAt };
}
