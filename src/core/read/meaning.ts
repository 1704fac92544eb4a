import { findingsSystem, reviewCode } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { isJudgeable, type NormalCoding } from '../values/coding.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';
import { memoByConcept } from './known-concepts.js';

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

/** Reads a concept in full. What is said of somebody else, or of a test that was only planned, leaves its words unread. */
export const meaningOf = memoByConcept(readMeaning);

function readMeaning(guideline: Guideline, concepts: unknown): Meaning {
  const codings: NormalCoding[] = [];
  const terms: NormalCoding[] = [];
  const words = new Set<string>();
  const glosses = new Set<string>();
  let isReadable = false;
  let isOfOthers = false;
  for (const concept of objectsOf(concepts)) {
    for (const { system, code, display } of objectsOf(concept.coding)) {
      const coding = guideline.codings.normalise(system, code, display);
      const isKnown = coding !== undefined && guideline.uses.lookup(coding).length > 0;
      if (coding !== undefined) codings.push(coding);
      if (isKnown || (coding !== undefined && isJudgeable(coding))) isReadable = true;
      if (coding !== undefined && guideline.isOfOthers(coding)) isOfOthers = true;
      const name = textOf(display);
      if (name === undefined) continue;
      const { codings: named, areWords } = guideline.look(name);
      if (!areWords) continue;
      isReadable = true;
      if (named.length === 0) (isKnown ? glosses : words).add(name);
      else if (!isKnown) terms.push(...named.map((term) => ({ ...term, display: name })));
      else if (!sharesUse(guideline, coding, named)) glosses.add(name);
    }
    const text = textOf(concept.text);
    if (text === undefined) continue;
    const { codings: named, areWords } = guideline.look(text);
    if (!areWords) continue;
    isReadable = true;
    if (named.length > 0) terms.push(...named.map((term) => ({ ...term, display: text })));
    // the name of a known code once more
    else if (!glosses.has(text)) words.add(text);
  }
  if (isOfOthers) return { codings, doubtful: noDoubt, words: none, glosses: none, isReadable };
  const all = terms.length === 0 ? codings : [...codings, ...terms];
  return { codings: all, doubtful: noDoubt, words: [...words], glosses: [...glosses], isReadable };
}

/** Whether a name says no more than its own code. */
function sharesUse({ uses }: Guideline, coding: NormalCoding, named: readonly NormalCoding[]): boolean {
  const own = uses.lookup(coding);
  return named.some((term) => uses.lookup(term).some((use) => own.includes(use)));
}

const none: readonly never[] = [];
const noDoubt: ReadonlySet<NormalCoding> = new Set();

/**
 * Reads the concepts of a medicine, an allergy or a device. Such names come with strength, form and maker around them, so
 * the name of an ingredient or device is enough, wherever it stands; with a word of removal or denial beside it, a doubt.
 */
export const meaningOfThing = memoByConcept(readThing);

function readThing(guideline: Guideline, concepts: unknown): Meaning {
  const meaning = meaningOf(guideline, concepts);
  const { denials } = guideline.documents.recordForms;
  const codings = [...meaning.codings];
  const doubtful = new Set<NormalCoding>();
  for (const words of meaning.words)
    for (const { coding, beside } of guideline.thingsIn(words)) {
      const named = { ...coding, display: words };
      codings.push(named);
      if (beside.some((word) => denials.includes(word))) doubtful.add(named);
    }
  return codings.length === meaning.codings.length ? meaning : { ...meaning, codings, doubtful };
}

/**
 * Whether a concept cannot matter: no code that anything asks for, and words that neither are a code nor hint at one. The
 * code of a review matters.
 */
export const isUnasked = memoByConcept(judgeUnasked);

function judgeUnasked(guideline: Guideline, concept: unknown): boolean {
  if (guideline.asksFor(concept) || namesReview(guideline, concept)) return false;
  return !someWords(concept, (text) => {
    const { codings, mayPoint } = guideline.look(text);
    return codings.length > 0 || mayPoint;
  });
}

/** Whether a number behind the words of a concept may say what they do not say alone. */
export const mayBeMeasured = memoByConcept((guideline: Guideline, concept: unknown) =>
  someWords(concept, guideline.mayBeMeasured),
);

/** Whether a code says that entries which could not be judged have been reviewed. */
export function namesReview({ codings }: Guideline, code: unknown): boolean {
  return codings.some(code, ({ system, code: own }) => own === reviewCode && system?.uri === findingsSystem);
}

/** Whether a concept says anything that can be judged: words, a code that is known, or one whose code system is known whole. */
export const isReadable = memoByConcept(judgeReadable);

function judgeReadable(guideline: Guideline, concept: unknown): boolean {
  return (
    someWords(concept, (text) => guideline.look(text).areWords) ||
    guideline.knowsStudy(concept) ||
    guideline.codings.some(concept, (coding) => isJudgeable(coding) || guideline.uses.lookup(coding).length > 0)
  );
}

function someWords(concept: unknown, test: (text: string) => boolean): boolean {
  if (!isObject(concept)) return objectsOf(concept).some((one) => someWordsOf(one, test));
  return someWordsOf(concept, test);
}

function someWordsOf({ text, coding }: JsonObject, test: (text: string) => boolean): boolean {
  const own = textOf(text);
  if (own !== undefined && test(own)) return true;
  for (const { display } of objectsOf(coding)) {
    const name = textOf(display);
    if (name !== undefined && test(name)) return true;
  }
  return false;
}
