const mostCharacters = 200;
/** What most ids and many names are: nothing in them needs a change. */
const harmless = /^[A-Za-z0-9-]+(?:[ /][A-Za-z0-9-]+)*$/;

/**
 * Makes text from a request harmless in Markdown: one line of at most 200 characters without markup, HTML, links or
 * invisible characters. Links are broken by a space, because an entity is still made a link by some renderers.
 */
export function escapeMarkdown(text: string): string {
  if (text.length <= mostCharacters && harmless.test(text)) return text;
  return text
    .slice(0, mostCharacters)
    .replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim()
    .replace(/\/(?=\/)/g, '/ ')
    .replace(/\b(javascript|vbscript|data|mailto|xmpp|tel|file|blob):(?=\S)/gi, '$1: ')
    .replace(/\b(www)\./gi, '$1 .')
    .replace(/(?<=\S)@(?=\S)/g, ' @ ')
    .replace(/[\\`*_{}[\]()#+!|<>~$&]/g, (character) => entities[character] ?? `\\${character}`);
}

const entities: { readonly [character: string]: string } = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** Words as they stand inside a sentence: "Saddle numbness" → "saddle numbness", "ODI" as it is. */
export function inSentence(words: string): string {
  return /^\p{Lu}\p{Ll}/u.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}

/** Words as they stand at the start of a line. */
export function atStart(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
