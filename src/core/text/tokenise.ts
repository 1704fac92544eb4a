import { apostrophe, arrows, boxes, digit, ignored, kindOf, letter, line, plainMark, space } from './characters.js';
import { readNumber } from './read-number.js';
import { emptyBox, openingQuestion, type Token, tickedBox } from './token.js';

/** Whether short forms with a mark in them, such as `r/o`, are one word. */
export type IsJoined = (text: string) => boolean;

/** Letters before a number of a vertebra, and the highest number that each may have. */
const highestLevel: { readonly [letter: string]: number } = { l: 6, s: 5, t: 12, c: 8 };

const longestChoice = 80;
const plainArrows = ['->', '-->', '=>', '==>'];

/** Cuts a text into words, numbers and marks in one pass. */
export function tokenise(text: string, isJoined: IsJoined): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === space || kind === ignored || kind === apostrophe) {
      at += 1;
      continue;
    }
    const next = readToken(text, at, kind, isJoined);
    // a hyphen inside a word parts it, and is no mark
    if (next.text !== '-' || !isInside(text, at)) tokens.push(next);
    at = next.end;
  }
  return tokens;
}

function isInside(text: string, at: number): boolean {
  return at > 0 && isWordPart(text.charCodeAt(at - 1)) && kindOf(text.charCodeAt(at + 1)) === letter;
}

function isWordPart(code: number): boolean {
  const kind = kindOf(code);
  return kind === letter || kind === digit;
}

function readToken(text: string, at: number, kind: number, isJoined: IsJoined): Token {
  if (kind === letter) return readLevel(text, at) ?? readWord(text, at, isJoined);
  if (kind === digit) return readNumber(text, at);
  if (kind === line) return token('newline', '\n', at, endOfLines(text, at));
  return readMark(text, at);
}

function token(kind: Token['kind'], text: string, start: number, end: number): Token {
  return { kind, text, start, end, value: Number.NaN, scale: Number.NaN };
}

/** Line ends with nothing but spaces between are one: `\n\n` when there is a blank line. */
function endOfLines(text: string, at: number): number {
  return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
}

function readWord(text: string, start: number, isJoined: IsJoined): Token {
  const first = endOfWord(text, start);
  let end = first;
  // r/o, b/b, f/c/s, a&e, b+b: letters joined by marks, if the lexicon knows them
  for (let next = end; isJoin(text.charCodeAt(next)); next = end) {
    const after = endOfWord(text, next + 1);
    if (after === next + 1 || after - start > 12) break;
    end = after;
  }
  while (end > first) {
    const joined = wordOf(text, start, end);
    if (isJoined(joined)) return token('word', joined, start, end);
    end = lastJoin(text, first, end);
  }
  if (isJoin(text.charCodeAt(first)) && isJoined(`${wordOf(text, start, first)}/`))
    return token('word', `${wordOf(text, start, first)}/`, start, first + 1);
  return token('word', wordOf(text, start, first), start, first);
}

function isJoin(code: number): boolean {
  return code === 0x2f || code === 0x26 || code === 0x2b;
}

function lastJoin(text: string, first: number, end: number): number {
  let at = end - 1;
  while (at > first && !isJoin(text.charCodeAt(at))) at -= 1;
  return at;
}

/** Letters, with ignorable characters and apostrophes inside; `'s` at the end falls off in `wordOf`. */
function endOfWord(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at) | 0x20; code >= 0x61 && code <= 0x7a; code = text.charCodeAt(at) | 0x20) at += 1;
  for (;;) {
    const kind = kindOf(text.charCodeAt(at));
    const goesOn =
      kind === letter || ((kind === apostrophe || kind === ignored) && at > start && isLetterAfter(text, at));
    if (at >= text.length || !goesOn) return at;
    at += 1;
  }
}

function isLetterAfter(text: string, at: number): boolean {
  return at + 1 < text.length && kindOf(text.charCodeAt(at + 1)) === letter;
}

function wordOf(text: string, start: number, end: number): string {
  const lower = text.slice(start, end).toLowerCase();
  if (isPlainWord(lower)) return lower;
  let word = '';
  let lastApostrophe = -1;
  for (const each of lower) {
    const kind = kindOf(each.charCodeAt(0));
    if (kind === apostrophe) lastApostrophe = word.length;
    else if (kind !== ignored) word += each;
  }
  const isPossessive = lastApostrophe > 0 && lastApostrophe === word.length - 1 && word.endsWith('s');
  return (isPossessive ? word.slice(0, -1) : word).normalize('NFC');
}

/** Whether a word has nothing in it but ASCII letters and joining marks. */
function isPlainWord(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code >= 0x80 || code === 0x27 || code === 0x60) return false;
  }
  return true;
}

/** L4, L4-5, L5/S1, L5S1. */
function readLevel(text: string, start: number): Token | undefined {
  const end = endOfLevel(text, start);
  if (end === undefined) return undefined;
  const join = text[end];
  let last = end;
  if (join === '-' || join === '/' || join === '\u2013') {
    const isLetter = kindOf(text.charCodeAt(end + 1)) === letter;
    last = (isLetter ? endOfLevel(text, end + 1) : endOfLevelNumber(text, end + 1, text[start] ?? '')) ?? end;
  }
  return token('level', text.slice(start, last).toLowerCase(), start, last);
}

function endOfLevel(text: string, start: number): number | undefined {
  return endOfLevelNumber(text, start + 1, text[start] ?? '');
}

function endOfLevelNumber(text: string, start: number, name: string): number | undefined {
  const highest = highestLevel[name.toLowerCase()];
  if (highest === undefined) return undefined;
  let end = start;
  while (end - start < 3 && kindOf(text.charCodeAt(end)) === digit) end += 1;
  const value = Number(text.slice(start, end));
  const isLevel = end > start && value >= 1 && value <= highest;
  const isDecimal = text[end] === '.' && kindOf(text.charCodeAt(end + 1)) === digit;
  if (!isLevel || isDecimal) return undefined;
  // L5S1
  return kindOf(text.charCodeAt(end)) === letter ? endOfLevel(text, end) : end;
}

function readMark(text: string, start: number): Token {
  const code = text.charCodeAt(start);
  const ticked = boxes.get(code);
  if (ticked !== undefined) return token('box', ticked ? tickedBox : emptyBox, start, start + 1);
  const arrow = arrows.get(code) ?? arrowOf(text, start);
  if (arrow !== undefined) return token('word', arrow, start, endOfArrow(text, start, arrow));
  return readBox(text, start) ?? readSign(text, start) ?? token('mark', markOf(text, start), start, start + 1);
}

/** `->`, `-->`, `=>`: arrows in plain marks. */
function arrowOf(text: string, start: number): string | undefined {
  return lengthOfPlainArrow(text, start) > 0 ? '\u2192' : undefined;
}

function lengthOfPlainArrow(text: string, start: number): number {
  for (const arrow of plainArrows) if (text.startsWith(arrow, start)) return arrow.length;
  return 0;
}

/** Arrows in a row are one: ↓↓. */
function endOfArrow(text: string, start: number, arrow: string): number {
  let end = start + (lengthOfPlainArrow(text, start) || 1);
  while (arrows.get(text.charCodeAt(end)) === arrow) end += 1;
  return end;
}

/** A question mark with nothing before it asks about what follows: ?CES. */
function isOpening(text: string, start: number): boolean {
  if (start > 0 && (isWordPart(text.charCodeAt(start - 1)) || text[start - 1] === ')')) return false;
  let at = start + 1;
  while (text[at] === ' ' || text[at] === '?') at += 1;
  return at < text.length && isWordPart(text.charCodeAt(at));
}

function markOf(text: string, start: number): string {
  const written = plainMark(text.charCodeAt(start));
  if (written === '?' && isOpening(text, start)) return openingQuestion;
  if (written === '=') return ':';
  if (written === '{') return '(';
  if (written === '}') return ')';
  if (written === '|') return ';';
  return written;
}

/** `{yes/no:20}`, `{yes/no}`: a choice of a template that nobody made. */
function endOfChoice(text: string, start: number): number | undefined {
  if (text[start] !== '{') return undefined;
  let isChoice = false;
  for (let at = start + 1; at < text.length && at - start <= longestChoice; at += 1) {
    if (text[at] === '}') return isChoice ? at + 1 : undefined;
    if (text[at] === '\n' || text[at] === '{') return undefined;
    isChoice ||=
      text[at] === '/' || text[at] === '|' || (text[at] === ':' && kindOf(text.charCodeAt(at + 1)) === digit);
  }
  return undefined;
}

/** `[ ]`, `[x]`, `(x)`, `***`, `___`. */
function readBox(text: string, start: number): Token | undefined {
  const choice = endOfChoice(text, start);
  if (choice !== undefined) return token('box', emptyBox, start, choice);
  const open = text[start];
  if (open === '*' || open === '_') {
    let end = start;
    while (text[end] === open) end += 1;
    return end - start >= 3 ? token('box', emptyBox, start, end) : undefined;
  }
  const close = open === '[' ? ']' : open === '(' ? ')' : undefined;
  if (close === undefined) return undefined;
  let at = start + 1;
  while (text[at] === ' ' || text[at] === '\u00a0') at += 1;
  if (text[at] === close) return at - start <= 4 ? token('box', emptyBox, start, at + 1) : undefined;
  const inside = text.charCodeAt(at);
  const isTick = text[at] === 'x' || text[at] === 'X' || boxes.get(inside) === true;
  at += 1;
  while (text[at] === ' ') at += 1;
  return isTick && text[at] === close ? token('box', tickedBox, start, at + 1) : undefined;
}

/** `(-)`, `(+)`, `-ve`, `+ve`: words, not marks. */
function readSign(text: string, start: number): Token | undefined {
  const three = text.slice(start, start + 3).toLowerCase();
  if (three === '(-)' || three === '(+)') return token('word', three, start, start + 3);
  const isSign = three === '-ve' || three === '+ve';
  return isSign && kindOf(text.charCodeAt(start + 3)) !== letter ? token('word', three, start, start + 3) : undefined;
}
