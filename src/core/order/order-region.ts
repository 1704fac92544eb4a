import type { Region } from '../contract/vocabulary.js';
import type { Guideline } from '../guideline/guideline.js';
import type { NormalCoding } from '../values/coding.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';
import { memoByObject } from '../values/memo.js';
import { codeOf, conceptsOf } from './order-elements.js';

/** The regions that the coded body sites of a resource name, each once. */
export function regionsOfSites(guideline: Guideline, codings: readonly NormalCoding[]): readonly Region[] {
  const regions = new Set<Region>();
  for (const site of codings)
    for (const { valueSet, region } of guideline.documents.studies.bodySites)
      if (guideline.inValueSet(valueSet, site)) regions.add(region);
  return [...regions];
}

/** The body sites of an order: `bodySite`, and where the structure that `bodyStructure` (R5) refers to lies. */
export function sitesOf(order: JsonObject, resources: readonly JsonObject[]): readonly JsonObject[] {
  const sites = objectsOf(conceptsOf(order.bodySite));
  if (order.bodyStructure === undefined) return sites;
  return [...sites, ...objectsOf(order.bodyStructure).flatMap((holder) => sitesOfStructure(holder, order, resources))];
}

function sitesOfStructure(
  holder: JsonObject,
  order: JsonObject,
  resources: readonly JsonObject[],
): readonly JsonObject[] {
  const reference = textOf(holder.reference) ?? '';
  const contained = objectsOf(order.contained).filter(({ id }) => reference === `#${String(id)}`);
  const named = resources.filter(
    ({ resourceType, id }) => resourceType === 'BodyStructure' && reference.endsWith(`BodyStructure/${String(id)}`),
  );
  const structures = [...contained, ...named];
  // a structure that is not there is a site that nothing is known of
  if (structures.length === 0) return [{ text: textOf(holder.display) ?? reference }];
  return structures.flatMap(({ location, includedStructure }) => [
    ...objectsOf(location),
    ...objectsOf(includedStructure).flatMap(({ structure }) => objectsOf(structure)),
  ]);
}

/**
 * The words by which an order without a coded region names another one than the low back, or a site that is not known;
 * undefined when nothing speaks against the low back. Words never choose a region, they only keep one from being assumed.
 */
export function otherRegionIn(
  guideline: Guideline,
  order: JsonObject,
  sites: readonly JsonObject[],
): string | undefined {
  const { named, asked } = wordsFor(guideline);
  const read = (text: string): 'lumbar' | 'other' | 'vague' | undefined => {
    if (named.lumbar.test(text)) return 'lumbar';
    if (named.other.test(text)) return 'other';
    return named.vague.test(text) ? 'vague' : undefined;
  };
  for (const site of sites) {
    const words = wordsIn(site);
    const kinds = words.map(read);
    if (words.length > 0 && !kinds.includes('lumbar') && (kinds.includes('other') || !kinds.includes('vague')))
      return words.join(', ');
  }
  const stated = [...objectsOf(codeOf(order)).flatMap(wordsIn), ...detailsOf(order)];
  const kinds = stated.map(read);
  if (kinds.includes('lumbar')) return undefined;
  const other = stated.find((_, index) => kinds[index] === 'other');
  if (other !== undefined) return other;
  const notes = objectsOf(order.note).flatMap(({ text }) => textOf(text) ?? []);
  return notes.some((note) => named.lumbar.test(note)) ? undefined : notes.flatMap((note) => asked.exec(note) ?? [])[0];
}

/** Whether words name the low back. */
export function namesLowBack(guideline: Guideline, concept: JsonObject): boolean {
  return wordsIn(concept).some((words) => wordsFor(guideline).named.lumbar.test(words));
}

/** All that a concept says in words; its codes, when it has no words. */
function wordsIn({ text, coding }: JsonObject): readonly string[] {
  const codings = objectsOf(coding);
  const words = [text, ...codings.map(({ display }) => display)].flatMap((one) => textOf(one) ?? []);
  return words.length > 0 ? words : codings.flatMap(({ code }) => textOf(code) ?? []);
}

/** What `orderDetail` says: concepts in R4, values of parameters in R5. */
function detailsOf({ orderDetail }: JsonObject): readonly string[] {
  if (orderDetail === undefined) return [];
  return objectsOf(orderDetail).flatMap((detail) => [
    ...wordsIn(detail),
    ...objectsOf(detail.parameter).flatMap(({ valueString, valueCodeableConcept }) => [
      ...(textOf(valueString) === undefined ? [] : [textOf(valueString) ?? '']),
      ...(isObject(valueCodeableConcept) ? wordsIn(valueCodeableConcept) : []),
    ]),
  ]);
}

/** Patterns over the words of studies.yaml; a note names a region to be imaged only beside a word for a study. */
const wordsFor = memoByObject(({ documents }: Guideline) => {
  const { lumbar = [], other = [], vague = [], study = [] } = documents.studies.regionWords ?? {};
  const near = String.raw`(?:[^\p{L}\p{N}.;!?\n]+[\p{L}\p{N}]+){0,3}?[^\p{L}\p{N}.;!?\n]+`;
  const between = `(?:${anyOf(study)}${near}${anyOf(other)}|${anyOf(other)}${near}${anyOf(study)})`;
  return {
    named: { lumbar: wordPattern(anyOf(lumbar)), other: wordPattern(anyOf(other)), vague: wordPattern(anyOf(vague)) },
    asked: wordPattern(between),
    study: wordPattern(anyOf(study)),
  };
});

function wordPattern(source: string): RegExp {
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${source}(?![\p{L}\p{N}])`, 'iu');
}

/** One of the words; a space in a word stands for whatever separates two words. */
function anyOf(words: readonly string[]): string {
  const patterns = words.map((word) =>
    word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/ /g, String.raw`[\s_-]*`),
  );
  return patterns.length === 0 ? '(?!)' : `(?:${patterns.join('|')})`;
}

/**
 * Whether words name an imaging study, and whether of the back: `back`, `elsewhere`, or `unclear` where they name no region.
 * For finding what a guideline's codes miss; no order is recognised by it.
 */
export function studyInWords(
  guideline: Guideline,
  texts: readonly string[],
): 'back' | 'elsewhere' | 'unclear' | undefined {
  const { named, study } = wordsFor(guideline);
  if (!texts.some((text) => study.test(text))) return undefined;
  if (texts.some((text) => named.lumbar.test(text) || named.vague.test(text))) return 'back';
  return texts.some((text) => named.other.test(text)) ? 'elsewhere' : 'unclear';
}
