import type { Cue, Search } from './cue-search.js';
import type { Mention } from './mentions.js';
import { signs, wordFlags } from './signs.js';

/** A word or mark that says yes or no to the item right before it: `Trauma N Cancer Y`, `fever (-)`. */
interface Answer {
  readonly at: number;
  readonly isYes: boolean;
}

/** Words between an answer and the next in columns without commas: "N weight loss Y". */
const mostItemWords = 4;
/** A minus and a nought are written for other things too: so many answers must stand behind their items. */
const fewestSigns = 2;

/** The answers of a segment that stand behind their items, as cues that look back. */
export function findAnswers(search: Search): readonly Cue[] {
  const { segment } = search.scan;
  const found: Answer[] = [];
  let next: number | undefined;
  for (let at = segment.to - 1; at >= segment.from; at -= 1) {
    const isYes = answerOf(at, search);
    if (isYes === undefined) continue;
    // whether the next answer stands behind its item decides what parts this one from it
    const isBehind = isItemBefore(at, search) && (isClosed(at, search) || isColumn(at, next, search));
    next = isBehind ? at : undefined;
    if (isBehind) found.push({ at, isYes });
  }
  const isSure = found.length >= fewestSigns;
  return found.filter(({ at }) => isSure || !isBareSign(at, search)).flatMap((answer) => answerCues(answer, search));
}

/** A positive mark before its item ends what is denied before it: `denies fever, + weakness`, `no fever +chills`. */
export function isPositiveMark(
  at: number,
  { scan: { passage, segment }, bits, text }: Pick<Search, 'scan' | 'bits' | 'text'>,
): boolean {
  const [before, here, after] = [passage.tokens[at - 1], passage.tokens[at], passage.tokens[at + 1]];
  if (here === undefined || (bits(at) & signs.yes) === 0) return false;
  if (after === undefined || at + 1 >= segment.to || after.kind === 'mark') return false;
  // `(+)`, `+ve`
  if (here.kind === 'word') return isSign(here.text);
  if (at === segment.from || text(at - 1) === ',' || text(at - 1) === '/') return true;
  return after.start === here.end && (before?.end ?? 0) < here.start;
}

function isSign(text: string): boolean {
  const first = text[0] ?? '';
  return first.toUpperCase() === first.toLowerCase();
}

/** `-fever -chills +IVDU`: a line that begins with a sign, each glued to its item, of both kinds. */
export function findSignedItems(search: Search): readonly Cue[] {
  const { segment } = search.scan;
  if (!isGluedSign(segment.from, search)) return [];
  const signed: number[] = [];
  for (let at = segment.from; at < segment.to; at += 1) if (isGluedSign(at, search)) signed.push(at);
  const minus = signed.filter((at) => !isYesAt(at, search));
  if (minus.length < fewestSigns || minus.length === signed.length) return [];
  return minus.map((at) => {
    const to = signed.find((next) => next > at) ?? at + 1 + mostItemWords;
    const comma = commaAfter(at, to, search);
    return { effect: 'deny', at, end: at + 1, from: at + 1, to: comma, isBackward: false, isList: false };
  });
}

function commaAfter(at: number, to: number, { text, scan: { segment } }: Search): number {
  for (let next = at; next < Math.min(to, segment.to); next += 1) if (text(next) === ',') return next;
  return Math.min(to, segment.to);
}

function isGluedSign(at: number, search: Search): boolean {
  const { tokens } = search.scan.passage;
  const [before, here, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (here?.kind !== 'mark' || (!isYesAt(at, search) && !isBareSign(at, search))) return false;
  return after?.kind === 'word' && after.start === here.end && (before === undefined || before.end < here.start);
}

function isYesAt(at: number, { bits }: Search): boolean {
  return (bits(at) & signs.yes) !== 0;
}

/** Signs that say no only behind an item. */
function isBareSign(at: number, { flags }: Search): boolean {
  return (flags(at) & wordFlags.noSign) !== 0;
}

/** Yes, no, or no answer; a word of loss is none: "sensation absent". */
function answerOf(at: number, search: Search): boolean | undefined {
  const { mentions, bits, scan } = search;
  if (mentions.isUsed(at) || scan.passage.tokens[at - 1]?.kind === 'box' || scan.passage.tokens[at + 1]?.kind === 'box')
    return undefined;
  if (isYesAt(at, search)) return true;
  if ((bits(at) & signs.abnormal) !== 0) return undefined;
  return (bits(at) & signs.no) !== 0 || isBareSign(at, search) ? false : undefined;
}

function isItemBefore(at: number, search: Search): boolean {
  const { text } = search;
  if (itemsBefore(at, search).length > 0) return true;
  return isYesAt(at, search) && [':', '?'].includes(text(at - 1)) && itemsBefore(at - 1, search).length > 0;
}

function itemsBefore(at: number, { mentions }: Search): readonly Mention[] {
  return mentions.kept.filter((mention) => mention.to === at);
}

/** Whether the item and its answer end here. */
function isClosed(at: number, { scan: { segment }, text, bits }: Search): boolean {
  if (at + 1 >= segment.to) return true;
  const isChoice = text(at + 1) === '/' && (bits(at + 2) & (signs.yes | signs.no)) !== 0;
  return !isChoice && [',', '/', ')', '.'].includes(text(at + 1));
}

/** Whether words alone part the answer from the next, which stands behind its own item. */
function isColumn(at: number, next: number | undefined, { scan: { passage } }: Search): boolean {
  if (next === undefined || next - at < 2 || next - at - 1 > mostItemWords) return false;
  if (passage.tokens[at]?.kind !== 'word') return false;
  return passage.tokens.slice(at + 1, next).every(({ kind, text }) => kind === 'word' || text === '/');
}

function answerCues({ at, isYes }: Answer, search: Search): readonly Cue[] {
  const last = itemsBefore(at, search).length > 0 ? at : at - 1;
  const items = itemsBefore(last, search).filter((item) => isYes || isDeniedBy(at, item, search));
  if (items.length === 0) return [];
  const from = Math.max(...items.map((item) => startOfItems(item.from, search)));
  return [{ effect: isYes ? 'affirm' : 'deny', at, end: at + 1, from, to: last, isBackward: true, isList: false }];
}

/** A part of the body is denied by a letter or a mark alone: "perianal sensation nil" is a loss. */
function isDeniedBy(at: number, { pattern }: Mention, { lexicon, text, scan, mentions }: Search): boolean {
  if (lexicon.subjects[pattern.subject]?.kind !== 'topic') return true;
  const isNumber = scan.passage.tokens[at]?.kind === 'number';
  const isAmongFacts = mentions.kept.length > 1;
  return isAmongFacts && !isNumber && (text(at).length === 1 || text(at).startsWith('('));
}

/** Over strokes: "fever/chills N". */
function startOfItems(from: number, search: Search): number {
  if (search.text(from - 1) !== '/') return from;
  const [before] = itemsBefore(from - 1, search);
  return before === undefined ? from : startOfItems(before.from, search);
}
