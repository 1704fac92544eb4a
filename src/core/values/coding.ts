import { isObject, type JsonObject, objectsOf, textOf } from './json.js';

/** One code system with the URIs that clients send for it. See cards/code-systems.yaml. */
export interface CodeSystemDefinition {
  readonly id: string;
  readonly uri: string;
  readonly aliases?: readonly string[];
  readonly editions?: boolean;
  readonly form?: 'icd' | 'cpt';
  readonly prefixes?: boolean;
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
  const byUri = new Map<string, CodeSystemDefinition>();
  for (const definition of definitions)
    for (const uri of [definition.uri, ...(definition.aliases ?? [])]) byUri.set(uri, definition);
  const withEditions = definitions.filter((definition) => definition.editions === true);

  const systemOf = (uri: string): CodeSystemDefinition | undefined => {
    const known = byUri.get(uri);
    if (known !== undefined) return known;
    const tidy = uri.replace(/\s+/g, '').replace(/\/+$/, '');
    return byUri.get(tidy) ?? withEditions.find((definition) => tidy.startsWith(`${definition.uri}/`));
  };

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
    const definition = systemOf(uri);
    const normalCode = normaliseCode(code, definition);
    if (normalCode === '') return undefined;
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

function normaliseCode(code: string, system: CodeSystemDefinition | undefined): string {
  if (system?.form === 'icd') return code.replace(/[\s.]/g, '').toUpperCase();
  if (system?.form === 'cpt') return (withModifiers.exec(code)?.[1] ?? code.split(':')[0] ?? '').trim().toUpperCase();
  return code.trim();
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

function firstDisplay(concept: JsonObject): string | undefined {
  for (const coding of objectsOf(concept['coding'])) {
    const display = textOf(coding['display']);
    if (display !== undefined) return display;
  }
  return undefined;
}
