import { isPositiveMark } from './answers.js';
import type { Search } from './cue-search.js';
import type { Lexicon } from './lexicon.js';
import type { Mention } from './mentions.js';
import { signs, stopBits, wordFlags } from './signs.js';

/** Tokens that an after-cue looks back over. */
const backTokens = 3;
/** A label of a form is at most this long. */
export const labelTokens = 6;
/** Words of a phrase among which it is looked for what was measured: "bladder scan". */
const measuredTokens = 3;

/** The first token that an after-cue reaches: three tokens back, not over a comma or a stop; a whole list in brackets. */
export function before(at: number, search: Search): number {
  const { scan, text } = search;
  const { segment, stopAt } = scan;
  if (text(at - 1) === ')' || (text(at - 1) === ':' && text(at - 2) === ')')) return listBefore(at, search);
  let from = at;
  while (from > segment.from && at - from < backTokens) {
    if ([',', ':', '.', '(', '?'].includes(text(from - 1))) break;
    if (((stopAt[from - 1 - segment.from] ?? 0) & signs.stop) !== 0) break;
    from -= 1;
  }
  return from;
}

/** The first token of the list before an answer: the bracket, or back to the answer before, over commas between bare items. */
export function listBefore(at: number, search: Search): number {
  const { scan, text, bits } = search;
  const { from } = scan.segment;
  let place = at - 1;
  while (place > from && [':', '-', '?'].includes(text(place))) place -= 1;
  if (text(place) === ')') {
    while (place > from && text(place) !== '(') place -= 1;
    // "Red flags (a, b): none" is about the heading too
    return Math.max(from, place - labelTokens);
  }
  let first = place;
  for (; place >= from; place -= 1) {
    const isEnd =
      ['?', '.', ':'].includes(text(place)) ||
      ((bits(place) & (signs.yes | signs.no)) !== 0 && isLabelEnd(text(place - 1)));
    if (isEnd) break;
    if (text(place) === ',' && !isBareBefore(place, search)) break;
    first = place;
  }
  return first;
}

function isLabelEnd(mark: string): boolean {
  return mark === ':' || mark === '?' || mark === '-';
}

/** Whether the item that a comma ends is bare. */
function isBareBefore(comma: number, search: Search): boolean {
  const { scan, text } = search;
  let from = comma;
  while (from > scan.segment.from && ![',', ':', '?', '.'].includes(text(from - 1))) from -= 1;
  return isBare(from, comma, search);
}

/** Where a clause ends: but, a new verb, ", patient". */
export function clauseEnd(from: number, search: Search): number {
  const { scan, text, bits } = search;
  const { segment, stopAt } = scan;
  for (let at = from; at < segment.to; at += 1) {
    if ((bits(at) & signs.except) !== 0 || isPositiveMark(at, search)) return at;
    if (text(at) === ',' && beginsFinding(at + 1, search)) return at;
    const stop = (stopAt[at - segment.from] ?? 0) & stopBits;
    if (stop === 0) continue;
    if ((stop & (signs.stop | signs.verb)) !== 0) return at;
    const last = text(at - 1);
    if (last === ',' || last === ':' || (bits(at - 1) & signs.join) !== 0) return at;
  }
  return segment.to;
}

/** Whether what follows a comma in a list of denials was found: a measurement, or in a report what has a size, a number or a level. */
function beginsFinding(from: number, search: Search): boolean {
  const { scan, text, bits, flags, mentions } = search;
  const { segment, passage } = scan;
  let to = from;
  while (to < segment.to && text(to) !== ',') to += 1;
  for (let at = from; at < Math.min(to, from + measuredTokens); at += 1)
    if ((flags(at) & wordFlags.measured) !== 0) return true;
  if (isMeasured(from, to, search)) return true;
  // where "or" still follows, the list goes on
  if (!search.isReport || hasCarry(from, segment.to, bits)) return false;
  for (let at = from; at < to; at += 1) {
    if (
      ['level', 'number'].includes(passage.tokens[at]?.kind ?? '') &&
      mentions.kept.some((each) => each.from >= from && each.from < to)
    )
      return true;
    if ((flags(at) & wordFlags.size) !== 0) return true;
  }
  return false;
}

/** Whether a finding there holds a number or a grade: "TA 3/5", "bladder scan 480 cc". */
function isMeasured(from: number, to: number, { scan: { passage }, mentions }: Search): boolean {
  const isFigure = (at: number): boolean => ['number', 'grade'].includes(passage.tokens[at]?.kind ?? '');
  return mentions.kept.some(
    ({ spans }) =>
      spans.every((span) => span.from >= from && span.to <= to) &&
      spans.some((span) => isFigure(span.from) || isFigure(span.to - 1)),
  );
}

/** "no workup for weight loss": where what is denied is the care, the reach of a denial ends at it. */
export function careIn(from: number, most: number, { isList }: { readonly isList: boolean }, search: Search): number {
  const { mentions, lexicon, text, flags } = search;
  for (let at = from; at < most && text(at) !== ','; at += 1) {
    if (mentions.kept.some((each) => each.from === at && !isTopic(each, lexicon))) return most;
    if ((flags(at) & wordFlags.care) === 0) continue;
    // "denies medication use, trauma" is a list of its own
    if (!isList || at + 1 >= most || text(at + 1) === ',' || (flags(at + 1) & wordFlags.finding) === 0) return at;
  }
  return most;
}

function isTopic({ pattern }: Mention, { subjects }: Lexicon): boolean {
  return subjects[pattern.subject]?.kind === 'topic';
}

/** What "no" reaches: up to the first comma; farther only in a list that "or" ends, or of three and more bare items. */
export function itemEnd(from: number, most: number, search: Search): number {
  const { text, bits } = search;
  const ends: number[] = [];
  for (let at = from; at < most; at += 1) if (text(at) === ',') ends.push(at);
  ends.push(most);
  const first = ends[0] ?? most;
  let start = from;
  let bare = 0;
  for (const [index, end] of ends.entries()) {
    const carries = index > 0 && hasCarry(start, end, bits);
    if (!isBare(start, end, search) && !(index === 0 && hasCarry(end + 1, ends[1] ?? end, bits))) break;
    bare += 1;
    if (carries) return end;
    start = end + 1;
  }
  return bare >= 3 ? (ends[bare - 1] ?? first) : first;
}

function hasCarry(from: number, to: number, bits: Search['bits']): boolean {
  for (let at = from; at < to; at += 1) if ((bits(at) & signs.carry) !== 0) return true;
  return false;
}

/** Findings and fillers only: no side, number, time or "new". */
function isBare(from: number, to: number, { scan, mentions, bits, flags }: Search): boolean {
  let findings = 0;
  for (let at = from; at < to; at += 1) {
    const token = scan.passage.tokens[at];
    const word = flags(at);
    if (token === undefined || token.kind === 'number' || token.kind === 'grade' || token.kind === 'level')
      return false;
    if (token.kind === 'mark') continue;
    const sign = bits(at);
    if ((word & wordFlags.side) !== 0 || (sign & (signs.recent | signs.since | signs.subject)) !== 0) return false;
    if (mentions.isUsed(at) || (sign & signs.otherFinding) !== 0 || (word & wordFlags.finding) !== 0) findings += 1;
    else if (
      (word & wordFlags.filler) === 0 &&
      (sign & (signs.carry | signs.join | signs.otherFinding)) === 0 &&
      !isInPhrase(at, bits)
    )
      return false;
  }
  return findings > 0;
}

/** The second word of "weight loss" among other findings. */
function isInPhrase(at: number, bits: Search['bits']): boolean {
  return (bits(at - 1) & signs.otherFinding) !== 0;
}
