import type { Coding } from '../contract/vocabulary.js';
import type { CodeSystemDefinition } from '../values/coding.js';
import { memo } from '../values/memo.js';
import { normaliseTerm, withoutTag } from '../values/term.js';
import type { ValueSetContent } from './documents.js';

/**
 * From words to value sets. A term that a clinician picks from a list arrives as `text`, or as the display of a code that
 * nobody knows: it is the code whose display or other name it equals. Medicines and devices are written with strength,
 * form and maker around them: there the name of the ingredient or device is enough, wherever it stands.
 *
 * `compileTerms` takes the value sets and the code systems of a guideline, `openTermIndex` what came of it; a look-up normalises the
 * text (see `normaliseTerm`), then costs one map access, or one a word for names. Both answer value set ids, in the order
 * of the value sets, and never judge: whether words beside the name deny it is for the caller to read.
 */
export interface TermIndex {
  /** the value sets that hold a code whose display, display without its kind, or other name is this whole text */
  readonly lookup: (text: string) => readonly string[];
  /** the value sets with an ingredient, substance or device whose name stands in the text as whole words */
  readonly containsTerm: (text: string) => readonly string[];
  /** the names that `containsTerm` found in the text, each with its sets, in the order of the text */
  readonly namesIn: (text: string) => readonly FoundName[];
}

/** A name in a text; `start` and `end` count words of the normalised text, so that what stands beside it can be read. */
export interface FoundName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly valueSets: readonly string[];
}

interface Name {
  readonly words: readonly string[];
  readonly valueSets: readonly string[];
}

/** A term of a list is a line; longer texts are prose and equal nothing. In characters. */
const longestTerm = 350;

/** Names of fewer characters stand in too many other words' places. */
const shortestName = 4;

const mostRemembered = 20_000;
const none: readonly never[] = [];

/** What a build keeps of an index, in plain JSON: normalised terms and names, each with its value sets. */
export interface TermData {
  readonly terms: readonly (readonly [string, readonly string[]])[];
  readonly names: readonly (readonly [string, readonly string[]])[];
}

/** `alsoIn` names the other sets that hold a code, by another name or by a family of codes: a name is its code. */
export function compileTerms(
  valueSets: { readonly [id: string]: ValueSetContent },
  codeSystems: readonly CodeSystemDefinition[],
  alsoIn: (coding: Coding) => readonly string[] = () => none,
): TermData {
  const systems = new Map(codeSystems.map((system) => [system.uri, system]));
  const terms = new Map<string, Set<string>>();
  const names = new Map<string, Set<string>>();
  for (const [id, content] of Object.entries(valueSets))
    for (const { coding, term, things } of namedCodes(content, systems)) {
      const sets = [id, ...alsoIn(coding)];
      addTo(terms, normaliseTerm(coding.display), sets);
      if (term !== coding.display) addTo(terms, normaliseTerm(term), sets);
      for (const name of things.map(normaliseTerm)) if (name.length >= shortestName) addTo(names, name, [id]);
    }
  return { terms: listed(terms), names: listed(names) };
}

export function openTermIndex(data: TermData): TermIndex {
  const terms = new Map(data.terms);
  const byFirstWord = groupByFirstWord(data.names);
  const lookup = memo(mostRemembered, (text): readonly string[] => terms.get(normaliseTerm(text)) ?? none);
  const namesIn = (text: string): readonly FoundName[] => findNames(normaliseTerm(text).split(' '), byFirstWord);
  return {
    lookup: (text) => (text.length > longestTerm ? none : lookup(text)),
    containsTerm: (text) => [...new Set(namesIn(text).flatMap((found) => found.valueSets))],
    namesIn,
  };
}

interface NamedCode {
  readonly coding: Coding;
  /** the display without what it says in brackets about its kind */
  readonly term: string;
  /** what may stand anywhere in a text: names of an ingredient, a substance, a device */
  readonly things: readonly string[];
}

/** Every display and other name of a set; another name of a thing is a name of it too. */
function namedCodes(
  { codes, synonyms }: ValueSetContent,
  systems: ReadonlyMap<string, CodeSystemDefinition>,
): readonly NamedCode[] {
  const thingKeys = new Set<string>();
  const named = codes
    .filter(({ display }) => display !== '')
    .map((coding) => {
      const { system, code, display } = coding;
      const definition = systems.get(system);
      const { term, tag } = withoutTag(display, definition?.tags ?? none);
      const isThing = tag !== undefined && definition?.thingTags?.includes(tag) === true;
      if (isThing || definition?.products !== undefined) thingKeys.add(`${system}|${code}`);
      return { coding, term, things: isThing ? [term] : ingredientNames(term, definition) };
    });
  const others = synonyms.map((coding) => ({
    coding,
    term: coding.display,
    things: thingKeys.has(`${coding.system}|${coding.code}`) ? [coding.display] : none,
  }));
  return [...named, ...others];
}

/**
 * The ingredient that a product's name begins with, with and without its salt; none for a product of several, whose
 * first ingredient need not be the one that it stands in the set for, and none for a pack.
 */
function ingredientNames(term: string, definition: CodeSystemDefinition | undefined): readonly string[] {
  const products = definition?.products;
  if (products === undefined || term.includes(' / ') || term.startsWith('{')) return none;
  const [beforeComma = ''] = term.split(',');
  const words = beforeComma.split(' ').filter((word) => word !== '');
  while (/^\d/.test(words[0] ?? '')) words.splice(0, 2);
  const strength = words.findIndex((word) => /^\d/.test(word));
  let name = (strength < 0 ? words : words.slice(0, strength)).join(' ').toLowerCase();
  for (const before of products.before) if (name.startsWith(`${before} `)) name = name.slice(before.length + 1);
  const salt = products.salts.find((each) => name.endsWith(` ${each}`));
  return salt === undefined ? [name] : [name, name.slice(0, -salt.length - 1)];
}

function addTo(terms: Map<string, Set<string>>, term: string, ids: readonly string[]): void {
  if (term === '') return;
  const known = terms.get(term);
  if (known === undefined) terms.set(term, new Set(ids));
  else for (const id of ids) known.add(id);
}

function listed(terms: ReadonlyMap<string, ReadonlySet<string>>): TermData['terms'] {
  return [...terms].map(([term, ids]) => [term, [...ids]]);
}

/** Longest first, so that the most exact name of those that begin with a word is found. */
function groupByFirstWord(names: TermData['names']): ReadonlyMap<string, readonly Name[]> {
  const groups = new Map<string, Name[]>();
  for (const [name, valueSets] of names) {
    const words = name.split(' ');
    const [first = ''] = words;
    const group = groups.get(first);
    if (group === undefined) groups.set(first, [{ words, valueSets }]);
    else group.push({ words, valueSets });
  }
  for (const group of groups.values()) group.sort((left, right) => right.words.length - left.words.length);
  return groups;
}

/** One pass over the words; how many names begin with one word does not depend on the text. */
function findNames(words: readonly string[], byFirstWord: ReadonlyMap<string, readonly Name[]>): readonly FoundName[] {
  const found: FoundName[] = [];
  for (let start = 0; start < words.length; ) {
    const name = byFirstWord.get(words[start] ?? '')?.find((each) => startsAt(words, start, each.words));
    if (name === undefined) start += 1;
    else {
      const end = start + name.words.length;
      found.push({ name: name.words.join(' '), start, end, valueSets: name.valueSets });
      start = end;
    }
  }
  return found;
}

function startsAt(words: readonly string[], start: number, name: readonly string[]): boolean {
  return name.every((word, place) => words[start + place] === word);
}
