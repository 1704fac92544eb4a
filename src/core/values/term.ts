/** What code systems add to a name to say what kind of thing it is: "Fever (finding)". */
const kindAtEnd =
  /\s*\((?:disorder|finding|situation|procedure|event|substance|product|clinical drug|physical object|morphologic abnormality|regime\/therapy|observable entity|body structure|context-dependent category|medicinal product|diagnosis)\)\s*$/;

/** What no name has: a question, a box, a sign before or after it ("?", "[ ]", "(-)", "- pain"). */
const moreThanName = /[^\p{L}\p{N}\s,.;:'’()/&[\]<>%+-]|[[(]\s*[-+xX]?\s*[\])]|^\s*[-+:]|[-+:]\s*$/u;

/**
 * A name as it is compared with others: lower case, without punctuation, accents, kind and doubled spaces, and with one
 * spelling for British and American English; empty for words that say more than a name.
 */
export function normaliseTerm(words: string): string {
  const plain = words.normalize('NFKD').replace(/\p{M}+/gu, '');
  if (moreThanName.test(plain)) return '';
  return plain
    .toLowerCase()
    .replace(kindAtEnd, '')
    .replace(/['’]s\b/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/[ao]e/g, 'e')
    .replace(/our\b/g, 'or');
}

/** Whether a text holds a word at all: two letters in a row, of any script. */
export function hasWords(text: string): boolean {
  return /\p{L}\p{M}*\p{L}/u.test(text);
}
