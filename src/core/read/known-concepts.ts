import type { Guideline } from '../guideline/guideline.js';
import type { NormalCoding } from '../values/coding.js';
import { isObject, type JsonObject } from '../values/json.js';
import { memoByObject } from '../values/memo.js';

/** What a CodeableConcept (or a list of them) says: its codes, and the words that are no code. */
export interface Meaning {
  /** its own codes, and those that its words are: a term picked from a list is a code in words */
  readonly codings: readonly NormalCoding[];
  /** of these codes it is only suspected that they are meant: a thing that is named beside a word of removal or denial */
  readonly doubtful: ReadonlySet<NormalCoding>;
  /** the text and every display of an unknown code that is no term, each once, still to be read */
  readonly words: readonly string[];
  /** displays of known codes that are other words than the code's own, still to be read */
  readonly glosses: readonly string[];
  /** false when it has neither words nor a code that can be judged */
  readonly isReadable: boolean;
}

/** What has been made of a concept so far: it is the same in every record that has the concept. */
export interface KnownConcept {
  meaning?: Meaning;
  meaningOfThing?: Meaning;
  isUnasked?: boolean;
  isReadable?: boolean;
}

/** A concept as it was first met. */
interface Entry extends KnownConcept {
  readonly codings: readonly JsonObject[];
  readonly text: unknown;
}

const mostRemembered = 10_000;
/** Longer words are written for one patient. In characters. */
const longest = 120;
const mostCodings = 6;
/** Of a code that comes with ever other words, so many are looked through. */
const mostOfKey = 12;

/**
 * The place for what is made of a CodeableConcept; the same one for all that have the same codes, displays and text, since
 * records repeat the same few concepts a thousand times. Undefined for what is unusual: several concepts, long texts,
 * members of another type.
 */
export function knownConcept(guideline: Guideline, concept: unknown): KnownConcept | undefined {
  const one: unknown = Array.isArray(concept) && concept.length === 1 ? concept[0] : concept;
  if (!isObject(one)) return undefined;
  const { coding = none, text } = one;
  if (!Array.isArray(coding)) return undefined;
  const [first] = coding;
  const key: unknown = isObject(first) ? first['code'] : text;
  if (typeof key !== 'string' || key.length > longest) return undefined;
  const remembered = conceptsOf(guideline);
  const sameKey = remembered.byKey.get(key);
  if (sameKey !== undefined) for (const entry of sameKey) if (isSame(entry, coding, text)) return entry;
  return isUsual(coding, text) ? remember(remembered, key, { codings: coding.map(partOf), text }) : undefined;
}

const none: readonly never[] = [];

interface Remembered {
  readonly byKey: Map<string, Entry[]>;
  count: number;
}

const conceptsOf = memoByObject((_: Guideline): Remembered => ({ byKey: new Map(), count: 0 }));

function remember(remembered: Remembered, key: string, entry: Entry): Entry {
  const { byKey } = remembered;
  if (remembered.count >= mostRemembered) {
    byKey.clear();
    remembered.count = 0;
  }
  remembered.count += 1;
  const sameKey = byKey.get(key);
  if (sameKey === undefined || sameKey.length >= mostOfKey) byKey.set(key, [entry]);
  else sameKey.push(entry);
  return entry;
}

function isSame({ codings, text }: Entry, coding: readonly unknown[], ownText: unknown): boolean {
  if (text !== ownText || codings.length !== coding.length) return false;
  for (let at = 0; at < coding.length; at += 1) {
    const [known, own] = [codings[at], coding[at]];
    if (known === undefined || !isObject(own)) return false;
    if (known['code'] !== own['code'] || known['system'] !== own['system'] || known['display'] !== own['display'])
      return false;
  }
  return true;
}

function isUsual(coding: readonly unknown[], text: unknown): boolean {
  return coding.length <= mostCodings && isShort(text) && coding.every((part) => isObject(part) && isUsualCoding(part));
}

function isUsualCoding({ system, code, display }: JsonObject): boolean {
  return isShort(system) && isShort(code) && isShort(display);
}

function isShort(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= longest);
}

/** What of a coding is looked at, and nothing else of the record that it came with. */
function partOf({ system, code, display }: JsonObject): JsonObject {
  return { system, code, display };
}
