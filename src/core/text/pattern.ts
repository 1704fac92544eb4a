/** One part of a pattern: words in a row, a list by name, or a kind of number. */
export interface PatternTerm {
  readonly kind: 'words' | 'list' | 'special';
  readonly text: string;
  /** whether it may stand near the term before, on either side; else it follows */
  readonly isNear: boolean;
}

/** The most terms that a pattern may hold. */
export const mostTerms = 4;

/** Takes a pattern apart: `{saddle} ~ {loss}`, `{lose} <number> {weight}`, `bicycle saddle`. */
export function parsePattern(pattern: string): readonly PatternTerm[] {
  const terms: PatternTerm[] = [];
  let isNear = false;
  let words: string[] = [];
  const endWords = (): void => {
    if (words.length > 0) terms.push({ kind: 'words', text: words.join(' '), isNear });
    if (words.length > 0) isNear = false;
    words = [];
  };
  for (const piece of piecesOf(pattern)) {
    const special = inside(piece, '<', '>');
    const list = inside(piece, '{', '}');
    if (piece !== '~' && special === undefined && list === undefined) {
      words.push(piece);
      continue;
    }
    endWords();
    if (piece === '~') isNear = true;
    else terms.push({ kind: list === undefined ? 'special' : 'list', text: list ?? special ?? '', isNear });
    if (piece !== '~') isNear = false;
  }
  endWords();
  return terms;
}

/** Pieces between blanks, where what stands in brackets is one. */
function piecesOf(pattern: string): readonly string[] {
  const pieces: string[] = [];
  let open = false;
  for (const word of pattern.split(' ').filter((part) => part !== '')) {
    if (open) pieces.push(`${pieces.pop() ?? ''} ${word}`);
    else pieces.push(word);
    if (word.startsWith('<') || word.startsWith('{')) open = true;
    if (word.endsWith('>') || word.endsWith('}')) open = false;
  }
  return pieces;
}

function inside(piece: string, open: string, close: string): string | undefined {
  return piece.length > 2 && piece.startsWith(open) && piece.endsWith(close) ? piece.slice(1, -1) : undefined;
}
