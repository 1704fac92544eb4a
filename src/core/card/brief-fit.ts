/** One item of a brief card: what it says, where, and how much it matters. */
export interface Piece {
  readonly block: Block;
  readonly text: string;
  /** 0 = never left out; 1 = left out only where the card would be too long to read; then by order, highest first */
  readonly weight: number;
}

/** The blocks of a brief card in their order. */
export const blocks = [
  'verdict',
  'doubt',
  'confirmed',
  'warning',
  'because',
  'denied',
  'known',
  'also',
  'answered',
  'assumed',
  'missing',
  'open',
  'do',
] as const;
export type Block = (typeof blocks)[number];

/** Words that a brief card has with its summary when all it holds is ordinary, and that it never goes beyond. */
const usualWords = 96;
const mostWords = 126;

/** How many words a text has, as a reader counts them: marks alone are none. */
export function countWords(text: string): number {
  let words = 0;
  let isCounted = false;
  for (let at = 0; at < text.length; at += 1) {
    const kind = asciiKinds[text.charCodeAt(at)] ?? kindOf(String.fromCodePoint(text.codePointAt(at) ?? 0));
    if (kind === blank) isCounted = false;
    if (kind !== letter || isCounted) continue;
    isCounted = true;
    words += 1;
  }
  return words;
}

const [mark, blank, letter] = [0, 1, 2];

/** A letter or digit of any script, a blank, or a mark. */
function kindOf(character: string): number {
  if (/\s/.test(character)) return blank;
  return /[\p{L}\p{N}]/u.test(character) ? letter : mark;
}

/** The characters that nearly all texts are made of. */
const asciiKinds = Uint8Array.from({ length: 0x80 }, (_, code) => kindOf(String.fromCharCode(code)));

/** The pieces that fit beside as many words, in the order in which they came; what must not be left out always does. */
export function fitting(pieces: readonly Piece[], wordsBeside: number): readonly Piece[] {
  let words = wordsBeside;
  const kept: Piece[] = [];
  for (const piece of pieces.toSorted((left, right) => left.weight - right.weight)) {
    const isHeaded = kept.some(({ block }) => block === piece.block);
    const cost = countWords(piece.text) + (isHeaded ? 0 : headingWords);
    const limit = piece.weight <= 1 ? mostWords : usualWords;
    if (piece.weight > 0 && words + cost > limit) continue;
    words += cost;
    kept.push(piece);
  }
  return kept.length === pieces.length ? pieces : pieces.filter((piece) => kept.includes(piece));
}

/** A block may have a word or two before it. */
const headingWords = 2;

/** The sentences or clauses of a line that stay within some words, at least the first one. */
export function firstClauses(line: string, most: number): string {
  if (countWords(line) <= most) return line;
  const clauses = line.split(/(?<=[.;]) /);
  let text = clauses[0] ?? line;
  for (const clause of clauses.slice(1)) {
    if (countWords(`${text} ${clause}`) > most) break;
    text = `${text} ${clause}`;
  }
  return text.replace(/;$/, '.');
}

/** A text from the record, cut after some words. */
export function cutWords(text: string, most: number): string {
  const words = text.split(/\s+/);
  return words.length <= most ? text : `${words.slice(0, most).join(' ')} …`;
}
