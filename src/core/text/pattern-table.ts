import { startsBySize, startsOf } from './starts.js';
import type { FactMeaning, FactWords } from './text-documents.js';

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
  /** as its author wrote it; '' where it was compiled without */
  readonly text: string;
}

/** What many patterns have in common. */
type PatternKind = Pick<Pattern, 'subject' | 'role' | 'window'>;

/**
 * The patterns of a lexicon as they are written to a file: in columns, ordered by their first term. As objects they would
 * be most of what a process holds.
 */
export interface PatternData {
  readonly kinds: readonly PatternKind[];
  /** of each pattern, its place in `kinds`, how many terms it has, and as bits which of them may stand near the one before */
  readonly kind: readonly number[];
  readonly length: readonly number[];
  readonly near: readonly number[];
  /** the terms of all patterns, one after the other */
  readonly terms: readonly number[];
  /** what their authors wrote */
  readonly text?: readonly string[];
}

/** The patterns of a lexicon, known by their places. */
export interface Patterns {
  /** the patterns that begin with a term: from the first place to one behind the last */
  readonly firstFrom: (term: number) => number;
  readonly endFrom: (term: number) => number;
  /** whether all terms of a pattern behind its first are among some */
  readonly hasRest: (place: number, terms: { readonly has: (term: number) => boolean }) => boolean;
  readonly at: (place: number) => Pattern;
}

export function toPatternData(patterns: readonly Pattern[]): PatternData {
  const kinds: PatternKind[] = [];
  const known = new Map<string, number>();
  const placeOf = ({ subject, role, window }: Pattern): number => {
    const name = `${subject} ${role} ${window}`;
    const place = known.get(name) ?? kinds.push({ subject, role, window }) - 1;
    known.set(name, place);
    return place;
  };
  const ordered = patterns.toSorted((left, right) => (left.terms[0] ?? 0) - (right.terms[0] ?? 0));
  return {
    kinds,
    kind: ordered.map(placeOf),
    length: ordered.map(({ terms }) => terms.length),
    near: ordered.map(({ near }) => near.reduce((bits, isNear, at) => (isNear ? bits | (1 << at) : bits), 0)),
    terms: ordered.flatMap(({ terms }) => terms),
    text: ordered.map(({ text }) => text),
  };
}

/** Opens the columns; `termCount` = how many terms there are in the lexicon. */
export function openPatterns(data: PatternData, termCount: number): Patterns {
  const { kinds, kind, length, near, terms: all, text = [] } = data;
  const [kindOf, nearOf, terms] = [Uint16Array.from(kind), Uint32Array.from(near), Int32Array.from(all)];
  const start = startsBySize(length);
  const first = startsOf(kind.length, termCount, (place) => terms[start[place] ?? 0] ?? 0);
  const made = new Map<number, Pattern>();
  const make = (place: number): Pattern => {
    const own = [...terms.subarray(start[place], start[place + 1])];
    const bits = nearOf[place] ?? 0;
    const { subject, role, window } = kinds[kindOf[place] ?? 0] ?? nothing;
    const isNear = own.map((_, at) => (bits & (1 << at)) !== 0);
    return { subject, role, window, terms: own, near: isNear, text: text[place] ?? '' };
  };
  return {
    firstFrom: (term) => first[term] ?? 0,
    endFrom: (term) => first[term + 1] ?? 0,
    hasRest: (place, among) => {
      const end = start[place + 1] ?? 0;
      for (let at = (start[place] ?? 0) + 1; at < end; at += 1) if (!among.has(terms[at] ?? -1)) return false;
      return true;
    },
    at: (place) => {
      const pattern = made.get(place) ?? make(place);
      made.set(place, pattern);
      return pattern;
    },
  };
}

const nothing: PatternKind = { subject: 0, role: 'unless', window: 'current' };
