import type { Guideline } from '../guideline/guideline.js';
import { isObject, type JsonObject } from '../values/json.js';
import { longestRemembered, memoByObject } from '../values/memo.js';

/** A concept as it was first met, and what was made of it. */
interface Known<Made> {
  readonly codings: readonly JsonObject[];
  readonly text: unknown;
  readonly made: Made;
}

const mostRemembered = 10_000;
const mostCodings = 6;
/** Of a code that comes with ever other words, so many are looked through. */
const mostOfKey = 12;

/**
 * What was made of a CodeableConcept is kept for all that have the same codes, displays and text: records repeat the same
 * few concepts a thousand times. What is unusual is made anew: several concepts, long texts, members of another type.
 */
export function memoByConcept<Made>(
  make: (guideline: Guideline, concept: unknown) => Made,
): (guideline: Guideline, concept: unknown) => Made {
  const rememberedOf = memoByObject((_: Guideline) => createMemory<Made>());
  return (guideline, concept) => {
    const one: unknown = Array.isArray(concept) && concept.length === 1 ? concept[0] : (concept ?? nothing);
    if (!isObject(one)) return make(guideline, concept);
    const { coding = none, text } = one;
    if (!Array.isArray(coding)) return make(guideline, concept);
    const key = keyOf(coding, text);
    if (key === undefined) return make(guideline, concept);
    const { find, remember } = rememberedOf(guideline);
    const known = find(key, coding, text);
    if (known !== undefined) return known.made;
    const made = make(guideline, concept);
    if (isUsual(coding, text)) remember(key, { codings: coding.map(partOf), text, made });
    return made;
  };
}

const none: readonly never[] = [];
const nothing: JsonObject = {};

/** The first code, or the words alone; '' of a concept that says nothing. */
function keyOf([first]: readonly unknown[], text: unknown): string | undefined {
  const key: unknown = isObject(first) ? first['code'] : (text ?? '');
  return typeof key === 'string' && key.length <= longestRemembered ? key : undefined;
}

function createMemory<Made>() {
  const byKey = new Map<string, Known<Made>[]>();
  let count = 0;
  return {
    find: (key: string, coding: readonly unknown[], text: unknown): Known<Made> | undefined => {
      const sameKey = byKey.get(key);
      if (sameKey !== undefined) for (const known of sameKey) if (isSame(known, coding, text)) return known;
      return undefined;
    },
    remember: (key: string, known: Known<Made>): void => {
      if (count >= mostRemembered) {
        byKey.clear();
        count = 0;
      }
      count += 1;
      const sameKey = byKey.get(key);
      if (sameKey === undefined || sameKey.length >= mostOfKey) byKey.set(key, [known]);
      else sameKey.push(known);
    },
  };
}

function isSame({ codings, text }: Known<unknown>, coding: readonly unknown[], ownText: unknown): boolean {
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
  return value === undefined || (typeof value === 'string' && value.length <= longestRemembered);
}

/** What of a coding is looked at, and nothing else of the record that it came with. */
function partOf({ system, code, display }: JsonObject): JsonObject {
  return { system, code, display };
}
