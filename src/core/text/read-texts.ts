import { rulesOf } from './places.js';
import { longestText, type TextContext, type TextReader, type TextReading } from './text-reader.js';

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

/** The most of a request that is read: texts, characters and words. */
export const requestLimits = { texts: 200, characters: 256 * 1024, tokens: 60_000 } as const;
/** The most of one order's own texts: far more than anybody writes, and fifty orders of a call are read in time. */
const orderLimits = { texts: 100, characters: 2 * longestText, tokens: 5_000 } as const;

/** Reads the texts of a request: the order's own first, then the newest, as far as the limits go. */
export function readTexts(reader: TextReader, texts: readonly RequestText[]): TextsReading {
  const readings: { id: string; reading: TextReading }[] = [];
  const cut: TextCut[] = [];
  let [count, characters, tokens] = [0, 0, 0];
  for (const each of inOrder(texts)) {
    const most = rulesOf(each.where).isOrder ? orderLimits : requestLimits;
    // of a longer text the reader takes no more than so many characters
    const size = Math.min(each.text.length, longestText);
    if (count >= most.texts || characters + size > most.characters || tokens >= most.tokens) {
      cut.push({ id: each.id, kind: 'not-read' });
      continue;
    }
    const reading = reader.read(each.text, each);
    readings.push({ id: each.id, reading });
    if (reading.readUpTo !== undefined) cut.push({ id: each.id, kind: 'in-part' });
    count += 1;
    characters += size;
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
