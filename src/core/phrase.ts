import type { Guideline } from './compiled-guideline.js';

/** Fills `{{name}}` in a phrase of the guideline; an unknown phrase is shown by its name, so that it is noticed. */
export function phrase(guideline: Guideline, name: string, values: { readonly [name: string]: string } = {}): string {
  return fill(guideline.documents.phrases[name] ?? name, values);
}

/** Fills `{{name}}`; a name without a value is left out. */
export function fill(template: string, values: { readonly [name: string]: string }): string {
  return template.includes('{{')
    ? template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
    : template;
}

const mostCharacters = 200;

/**
 * Makes text from a request harmless in Markdown: one line of at most 200 characters without markup, HTML, links or
 * invisible characters. Links are broken by a space, because an entity is still made a link by some renderers.
 */
export function escapeMarkdown(text: string): string {
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
