import { memo, memoByObject } from '../values/memo.js';
import type { Guideline } from './guideline.js';

/** Every place that the program fills in some phrase, so that a misspelt one is found before a card shows nothing there. */
export const phrasePlaces = [
  'answer',
  'care',
  'count',
  'criterion',
  'date',
  'display',
  'fact',
  'facts',
  'found',
  'guideline',
  'items',
  'known',
  'label',
  'missing',
  'most',
  'name',
  'named',
  'note',
  'order',
  'orders',
  'outcome',
  'part',
  'parts',
  'priority',
  'quote',
  'rating',
  'reason',
  'reasons',
  'references',
  'region',
  'reviewedOn',
  'sides',
  'source',
  'span',
  'studies',
  'study',
  'studyRating',
  'summary',
  'text',
  'texts',
  'title',
  'value',
  'version',
  'what',
  'words',
] as const;

/** What stands in the places of a phrase, by name. */
type PhraseValues = { readonly [place in (typeof phrasePlaces)[number]]?: string };

/** Fills `{{name}}` in a phrase of the guideline; an unknown phrase is shown by its name, so that it is noticed. */
export function phrase(guideline: Guideline, name: string, values: PhraseValues = nothing): string {
  const pieces = phrasesOf(guideline).pieces.get(name);
  return pieces === undefined ? fill(name, values) : join(pieces, values);
}

/** The phrase of one member of a family without places to fill: `phraseOf(guideline, 'region', 'lumbar')`. */
export function phraseOf(guideline: Guideline, family: string, member: string): string {
  return findPhrase(guideline, family, member) ?? `${family}.${member}`;
}

/** The same; undefined when the family has no phrase for this member. */
export function findPhrase(guideline: Guideline, family: string, member: string): string | undefined {
  return phrasesOf(guideline).families.get(family)?.get(member);
}

/** Fills `{{name}}`; a name without a value is left out. */
export function fill(template: string, values: { readonly [name: string]: string | undefined }): string {
  return template.includes('{{') ? join(piecesOf(template), values) : template;
}

/** The names that a template has places for. */
export function namesIn(template: string): readonly string[] {
  return piecesOf(template).filter((_, at) => at % 2 === 1);
}

const nothing: PhraseValues = {};

interface Phrases {
  /** a phrase's text and the names of its places in turn, by its name */
  readonly pieces: ReadonlyMap<string, readonly string[]>;
  /** the phrases with a dot in their name, `region.lumbar`: a name need not be put together to find one */
  readonly families: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const phrasesOf = memoByObject(({ documents }: Guideline): Phrases => {
  const pieces = new Map<string, readonly string[]>();
  const families = new Map<string, Map<string, string>>();
  for (const [name, text] of Object.entries(documents.phrases)) {
    pieces.set(name, piecesOf(text));
    const dot = name.indexOf('.');
    if (dot < 0) continue;
    const family = families.get(name.slice(0, dot)) ?? new Map<string, string>();
    families.set(name.slice(0, dot), family.set(name.slice(dot + 1), fill(text, nothing)));
  }
  return { pieces, families };
});

/** Pieces stand in turn: text, name, text. */
function join(pieces: readonly string[], values: { readonly [name: string]: string | undefined }): string {
  let text = pieces[0] ?? '';
  for (let at = 1; at < pieces.length; at += 2) text += (values[pieces[at] ?? ''] ?? '') + (pieces[at + 1] ?? '');
  return text;
}

const mostTemplates = 5_000;

/** Text and names in turn, beginning with text; templates are few and are taken apart once. */
const piecesOf = memo(mostTemplates, (template): readonly string[] => template.split(/\{\{(\w+)\}\}/));
