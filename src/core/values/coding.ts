import { isObject, type JsonObject, objectsOf, textOf } from './json.js';

/** One code system with the URIs that clients send for it. See cards/code-systems.yaml. */
export interface CodeSystemDefinition {
  readonly id: string;
  readonly uri: string;
  readonly aliases?: readonly string[];
  readonly editions?: boolean;
  readonly form?: 'icd' | 'cpt' | 'path';
  readonly prefixes?: boolean;
  /** a national edition: its codes are those of another system as far as their first characters, dots not counted */
  readonly sharesWith?: {
    readonly system: string;
    readonly characters: number;
    /** codes that mean the same with all their characters, in the normal form */
    readonly whole?: readonly string[];
  };
  /** what a display says in brackets about the kind of thing: "(disorder)" */
  readonly tags?: readonly string[];
  /** those of the tags whose displays are names of a thing: a device, a substance */
  readonly thingTags?: readonly string[];
  /** displays are products that begin with their ingredient: what may stand before it, and the salts after it */
  readonly products?: { readonly before: readonly string[]; readonly salts: readonly string[] };
}

/** A coding of the record, normalised for matching; `key` is `system id|code`. */
export interface NormalCoding {
  readonly key: string;
  readonly system: CodeSystemDefinition | undefined;
  readonly code: string;
  readonly display: string | undefined;
}

/** Knows the code systems and turns any coding a client sends into its normal form. */
export interface CodingReader {
  /** every coding of a CodeableConcept (or of a list of them) that has a code */
  readonly codings: (concept: unknown) => readonly NormalCoding[];
  /** whether any of them passes a test; what it is given has no display */
  readonly some: (concept: unknown, test: (coding: NormalCoding) => boolean) => boolean;
  readonly normalise: (system: unknown, code: unknown, display?: unknown) => NormalCoding | undefined;
  readonly hasPrefixes: (system: CodeSystemDefinition) => boolean;
}

const mostRemembered = 20_000;

export function createCodingReader(definitions: readonly CodeSystemDefinition[]): CodingReader {
  const systemOf = createSystemReader(definitions);
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));

  // records repeat the same codes, and taking one apart costs more than all that is done with most of them
  const remembered = new Map<string, Map<string, NormalCoding | undefined>>();
  let count = 0;
  const remember = (uri: string, code: string): NormalCoding | undefined => {
    count += 1;
    if (count > mostRemembered) {
      remembered.clear();
      count = 1;
    }
    const coding = read(uri, code);
    const ofSystem = remembered.get(uri) ?? new Map<string, NormalCoding | undefined>();
    remembered.set(uri, ofSystem.set(code, coding));
    return coding;
  };

  const read = (uri: string, code: string): NormalCoding | undefined => {
    const own = systemOf(uri);
    const ownCode = normaliseCode(code, own);
    if (ownCode === '') return undefined;
    const shared = own?.sharesWith;
    const definition = shared === undefined ? own : byId.get(shared.system);
    const isWhole = shared === undefined || shared.whole?.includes(ownCode) === true;
    const normalCode = isWhole ? ownCode : ownCode.slice(0, shared.characters);
    return { key: `${definition?.id ?? uri}|${normalCode}`, system: definition, code: normalCode, display: undefined };
  };

  const normalise = (system: unknown, code: unknown, display?: unknown): NormalCoding | undefined => {
    if (typeof code !== 'string') return undefined;
    const uri = typeof system === 'string' ? system : '';
    const coding = remembered.get(uri)?.get(code) ?? remember(uri, code);
    if (coding === undefined || display === undefined) return coding;
    return { key: coding.key, system: coding.system, code: coding.code, display: textOf(display) };
  };

  const collect = (list: unknown, found: NormalCoding[]): void => {
    for (const { system, code, display } of objectsOf(list)) {
      const normal = normalise(system, code, display);
      if (normal !== undefined) found.push(normal);
    }
  };

  const codings = (concept: unknown): readonly NormalCoding[] => {
    const found: NormalCoding[] = [];
    if (isObject(concept)) collect(concept['coding'], found);
    else for (const part of objectsOf(concept)) collect(part['coding'], found);
    return found;
  };

  const someListed = (list: unknown, test: (coding: NormalCoding) => boolean): boolean => {
    for (const { system, code } of objectsOf(list)) {
      const normal = normalise(system, code);
      if (normal !== undefined && test(normal)) return true;
    }
    return false;
  };

  const some: CodingReader['some'] = (concept, test) => {
    if (isObject(concept)) return someListed(concept['coding'], test);
    for (const part of objectsOf(concept)) if (someListed(part['coding'], test)) return true;
    return false;
  };

  return { codings, some, normalise, hasPrefixes: (system) => system.prefixes === true };
}

/** Five characters, then modifiers of two behind a separator of any kind: `72148:26`, `72148-TC`, `72148 26 59`. */
const withModifiers = /^\s*([0-9A-Z]{5})(?:[\s:.,;/_-]+[0-9A-Z]{2})*[\s:.,;/_-]*$/i;

/** Finds a system by any form of its URI: versions, editions, mixed case, OIDs with and without their prefix. */
function createSystemReader(
  definitions: readonly CodeSystemDefinition[],
): (uri: string) => CodeSystemDefinition | undefined {
  const byUri = new Map<string, CodeSystemDefinition>();
  for (const definition of definitions)
    for (const uri of [definition.uri, ...(definition.aliases ?? [])]) byUri.set(tidyUri(uri), definition);
  const withEditions = definitions
    .filter((definition) => definition.editions === true)
    .map((definition) => [`${tidyUri(definition.uri)}/`, definition] as const);
  return (uri) => {
    // a local system with a name of its own may be long; ours are not
    if (uri.length > longestUri) return undefined;
    const tidy = tidyUri(uri);
    return byUri.get(tidy) ?? withEditions.find(([start]) => tidy.startsWith(start))?.[1];
  };
}

const longestUri = 500;

function tidyUri(uri: string): string {
  const [withoutVersion = ''] = uri.split('|');
  const tidy = withoutVersion.replace(/\s+/g, '').toLowerCase();
  const name = tidy.replace(/^urn:oid:/, '').replace(/^https:/, 'http:');
  return name.endsWith('/') ? name.slice(0, -1) : name;
}

const longestCode = 100;

function normaliseCode(code: string, system: CodeSystemDefinition | undefined): string {
  const trimmed = code.trim();
  if (trimmed.length > longestCode) return trimmed;
  // a code system and its version may be written into the code of a canonical reference
  const bare = system === undefined || !trimmed.includes('|') ? trimmed : trimmed.slice(0, trimmed.indexOf('|'));
  if (system?.form === 'icd') return bare.replace(/[\s.]/g, '').toUpperCase();
  if (system?.form === 'cpt') return (withModifiers.exec(bare)?.[1] ?? bare.split(':')[0] ?? '').trim().toUpperCase();
  if (system?.form === 'path') return bare.slice(bare.lastIndexOf('/') + 1).toUpperCase();
  return bare.trim();
}

const icdForm = /^[A-Z][0-9][0-9A-Z]{0,5}$/;

/**
 * Whether a code that is in no value set can be judged by itself: the families of ICD-10 are known whole, so a
 * well-formed code outside them is something else. Of other systems a code alone says nothing.
 */
export function isJudgeable({ system, code }: NormalCoding): boolean {
  return system?.form === 'icd' && icdForm.test(code);
}

/** The words of a CodeableConcept: its text, else the first display. */
export function wordsOf(concept: unknown): string | undefined {
  if (isObject(concept)) return textOf(concept['text']) ?? firstDisplay(concept);
  for (const part of objectsOf(concept)) {
    const text = textOf(part['text']) ?? firstDisplay(part);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Every text and display of a CodeableConcept, each once. */
export function textsOf(concept: JsonObject): ReadonlySet<string> {
  const texts = [concept['text'], ...objectsOf(concept['coding']).map(({ display }) => display)];
  return new Set(texts.flatMap((text) => textOf(text) ?? []));
}

function firstDisplay(concept: JsonObject): string | undefined {
  for (const coding of objectsOf(concept['coding'])) {
    const display = textOf(coding['display']);
    if (display !== undefined) return display;
  }
  return undefined;
}
