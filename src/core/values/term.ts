/**
 * A term as it is compared: lower case, one space between words. Marks that only join words (hyphen, comma, full stop,
 * apostrophe, brackets) count as a space; every other mark is a word of its own, because "?" and "+" change what is said.
 * Characters that are not seen are dropped. Linear in the length of the text.
 */
export function normaliseTerm(text: string): string {
  return (
    text
      .normalize('NFKC')
      .replace(/\p{Cf}/gu, '')
      .toLowerCase()
      .replace(/['’]/g, '')
      // one spelling for British and American English
      .replace(/[ao]e/g, 'e')
      .replace(/our\b/g, 'or')
      .replace(/(?<=[\p{L}\p{N}])\p{Pd}(?=[\p{L}\p{N}])/gu, ' ')
      .replace(/[\s\p{Ps}\p{Pe}_,.;:/]/gu, ' ')
      .replace(/([^\p{L}\p{M}\p{N} ])/gu, ' $1 ')
      .replace(/ +/g, ' ')
      .trim()
  );
}

/** A display without what it says in brackets at its end about the kind of thing, if that is one of the tags. */
export function withoutTag(
  display: string,
  tags: readonly string[],
): { readonly term: string; readonly tag: string | undefined } {
  const open = display.lastIndexOf(' (');
  if (open < 0 || !display.endsWith(')')) return { term: display, tag: undefined };
  const tag = display.slice(open + 2, -1);
  return tags.includes(tag) ? { term: display.slice(0, open), tag } : { term: display, tag: undefined };
}

/** Whether a text holds a word at all: two letters in a row, of any script. */
export function hasWords(text: string): boolean {
  return /\p{L}\p{M}*\p{L}/u.test(text);
}
