/** In: a guideline as data. Out: what is printed of it, as spans and entries that Markdown and HTML are written from. */

/** A piece of a line. */
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  /** a word that carries the logic: "and", "not" */
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  /** keys of the list of sources */
  | { readonly kind: 'sources'; readonly keys: readonly string[] };

export type Line = readonly Span[];

/** One thing that is said of a row: its name, and a line, a list, or a list that a line leads in. */
export interface Entry {
  readonly name: string;
  readonly line: Line;
  readonly list: readonly Line[];
}

/** Text on one line, as it is meant. */
export function text(words: string): Span {
  return { kind: 'text', text: words.replace(/\s+/g, ' ') };
}

export function strong(words: string): Span {
  return { kind: 'strong', text: words };
}

export function code(words: string): Span {
  return { kind: 'code', text: words.replace(/\s+/g, ' ').trim() };
}

/** The words of a line alone. */
export function wordsIn(line: Line): string {
  return line.map((span) => (span.kind === 'sources' ? span.keys.join(', ') : span.text)).join('');
}
