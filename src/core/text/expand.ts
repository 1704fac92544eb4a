import type { ExpandedAbbreviation, Lexicon } from './lexicon.js';
import { wordFlags } from './signs.js';
import type { Token } from './token.js';

/** A text as words of the lexicon: abbreviations written out, slips corrected, line ends inside sentences gone. */
export interface Passage {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** word id of each token; 0 = no word of the lexicon */
  readonly ids: readonly number[];
}

/** Guards look this many tokens to each side. */
const nearTokens = 4;
/** A line shorter than this was not broken for width. */
const shortestWrap = 60;

export function expand(text: string, raw: readonly Token[], lexicon: Lexicon): Passage {
  const tokens: Token[] = [];
  for (let at = 0; at < raw.length; at += 1) {
    const token = raw[at];
    if (token === undefined) break;
    if (token.kind === 'newline') {
      if (!isSoftWrap(text, raw, at)) tokens.push(token);
      continue;
    }
    const grade = gradeInWords(raw, at, lexicon);
    if (grade !== undefined) {
      tokens.push(grade);
      at += 1 + (lexicon.outOf.find((words) => isAt(raw, at + 1, words))?.length ?? 0);
      continue;
    }
    for (const each of readAs(raw, at, lexicon)) tokens.push(each);
  }
  return { text, tokens, ids: tokens.map((token) => lexicon.words.get(token.text) ?? 0) };
}

/** One token as the words that it stands for; all keep its place. */
function readAs(raw: readonly Token[], at: number, lexicon: Lexicon): readonly Token[] {
  const token = raw[at];
  if (token === undefined) return [];
  if (token.kind !== 'word' && token.text !== '#') return [token];
  const id = lexicon.words.get(token.text);
  const flags = lexicon.flags[id ?? 0] ?? 0;
  if ((flags & wordFlags.abbreviation) !== 0) {
    const words = meaningOf(raw, at, lexicon);
    if (words !== undefined) return words.map((text) => ({ ...token, text }));
  }
  const value = lexicon.numbers.get(token.text);
  if (value !== undefined) return [{ ...token, kind: 'number', value }];
  if (id !== undefined || (raw[at - 1]?.kind === 'word' && isTitle(raw[at - 1], lexicon))) return [token];
  const corrected = lexicon.correct(token.text);
  return [corrected === undefined ? token : { ...token, text: corrected }];
}

function isTitle(token: Token | undefined, { words, flags }: Lexicon): boolean {
  return ((flags[words.get(token?.text ?? '') ?? 0] ?? 0) & wordFlags.title) !== 0;
}

function meaningOf(raw: readonly Token[], at: number, lexicon: Lexicon): readonly string[] | undefined {
  for (const each of lexicon.abbreviations.get(raw[at]?.text ?? '') ?? []) {
    if (isMeant(raw, at, each, lexicon)) return each.words;
    if (each.otherwise !== undefined) return each.otherwise;
  }
  return undefined;
}

function isMeant(raw: readonly Token[], at: number, { guard }: ExpandedAbbreviation, lexicon: Lexicon): boolean {
  const stands = (entries: readonly string[] | undefined, from: number, to: number): boolean =>
    (entries ?? []).some((entry) => standsBetween(raw, entry, { from, to }, lexicon));
  const before = (entry: string): number => at - (entry.startsWith('<') ? 1 : entry.split(' ').length);
  const standsBefore = (guard.unlessAfter ?? []).some((entry) =>
    standsBetween(raw, entry, { from: before(entry), to: before(entry) }, lexicon),
  );
  if (standsBefore || stands(guard.unlessBefore, at + 1, at + 1)) return false;
  if (stands(guard.unlessNear, at - nearTokens, at + nearTokens)) return false;
  if (guard.onlyBefore !== undefined && !stands(guard.onlyBefore, at + 1, at + 1)) return false;
  return guard.onlyNear === undefined || stands(guard.onlyNear, at - nearTokens, at + nearTokens);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Whether a word, a phrase or a `<kind of number>` begins at one of the places; a text's end counts as `<end>`. */
function standsBetween(raw: readonly Token[], entry: string, { from, to }: Stretch, lexicon: Lexicon): boolean {
  const test = entry.startsWith('<') ? lexicon.specialNamed(entry.slice(1, -1)) : undefined;
  const words = entry.split(' ');
  for (let at = Math.max(0, from); at <= to; at += 1) {
    const token = raw[at];
    if (token === undefined) return false;
    if (test === undefined ? isAt(raw, at, words) : test(token)) return true;
  }
  return false;
}

function isAt(raw: readonly Token[], at: number, words: readonly string[]): boolean {
  return words.every((word, index) => raw[at + index]?.text === word);
}

/** Five out of five. */
function gradeInWords(raw: readonly Token[], at: number, lexicon: Lexicon): Token | undefined {
  const between = lexicon.outOf.find((words) => isAt(raw, at + 1, words));
  const upper = between === undefined ? undefined : numberAt(raw[at], lexicon);
  if (upper === undefined) return undefined;
  const last = between === undefined ? undefined : raw[at + 1 + between.length];
  const scale = numberAt(last, lexicon);
  const first = raw[at];
  if (scale === undefined || first === undefined || last === undefined) return undefined;
  return { kind: 'grade', text: `${upper}/${scale}`, start: first.start, end: last.end, value: upper, scale };
}

function numberAt(token: Token | undefined, { numbers }: Lexicon): number | undefined {
  if (token?.kind === 'number') return token.value;
  return token?.kind === 'word' ? numbers.get(token.text) : undefined;
}

/** A long line that ends without a mark, before a small letter, was broken for width. */
function isSoftWrap(text: string, raw: readonly Token[], at: number): boolean {
  const [before, here, after] = [raw[at - 1], raw[at], raw[at + 1]];
  if (before === undefined || here === undefined || after === undefined) return false;
  if (before.kind === 'newline' || after.kind === 'newline' || ['.', ':', ';', '!', '?'].includes(before.text))
    return false;
  const first = text[after.start] ?? '';
  return after.kind === 'word' && first !== first.toUpperCase() && lengthOfLine(text, here.start) >= shortestWrap;
}

function lengthOfLine(text: string, end: number): number {
  let at = end;
  while (at > 0 && end - at <= shortestWrap && text[at - 1] !== '\n') at -= 1;
  return end - at;
}
