import { adviceCues } from './advice.js';
import { findAnswers, findSignedItems } from './answers.js';
import type { Cue, Effect, Search } from './cue-search.js';
import { endOfFamily, findKin } from './family.js';
import { choicesOf } from './forms.js';
import type { Lexicon } from './lexicon.js';
import type { Mentions } from './mentions.js';
import { before, careIn, clauseEnd, itemEnd, labelTokens, listBefore } from './reach.js';
import type { Scan } from './scan.js';
import { signs, wordFlags } from './signs.js';
import { openingQuestion } from './token.js';

/** A phrase of the lexicon that may be a cue, before it is known which way it looks. */
interface Candidate {
  readonly bits: number;
  readonly at: number;
  readonly end: number;
}

/** Tokens that "over" looks ahead. */
const aheadTokens = 8;
/** Tokens before "resolved" among which "never" or "nearly" is looked for. */
const partlyTokens = 2;

/** All cues of a segment, each with its reach; `isOpen` = a list denial of the segment before goes on. */
export function findCues(
  scan: Scan,
  mentions: Mentions,
  lexicon: Lexicon,
  { isOpen, isReport }: { readonly isOpen: boolean; readonly isReport: boolean },
): readonly Cue[] {
  const { segment, passage, signsAt } = scan;
  const search: Search = {
    scan,
    mentions,
    lexicon,
    isReport,
    text: (at) => passage.tokens[at]?.text ?? '',
    bits: (at) => (at < segment.from || at >= segment.to ? 0 : (signsAt[at - segment.from] ?? 0)),
    flags: (at) => lexicon.flags[passage.ids[at] ?? 0] ?? 0,
  };
  const answers = [...findAnswers(search), ...findSignedItems(search)];
  const answered = new Set([
    ...answers.map(({ at }) => at),
    ...choicesOf(scan, mentions.kept).flatMap((choice) => choice.answers),
  ]);
  const candidates = candidatesOf(search).filter(({ at }) => !answered.has(at));
  const cues = candidates.flatMap((candidate, index) =>
    cuesFrom(candidate, nextForward(candidates, index, search), search),
  );
  return [...openDenial(candidates, isOpen, search), ...answers, ...cues, ...findKin(search)];
}

/** The list denial of a sentence that was cut goes on up to the next stop or cue. */
function openDenial(candidates: readonly Candidate[], isOpen: boolean, search: Search): readonly Cue[] {
  const { from } = search.scan.segment;
  if (!isOpen) return [];
  const to = Math.min(nextForward(candidates, -1, search), clauseEnd(from, search));
  return [{ effect: 'deny', at: from, end: from, from, to, isBackward: false, isList: true }];
}

/** Longest phrase first; a phrase whose first word belongs to a mention is none, one that runs into a mention is its first word. */
function candidatesOf({ scan, mentions, bits }: Search): readonly Candidate[] {
  const { segment, cueAt, cueTo } = scan;
  const found: Candidate[] = [];
  for (let at = segment.from; at < segment.to; at += 1) {
    const cue = cueAt[at - segment.from] ?? 0;
    const question = questionBits(scan, at, bits);
    if (question !== 0) found.push({ bits: question, at, end: at + 1 });
    if (cue === 0 || mentions.isUsed(at)) continue;
    const end = cueTo[at - segment.from] ?? at + 1;
    let inside = at + 1;
    while (inside < end && !mentions.isUsed(inside)) inside += 1;
    if (inside === end) {
      found.push({ bits: cue, at, end });
      at = end - 1;
    } else if ((cue & signs.pseudo) !== 0 && holds({ at, inside, end }, mentions)) at = inside - 1;
    else if (isTaken(cue, { from: inside, to: end }, bits)) at = inside - 1;
    else {
      const isLone = (cue & loneBits) !== 0;
      found.push({
        bits: isLone ? bits(at) & (signs.denyItem | signs.denyList) : cue,
        at,
        end: isLone ? at + 1 : inside,
      });
      // the rest of a longer cue is no cue of its own: "no personal or family history of cancer"
      if (!isLone) at = inside - 1;
    }
  }
  return found;
}

/** Whether a phrase that runs into a mention stays whole: "can't void without straining", "without his AFO". */
function holds(
  { at, inside, end }: { readonly at: number; readonly inside: number; readonly end: number },
  { kept }: Mentions,
): boolean {
  return kept.some(({ from, to }) => from <= inside && to > inside && (from < at || to <= end));
}

/** Whether a mention has taken what makes the cue one: the "no" of "has no warning", the "gone" of "has gone". */
function isTaken(
  cue: number,
  { from, to }: { readonly from: number; readonly to: number },
  bits: Search['bits'],
): boolean {
  if ((cue & signs.over) !== 0) return true;
  if ((cue & loneBits) !== 0) return false;
  for (let at = from; at < to; at += 1) if ((bits(at) & signs.denyItem) !== 0) return true;
  return false;
}

/** Cues that are only their first word when they run into a mention: "no change in weakness". */
const loneBits = signs.pseudo | signs.noNew | signs.adviceAfter;

function questionBits({ passage, segment }: Scan, at: number, bits: Search['bits']): number {
  const token = passage.tokens[at];
  if (token?.text === openingQuestion) return signs.maybe;
  const isAnswered = at + 1 < segment.to && (bits(at + 1) & (signs.yes | signs.no)) !== 0;
  return token?.kind === 'mark' && token.text === '?' && !isAnswered ? signs.maybeAfter : 0;
}

const forwardBits = signs.denyList | signs.denyItem | signs.noNew | signs.maybe | signs.advice | signs.family;

/** Where the next cue that looks ahead begins: what stood before reaches no farther. */
function nextForward(candidates: readonly Candidate[], index: number, { scan, bits }: Search): number {
  for (let next = index + 1; next < candidates.length; next += 1) {
    const candidate = candidates[next];
    // "if he coughs" is no advice, and begins something new as advice does
    const isForward = (bits(candidate?.at ?? 0) & signs.advice) | ((candidate?.bits ?? 0) & forwardBits);
    if (candidate !== undefined && isForward !== 0) return candidate.at;
  }
  return scan.segment.to;
}

function cuesFrom(candidate: Candidate, next: number, search: Search): readonly Cue[] {
  const { bits, at, end } = candidate;
  const { segment } = search.scan;
  if (isAnswer(candidate, search)) return [backward('deny', candidate, listBefore(at, search))];
  if ((bits & signs.denyAfter) !== 0 && isAfter(candidate, search))
    return [backward('deny', candidate, before(at, search))];
  const cues: Cue[] = [];
  const ahead = (effect: Effect, most: number): void => {
    const to =
      effect === 'deny' || effect === 'noNew'
        ? careIn(end, most, { isList: (bits & signs.denyList) !== 0 }, search)
        : most;
    cues.push({ effect, at, end, from: at + 1, to, isBackward: false, isList: (bits & signs.denyList) !== 0 });
  };
  if ((bits & signs.maybeAfter) !== 0) cues.push(backward('maybe', candidate, before(at, search)));
  if ((bits & signs.adviceAfter) !== 0) cues.push(backward('advice', candidate, before(at, search)));
  if ((bits & signs.over) !== 0) cues.push(...overCues(candidate, search));
  if ((bits & signs.denyList) !== 0) ahead('deny', Math.min(next, clauseEnd(end, search)));
  else if ((bits & signs.noNew) !== 0) ahead('noNew', itemEnd(end, Math.min(next, clauseEnd(end, search)), search));
  else if (isHeading(candidate, search)) ahead('deny', Math.min(next, clauseEnd(end, search)));
  else if ((bits & signs.denyItem) !== 0) ahead('deny', itemEnd(end, Math.min(next, clauseEnd(end, search)), search));
  if ((bits & signs.maybe) !== 0) ahead('maybe', Math.min(next, clauseEnd(end, search)));
  if ((bits & signs.advice) !== 0) cues.push(...adviceCues(candidate, search));
  if ((bits & signs.family) !== 0) ahead('family', endOfFamily(end, segment.to, search.bits));
  return cues;
}

/** `Neg: fever, trauma`: the line is a list of what is denied. */
function isHeading({ bits, at, end }: Candidate, { scan: { segment }, text, bits: signsOf }: Search): boolean {
  return (bits & signs.denyItem) !== 0 && (signsOf(at) & signs.no) !== 0 && at === segment.from && text(end) === ':';
}

function backward(effect: Effect, { at, end }: Candidate, from: number): Cue {
  return { effect, at, end, from, to: at, isBackward: true, isList: false };
}

/** `label: no`, `label? No`, `label - n`: answers, not the beginning of what is denied. */
function isAnswer({ bits, at, end }: Candidate, { scan, text, bits: signsOf }: Search): boolean {
  const denies = bits & (signs.denyItem | signs.denyList | signs.denyAfter);
  if (denies === 0 || (signsOf(at) & signs.no) === 0 || ![':', '?', '-', ')'].includes(text(at - 1))) return false;
  if (at - 1 < scan.segment.from) return false;
  const follows = scan.passage.tokens[end];
  if (end >= scan.segment.to || follows === undefined || follows.kind !== 'word' || text(at).length === 1) return true;
  // a form on one line: the words up to the next colon are the next label
  for (let next = end; next < Math.min(scan.segment.to, end + labelTokens); next += 1)
    if ([':', '?'].includes(text(next))) return true;
  return false;
}

/** Whether an after-cue stands behind what it denies: a mention ends just before, and nothing to deny follows at once. */
function isAfter({ bits, at, end }: Candidate, search: Search): boolean {
  const { scan, mentions, text } = search;
  const from = before(at, search);
  const isBehind = mentions.kept.some((mention) => mention.to > from && mention.to <= at) || text(at - 1) === ')';
  if (!isBehind) return false;
  if ((bits & (signs.denyItem | signs.denyList)) === 0) return true;
  const isFollowed = mentions.kept.some(
    (mention) => mention.from >= end && mention.from <= end + 1 && mention.from < scan.segment.to,
  );
  return !isFollowed;
}

/** "never fully recovered", "nearly resolved", "resolved, now back again": it is not over. */
function isUnfinished({ at, end }: Candidate, { scan: { segment }, bits, flags }: Search): boolean {
  for (let place = Math.max(segment.from, at - partlyTokens); place < at; place += 1)
    if ((flags(place) & wordFlags.partly) !== 0) return true;
  for (let place = end; place < segment.to; place += 1)
    if ((bits(place) & signs.again) !== 0 && !isDeniedNear(place, bits)) return true;
  return false;
}

/** "no further recurrence". */
function isDeniedNear(at: number, bits: Search['bits']): boolean {
  return ((bits(at - 1) | bits(at - 2)) & (signs.denyItem | signs.denyList)) !== 0;
}

/** "resolved" behind what it ends; ahead only where nothing stands before it. */
function overCues(candidate: Candidate, search: Search): readonly Cue[] {
  const { at, end } = candidate;
  const { scan, text, bits, mentions } = search;
  if (isUnfinished(candidate, search)) return [];
  const isSpokenOf = (from: number, last: number): boolean =>
    mentions.kept.some((mention) => mention.to > from && mention.to <= last);
  const from = before(at, search);
  if (isSpokenOf(from, at)) return [backward('over', candidate, from)];
  // "numbness, resolved after surgery"
  if (
    text(at - 1) === ',' &&
    !mentions.kept.some((mention) => mention.from >= end && mention.from < end + aheadTokens)
  ) {
    const earlier = before(at - 1, search);
    if (isSpokenOf(earlier, at - 1)) return [backward('over', candidate, earlier)];
  }
  const isFirst = at === scan.segment.from || text(at - 1) === ',' || bits(at - 1) !== 0 || end - at > 1;
  if (!isFirst) return [];
  let to = end;
  while (to < Math.min(scan.segment.to, end + aheadTokens) && text(to) !== ',') to += 1;
  return [{ effect: 'over', at, end, from: at + 1, to, isBackward: false, isList: false }];
}
