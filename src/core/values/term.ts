/**
 * A term as it is compared: lower case, one space between words. Marks that only join words (hyphen, comma, full stop,
 * apostrophe, brackets) count as a space; every other mark is a word of its own, because "?" and "+" change what is said.
 * Characters that are not seen are dropped. Linear in the length of the text.
 */
export function normaliseTerm(text: string): string {
  return isAscii.test(text) ? normaliseAscii(text.toLowerCase()) : normaliseUnicode(text);
}

const isAscii = /^[ -~]*$/;
const isPlain = /^[a-z0-9 ]*$/;

function normaliseUnicode(text: string): string {
  return inOneSpelling(
    text
      .normalize('NFKC')
      .replace(/\p{Cf}/gu, '')
      .toLowerCase()
      .replace(/['’]/g, ''),
  )
    .replace(/(?<=[\p{L}\p{N}])\p{Pd}(?=[\p{L}\p{N}])/gu, ' ')
    .replace(/[\s\p{Ps}\p{Pe}_,.;:/]/gu, ' ')
    .replace(/([^\p{L}\p{M}\p{N} ])/gu, ' $1 ')
    .replace(/ +/g, ' ')
    .trim();
}

/** The same for a text of plain letters, as nearly all of the tens of thousands of terms are that a start reads. */
function normaliseAscii(lowerCase: string): string {
  const text = inOneSpelling(lowerCase.replaceAll("'", ''));
  if (isPlain.test(text)) return text.replace(/ +/g, ' ').trim();
  return text
    .replace(/(?<=[a-z0-9])-(?=[a-z0-9])/g, ' ')
    .replace(/[()[\]{}_,.;:/]/g, ' ')
    .replace(/([^a-z0-9 ])/g, ' $1 ')
    .replace(/ +/g, ' ')
    .trim();
}

/** One spelling for British and American English. */
function inOneSpelling(text: string): string {
  return text.replace(/[ao]e/g, 'e').replace(/our\b/g, 'or');
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
