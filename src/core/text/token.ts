/** One word, number or mark of a text. */
export interface Token {
  readonly kind: 'word' | 'number' | 'grade' | 'date' | 'level' | 'newline' | 'box' | 'mark';
  /** lower case, without ignorable characters; `[ ]` and `[x]` for boxes */
  readonly text: string;
  /** where it stands in the text as written, in UTF-16 units */
  readonly start: number;
  readonly end: number;
  /** the number, the upper number of a grade, the year of a date; else NaN */
  readonly value: number;
  /** the lower number of a grade: 5 for 4/5; else NaN */
  readonly scale: number;
}

/** The words that a `[ ]` and a `[x]` become. */
export const emptyBox = '[ ]';
export const tickedBox = '[x]';

/** The mark that a `?` before what it asks about becomes. */
export const openingQuestion = '¿';
