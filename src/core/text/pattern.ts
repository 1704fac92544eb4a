import { alternativesOf } from './alternatives.js';

/** One part of a pattern: words in a row, a list by name, a kind of number, or a choice such as `poor|weak`. */
export interface PatternTerm {
  readonly kind: 'words' | 'list' | 'special' | 'choice';
  readonly text: string;
  /** whether it may stand near the term before, on either side; else it follows */
  readonly isNear: boolean;
}

/** The most terms that a pattern may hold. */
export const mostTerms = 4;

/** Takes a pattern apart: `{saddle} ~ {loss}`, `{lose} <number> {weight}`, `(poor|weak) stream`, `bicycle saddle`. */
export function parsePattern(pattern: string): readonly PatternTerm[] {
  if (areWords.test(pattern)) return [{ kind: 'words', text: pattern, isNear: false }];
  const terms: PatternTerm[] = [];
  let isNear = false;
  let words: string[] = [];
  const endWords = (): void => {
    if (words.length > 0) terms.push({ kind: 'words', text: words.join(' '), isNear });
    if (words.length > 0) isNear = false;
    words = [];
  };
  for (const piece of piecesOf(pattern)) {
    const term = termOf(piece);
    if (piece !== '~' && term === undefined) {
      words.push(piece);
      continue;
    }
    endWords();
    if (term !== undefined) terms.push({ ...term, isNear });
    isNear = piece === '~';
  }
  endWords();
  return terms;
}

/** Most patterns are words in a row. */
const areWords = /^[^ {(<~]+(?: [^ {(<~]+)*$/;

function termOf(piece: string): Pick<PatternTerm, 'kind' | 'text'> | undefined {
  const [special, list, choice] = [inside(piece, '<', '>'), inside(piece, '{', '}'), inside(piece, '(', ')')];
  if (special !== undefined) return { kind: 'special', text: special };
  if (list !== undefined) return { kind: 'list', text: list };
  return choice?.includes('|') === true ? { kind: 'choice', text: choice } : undefined;
}

/** A pattern with those choices written out that are no lists of phrases: an empty one, a number, or one part too many. */
export function writtenOut(pattern: string): readonly string[] {
  if (!pattern.includes('(')) return [pattern];
  const terms = parsePattern(pattern);
  const isPlain = ({ kind, text }: PatternTerm): boolean =>
    kind !== 'choice' || text.split('|').every((each) => each !== '' && !each.includes('<') && !each.includes('~'));
  return terms.length <= mostTerms && terms.every(isPlain) ? [pattern] : alternativesOf(pattern);
}

const [opening, closing] = ['<{(', '>})'];

/** Pieces between blanks, where what stands in brackets is one. */
function piecesOf(pattern: string): readonly string[] {
  const pieces: string[] = [];
  let open = false;
  let opened = -1;
  for (const word of pattern.split(' ').filter((part) => part !== '')) {
    if (open) pieces.push(`${pieces.pop() ?? ''} ${word}`);
    else pieces.push(word);
    if (!open) opened = opening.indexOf(word[0] ?? ' ');
    open = opened >= 0 && !word.endsWith(closing[opened] ?? '');
  }
  return pieces;
}

function inside(piece: string, open: string, close: string): string | undefined {
  return piece.length > 2 && piece.startsWith(open) && piece.endsWith(close) ? piece.slice(1, -1) : undefined;
}
