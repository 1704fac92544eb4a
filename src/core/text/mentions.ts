import type { Passage } from './expand.js';
import type { Lexicon } from './lexicon.js';
import type { Pattern } from './pattern-table.js';
import { mostFillers, type Occurrence, type Scan } from './scan.js';
import { signs, wordFlags } from './signs.js';

/** Words that match a pattern of a fact, a topic or a group. */
export interface Mention {
  readonly pattern: Pattern;
  readonly from: number;
  /** one behind its last token */
  readonly to: number;
  /** the words themselves, without what stands between two that are near each other */
  readonly spans: readonly Occurrence[];
}

export interface Mentions {
  /** what the segment speaks of, in order of place */
  readonly kept: readonly Mention[];
  /** whether a token belongs to what the segment speaks of: then it is no cue */
  readonly isUsed: (at: number) => boolean;
  /** whether it is understood: used, or taken away by a `not` */
  readonly isUnderstood: (at: number) => boolean;
}

/** Words between two terms that are near each other: so many that are no fillers, so many in all. */
const mostBetween = 5;
const mostBetweenInAll = 8;

/** Everything that a segment speaks of; `isBare` = bare words count here. */
export function findMentions(scan: Scan, lexicon: Lexicon, isBare: boolean): Mentions {
  const found = matchAll(scan, lexicon);
  const silenced = new Set<number>();
  const taken = new Map<number, Set<number>>();
  const used = new Set<number>();
  const away = new Set<number>();
  for (const { pattern, spans } of found) {
    if (pattern.role === 'unless' && !isDeniedWord(scan, spans)) silenced.add(pattern.subject);
    if (pattern.role !== 'not') continue;
    const words = taken.get(pattern.subject) ?? new Set();
    taken.set(pattern.subject, words);
    eachToken(spans, (at) => {
      words.add(at);
      away.add(at);
    });
  }
  const isFact = ({ subject }: Pattern): boolean => lexicon.subjects[subject]?.kind !== 'topic';
  const speaking = found.filter(
    ({ pattern, spans }) =>
      pattern.role !== 'unless' &&
      pattern.role !== 'not' &&
      (isBare || pattern.role !== 'inOrder') &&
      !silenced.has(pattern.subject) &&
      !someToken(spans, (at) => taken.get(pattern.subject)?.has(at) === true),
  );
  const kept = longestOf(speaking.filter(({ pattern }) => isFact(pattern)));
  for (const { spans } of kept) eachToken(spans, (at) => used.add(at));
  const isUnderstood = (at: number): boolean => used.has(at) || away.has(at);
  const topics = speaking.filter(({ pattern, spans }) => !isFact(pattern) && !someToken(spans, isUnderstood));
  const all = [...kept, ...longestOf(topics)].sort((left, right) => left.from - right.from);
  return { kept: all, isUsed: (at) => used.has(at), isUnderstood };
}

/** "not dieting": what is denied silences nothing. */
function isDeniedWord({ signsAt, segment }: Scan, [first]: readonly Occurrence[]): boolean {
  const before = (first?.from ?? 0) - 1 - segment.from;
  return ((signsAt[before] ?? 0) & (signs.denyItem | signs.denyList)) !== 0;
}

/**
 * Of mentions of one subject that share a word the one of most words is kept, as words that belong to none may be cues; of
 * equal ones the one that denies, then the one that reaches farthest.
 */
function longestOf(mentions: readonly Mention[]): readonly Mention[] {
  const covered = new Map<number, Set<number>>();
  const weight = ({ spans, pattern }: Mention): number => wordsOf(spans) * 2 + (pattern.role === 'denied' ? 1 : 0);
  const kept: Mention[] = [];
  const ranked = [...mentions].sort(
    (left, right) => weight(right) - weight(left) || right.to - right.from - (left.to - left.from),
  );
  for (const mention of ranked) {
    const words = covered.get(mention.pattern.subject) ?? new Set();
    covered.set(mention.pattern.subject, words);
    if (someToken(mention.spans, (at) => words.has(at))) continue;
    if (mention.pattern.role === 'denied') for (let at = mention.from; at < mention.to; at += 1) words.add(at);
    eachToken(mention.spans, (at) => words.add(at));
    kept.push(mention);
  }
  return kept;
}

function wordsOf(spans: readonly Occurrence[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}

function eachToken(spans: readonly Occurrence[], visit: (at: number) => void): void {
  for (const { from, to } of spans) for (let at = from; at < to; at += 1) visit(at);
}

function someToken(spans: readonly Occurrence[], is: (at: number) => boolean): boolean {
  return spans.some(({ from, to }) => {
    for (let at = from; at < to; at += 1) if (is(at)) return true;
    return false;
  });
}

function matchAll(scan: Scan, { patterns, flags }: Lexicon): readonly Mention[] {
  const found: Mention[] = [];
  const { byTerm, passage, segment, stopAt, signsAt } = scan;
  const isStop = (at: number): boolean =>
    ((stopAt[at] ?? 0) & signs.stop) !== 0 || ((signsAt[at] ?? 0) & signs.except) !== 0;
  const isFiller = (at: number): boolean => ((flags[passage.ids[at] ?? 0] ?? 0) & wordFlags.filler) !== 0;
  const isAdjacent = (from: number, to: number): boolean => {
    if (to < from || to - from > mostFillers) return false;
    for (let at = from; at < to; at += 1) if (!isFiller(at)) return false;
    return true;
  };
  const isNear = (from: number, to: number): boolean => {
    if (to < from || to - from > mostBetweenInAll) return false;
    let words = 0;
    for (let at = from; at < to; at += 1) {
      const token = passage.tokens[at];
      if (token?.kind === 'mark' && !isPassable(token.text, at === from) && !isBeforeGrade(passage, from, to))
        return false;
      if (token?.kind === 'box' || isStop(at - segment.from)) return false;
      if (token?.kind !== 'mark' && !isFiller(at)) words += 1;
    }
    return words <= mostBetween;
  };
  // whether the rest of the pattern is there; if not, a place farther on is tried: "from 188 to 169 pounds"
  const match = (pattern: Pattern, spans: readonly Occurrence[], from: number, to: number): boolean => {
    const term = pattern.terms[spans.length];
    if (term === undefined) {
      found.push({ pattern, from, to, spans });
      return true;
    }
    let isMatched = false;
    const near = pattern.near[spans.length] === true;
    const fits = near ? isNear : isAdjacent;
    let before: Occurrence | undefined;
    for (const next of byTerm.get(term) ?? []) {
      if (next.from >= to) {
        if (next.from - to > mostBetweenInAll) break;
        if (!fits(to, next.from)) continue;
        isMatched = match(pattern, [...spans, next], from, next.to);
        if (isMatched) break;
        continue;
      }
      if (near && next.to <= from && from - next.to <= mostBetweenInAll && isNear(next.to, from)) before = next;
    }
    if (before !== undefined && match(pattern, [...spans, before], before.from, to)) isMatched = true;
    return isMatched;
  };
  for (const occurrence of scan.occurrences) {
    const { term, from, to } = occurrence;
    const end = patterns.endFrom(term);
    for (let place = patterns.firstFrom(term); place < end; place += 1)
      // most patterns have one term alone; of the others most lack the second
      if (patterns.hasRest(place, byTerm)) match(patterns.at(place), [occurrence], from, to);
  }
  return found;
}

/** "right hip flexion, 3/5": a comma alone between a movement and its grade. */
function isBeforeGrade({ tokens }: Passage, from: number, to: number): boolean {
  return to === from + 1 && tokens[from]?.text === ',' && tokens[to]?.kind === 'grade';
}

/** Marks that two near terms may have between them; a colon only right behind the first: "saddle: numb". */
function isPassable(mark: string, isFirst: boolean): boolean {
  return mark === '/' || mark === '-' || mark === '(' || mark === '+' || (mark === ':' && isFirst);
}
