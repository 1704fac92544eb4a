import type { Fact, Guideline } from '../guideline/guideline.js';
import { wordsOf } from '../values/coding.js';
import type { DayRange } from '../values/day.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';
import type { Observed } from './observed.js';
import { addStatement, type Reading } from './reading.js';

/** Words that deny a whole list: "denies numbness, weakness, incontinence". */
const deniesList =
  /\b(denies|denied|denying|deny|negative for|neither|without|absence of|free of|free from|family history|screening for|risk of|at risk for|monitor for|watch for|return for|if)\b/;
/** Words that deny what follows up to the next comma, or the whole list when it goes on with "or". */
const deniesItem = /\b(no|not|never|nor|rules? out|ruled out|r\/o|excludes?|unlikely)\b/;
const deniedAfter =
  /^\s*(?:(?:[:?=–-]|\bis|\bwas|\bare)\s*)?(?:absent|negative|denied|denies|none|nil|not (?:present|seen|reported)|ruled out|excluded|unlikely|resolved)\b|^\s*[:?=–-]\s*(?:no|n|never|false)\b/;
/** Where a denial ends: "no fever but saddle numbness", "denies trauma, reports numbness". */
const clauseEnd =
  /[.;!?\n]|\b(?:but|however|although|though|except|apart from|yet)\b|(?:[,:]|\band\b)\s*(?:now|new|newly|has|have|had|with|reports?|reported|complains?|complaining|presents?|since|today|also)\b/g;

/**
 * Turns free text into hints: never true, never false (rule 1). The guideline's phrases decide what text points to
 * which fact, and which false friends do not; a phrase that the text denies points to nothing.
 */
function hintsFromText(
  reading: Reading,
  text: string,
  when: DayRange | undefined,
  resource: JsonObject,
  isMeant: (fact: Fact) => boolean = () => true,
): boolean {
  const { textHints } = reading.guideline;
  if (text === '' || !hintsAnywhere(reading.guideline, text)) return false;
  let isPointing = false;
  const lower = text.toLowerCase();
  for (const { fact, phrases, notPhrases } of textHints.byFact) {
    if (!isMeant(fact)) continue;
    if (!phrases.some((phrase) => isAffirmed(lower, phrase, notPhrases))) continue;
    addStatement(reading, {
      fact,
      says: 'hint',
      when,
      window: fact.window,
      resource,
      display: text.slice(0, 200),
      why: 'text',
    });
    isPointing = true;
  }
  return isPointing;
}

/** Hints from several texts; whether any of them points to a fact. */
export function hintsFromTexts(
  reading: Reading,
  texts: readonly string[],
  when: DayRange | undefined,
  resource: JsonObject,
  isMeant?: (fact: Fact) => boolean,
): boolean {
  let isPointing = false;
  for (const text of texts) if (hintsFromText(reading, text, when, resource, isMeant)) isPointing = true;
  return isPointing;
}

/** Whether a text holds a phrase that points to any fact, denied or not. */
export function hintsAnywhere({ textHints }: Guideline, text: string): boolean {
  return textHints.anywhere(text);
}

/** Hints from the notes of a resource, whatever its codes say. */
export function hintsFromNotes(reading: Reading, resource: JsonObject, when: DayRange | undefined): void {
  if (resource.note === undefined) return;
  const notes = objectsOf(resource.note).flatMap((note) => textOf(note.text) ?? []);
  hintsFromText(reading, notes.join('\n'), when, resource);
}

/** Whether a phrase stands anywhere in the text without being denied and without a false friend in its sentence. */
function isAffirmed(text: string, phrase: string, notPhrases: readonly string[]): boolean {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length)) {
    const before = text.slice(0, at);
    const after = text.slice(at + phrase.length);
    const rest = /^[^.;!?\n]*/.exec(after)?.[0] ?? '';
    const sentence = lastPart(before, /[.;!?\n]/g) + phrase + rest;
    if (notPhrases.some((friend) => sentence.includes(friend))) continue;
    if (deniedAfter.test(after) || isDenied(lastPart(before, clauseEnd), rest)) continue;
    return true;
  }
  return false;
}

function isDenied(clause: string, rest: string): boolean {
  if (deniesList.test(clause)) return true;
  const cue = deniesItem.exec(clause);
  if (cue === null) return false;
  return deniesItem.test(lastPart(clause, /,/g)) || /\b(?:or|nor)\b/.test(clause.slice(cue.index) + rest);
}

/** What stands after the last match of a pattern. */
function lastPart(text: string, end: RegExp): string {
  let from = 0;
  for (const match of text.matchAll(end)) from = match.index + match[0].length;
  return text.slice(from);
}

/** Words of a code that nothing asks about; a question that is answered "no" has said nothing. */
export function readWords(reading: Reading, observed: Observed): boolean {
  const { value: said, part } = observed;
  if (said.kind === 'no') return false;
  const text = said.kind === 'text' ? said.text : undefined;
  const words = [
    wordsOf(part.code),
    text,
    textOf(isObject(part.valueCodeableConcept) ? wordsOf(part.valueCodeableConcept) : undefined),
  ];
  return hintsFromText(reading, words.filter((part) => part !== undefined).join(': '), observed.when, observed.holder);
}
