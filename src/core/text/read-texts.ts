import { rulesOf } from './places.js';
import type { TextContext, TextReader, TextReading } from './text-reader.js';

/** One of the texts of a request. */
export interface RequestText extends TextContext {
  readonly text: string;
  /** names the text for whoever asked: a path, an index */
  readonly id: string;
  /** when it was written, YYYY-MM-DD; undefined = not known, read last */
  readonly writtenOn: string | undefined;
}

/** A text that was left out or read in part because a request holds too much. */
export interface TextCut {
  readonly id: string;
  readonly kind: 'not-read' | 'in-part';
}

export interface TextsReading {
  readonly readings: readonly { readonly id: string; readonly reading: TextReading }[];
  readonly cut: readonly TextCut[];
}

/** The most of a request that is read: texts, characters and words. The order's own texts are always read. */
export const requestLimits = { texts: 200, characters: 256 * 1024, tokens: 60_000 } as const;

/** Reads the texts of a request: the order's own first, then the newest, as far as the limits go. */
export function readTexts(reader: TextReader, texts: readonly RequestText[]): TextsReading {
  const readings: { id: string; reading: TextReading }[] = [];
  const cut: TextCut[] = [];
  let [count, characters, tokens] = [0, 0, 0];
  for (const each of inOrder(texts)) {
    const isOver =
      count >= requestLimits.texts ||
      characters + each.text.length > requestLimits.characters ||
      tokens >= requestLimits.tokens;
    if (isOver && !rulesOf(each.where).isOrder) {
      cut.push({ id: each.id, kind: 'not-read' });
      continue;
    }
    const reading = reader.read(each.text, each);
    readings.push({ id: each.id, reading });
    if (reading.readUpTo !== undefined) cut.push({ id: each.id, kind: 'in-part' });
    count += 1;
    characters += each.text.length;
    tokens += reading.tokenCount;
  }
  return { readings, cut };
}

/** Order texts as given, then the rest from the newest; texts of one day as given. */
function inOrder(texts: readonly RequestText[]): readonly RequestText[] {
  const isOrder = ({ where }: RequestText): boolean => rulesOf(where).isOrder;
  const rest = texts.filter((each) => !isOrder(each));
  const newestFirst = rest.toSorted((left, right) => compareDays(right.writtenOn ?? '', left.writtenOn ?? ''));
  return [...texts.filter(isOrder), ...newestFirst];
}

function compareDays(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
