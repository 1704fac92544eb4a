import type { Guideline } from '../guideline/guideline.js';
import { type NormalCoding, textsOf, wordsOf } from '../values/coding.js';
import { type DayRange, readDate, readPeriod } from '../values/day.js';
import { type JsonObject, numberOf, objectsOf, textOf } from '../values/json.js';
import { type Quantity, readQuantity } from '../values/quantity.js';

/** An Observation or one of its components: a code with what is said about it. */
export interface Observed {
  readonly holder: JsonObject;
  readonly part: JsonObject;
  readonly when: DayRange | undefined;
  readonly isFinal: boolean;
  /** it has been ordered, and says nothing until it has a value */
  readonly isPending: boolean;
  readonly value: ObservedValue;
  /** what Observation.interpretation says, whatever the value */
  readonly interpretation: 'yes' | 'no' | 'maybe' | undefined;
  /** it stands as the reason of an order: what it affirms is dated on this day (rule 2) */
  readonly asReason: DayRange | undefined;
}

/**
 * What the value of an Observation says. `none` = no value at all; `absent` = a dataAbsentReason (rule 5);
 * `unreadable` = a value that is there and cannot be read, such as a number written as text. A `qualifier` only says
 * more about the finding (a severity, a side, a course) and so affirms it.
 */
export type ObservedValue =
  | { readonly kind: 'yes' | 'no' | 'maybe' | 'none' | 'absent' | 'unreadable' }
  | { readonly kind: 'coded'; readonly codings: readonly NormalCoding[]; readonly qualifier: string | undefined }
  | { readonly kind: 'number'; readonly quantity: Quantity }
  | { readonly kind: 'date'; readonly date: DayRange }
  | { readonly kind: 'text'; readonly text: string };

type Answer = 'yes' | 'no' | 'maybe';

const unreadable: ObservedValue = { kind: 'unreadable' };

/** Values of a type that no fact is stated by; an Observation that has one has said something all the same. */
const otherValues = ['valueTime', 'valueRange', 'valueRatio', 'valueSampledData'] as const;

/**
 * Reads value[x], dataAbsentReason and, where there is no value, interpretation of an Observation or component. A denial
 * that anything beside it contradicts is none.
 */
export function readValue(guideline: Guideline, part: JsonObject): ObservedValue {
  const value = firstValue(guideline, part);
  if (value.kind === 'no') return isContradicted(guideline, part) ? doubtful : value;
  return value.kind === 'absent' && affirms(guideline, part) ? doubtful : value;
}

const doubtful: ObservedValue = { kind: 'maybe' };
const unstated: ObservedValue = { kind: 'none' };

function firstValue(guideline: Guideline, part: JsonObject): ObservedValue {
  if (isThere(part.dataAbsentReason)) return { kind: 'absent' };
  for (const [member, read] of valueMembers) {
    const value = part[member];
    if (isThere(value)) return readOne(guideline, value, read);
  }
  if (otherValues.some((member) => isThere(part[member]))) return unreadable;
  const flagged = interpretationOf(guideline, part);
  return flagged === undefined ? unstated : { kind: flagged };
}

type ReadMember = (guideline: Guideline, value: unknown) => ObservedValue;

/** The members that hold a value, in the order in which they are asked. */
const valueMembers: readonly (readonly [member: string, read: ReadMember])[] = [
  ['valueBoolean', saidByBoolean],
  ['valueCodeableConcept', saidByCodes],
  ['valueQuantity', saidByQuantity],
  ['valueInteger', saidByInteger],
  ['valueString', saidByString],
  ['valueDateTime', saidByDate],
  ['valuePeriod', saidByDate],
];

/** A value; several in a list are one where they say the same, and doubtful where they do not. */
function readOne(guideline: Guideline, value: unknown, read: ReadMember): ObservedValue {
  if (!Array.isArray(value)) return read(guideline, value);
  const [first, ...others] = value.filter(isThere).map((one) => read(guideline, one));
  if (first === undefined) return unreadable;
  const isOne = others.every(({ kind }) => kind === first.kind);
  if (!isOne) return doubtful;
  return others.length > 0 && first.kind === 'coded' ? saidByCodes(guideline, value) : first;
}

/** Whether a denial stands beside another value, an interpretation or words that say something else. */
function isContradicted(guideline: Guideline, part: JsonObject): boolean {
  if (isThere(part.interpretation) && isCalledAbnormal(guideline, part)) return true;
  for (const [member, read] of valueMembers) {
    const value = part[member];
    if (isThere(value) && readOne(guideline, value, read).kind !== 'no') return true;
  }
  return false;
}

function isCalledAbnormal({ documents, forms }: Guideline, part: JsonObject): boolean {
  const { abnormal, positive, suspected } = documents.interpretation;
  const words = objectsOf(part.interpretation).flatMap((concept) => [...textsOf(concept)]);
  return (
    interpretationsOf(part).some((code) => [abnormal, positive, suspected].some((codes) => codes.includes(code))) ||
    words.some((text) => (forms.answerOf(text) ?? 'no') !== 'no')
  );
}

/** Whether something is affirmed in spite of the reason that is given for having no value. */
function affirms(guideline: Guideline, part: JsonObject): boolean {
  return valueMembers.some(([member, read]) => {
    const value = part[member];
    if (!isThere(value)) return false;
    const { kind } = readOne(guideline, value, read);
    return kind === 'yes' || kind === 'maybe';
  });
}

function saidByBoolean(_: Guideline, value: unknown): ObservedValue {
  return typeof value === 'boolean' ? { kind: value ? 'yes' : 'no' } : unreadable;
}

function saidByQuantity(_: Guideline, value: unknown): ObservedValue {
  const quantity = readQuantity(value);
  return quantity === undefined ? unreadable : { kind: 'number', quantity };
}

function saidByInteger(_: Guideline, number: unknown): ObservedValue {
  const value = numberOf(number);
  return value === undefined ? unreadable : { kind: 'number', quantity: { value, unit: undefined, bound: 'exact' } };
}

function saidByString(guideline: Guideline, value: unknown): ObservedValue {
  const text = textOf(value);
  return text === undefined ? unreadable : saidByText(guideline, text);
}

function saidByDate(_: Guideline, value: unknown): ObservedValue {
  const date = readDate(value) ?? readPeriod(value).start;
  return date === undefined ? unreadable : { kind: 'date', date };
}

/** What Observation.interpretation says: abnormal, normal, perhaps, or nothing. */
export function interpretationOf(guideline: Guideline, part: JsonObject): Observed['interpretation'] {
  if (!isThere(part.interpretation)) return undefined;
  const codes = interpretationsOf(part);
  const { positive, negative, suspected } = guideline.documents.interpretation;
  if (codes.some((code) => positive.includes(code))) return 'yes';
  if (codes.some((code) => suspected.includes(code))) return 'maybe';
  return codes.some((code) => negative.includes(code)) ? 'no' : undefined;
}

/** The codes of Observation.interpretation, and its words where it has no code, in capitals. */
export function interpretationsOf(part: JsonObject): readonly string[] {
  const { interpretation } = part;
  if (typeof interpretation === 'string') return [interpretation.trim().toUpperCase()];
  return objectsOf(interpretation).flatMap((concept) => {
    const codes = objectsOf(concept.coding).flatMap((coding) => textOf(coding.code) ?? []);
    return (codes.length > 0 ? codes : [wordsOf(concept) ?? '']).map((code) => code.toUpperCase());
  });
}

function saidByCodes(guideline: Guideline, concept: unknown): ObservedValue {
  const concepts = objectsOf(concept);
  // only an answer in words stands where its concept belongs
  if (concepts.length === 0) return typeof concept === 'string' ? saidByString(guideline, concept) : unreadable;
  const codings = guideline.codings.codings(concept);
  const answer = answerOfCodes(guideline, codings);
  const text = wordsOf(concept);
  if (answer === 'no' && concepts.some((one) => isOtherwiseInWords(guideline, one))) return doubtful;
  if (answer !== undefined) return { kind: answer };
  if (codings.length > 0) {
    // the words of a site's own answers count; a code that is known speaks for itself
    const isLocal = codings.every((coding) => coding.system === undefined);
    const said = isLocal && text !== undefined ? guideline.forms.answerOf(text) : undefined;
    return said === undefined ? { kind: 'coded', codings, qualifier: qualifierOf(guideline, codings) } : { kind: said };
  }
  return text === undefined ? { kind: 'none' } : saidByText(guideline, text);
}

/** What coded answers say; present and absent in one concept are neither. */
function answerOfCodes({ answers, inValueSet }: Guideline, codings: readonly NormalCoding[]): Answer | undefined {
  let said: Answer | undefined;
  for (const coding of codings) {
    const own = inValueSet(answers.positive, coding)
      ? 'yes'
      : inValueSet(answers.negative, coding)
        ? 'no'
        : inValueSet(answers.suspected, coding)
          ? 'maybe'
          : undefined;
    if (own === undefined) continue;
    if (said !== undefined && said !== own) return 'maybe';
    said = own;
  }
  return said;
}

/** Whether the words of a coded "no" say something else: another answer, or more than a word that begins with no denial. */
function isOtherwiseInWords({ forms }: Guideline, concept: JsonObject): boolean {
  const own = textOf(concept.text);
  for (const words of textsOf(concept)) {
    const said = forms.answerOf(words);
    if (said === 'yes' || said === 'maybe') return true;
    if (said === undefined && words === own && /\s/.test(words) && !forms.beginsWithDenial(words)) return true;
  }
  return false;
}

function saidByText({ forms }: Guideline, text: string): ObservedValue {
  const said = forms.answerOf(text);
  return said === undefined ? { kind: 'text', text } : { kind: said };
}

/** The word of series.yaml (`qualifiers`) that codes stand for: severe, sudden, improving, a side, … */
export function qualifierOf(guideline: Guideline, codings: readonly NormalCoding[]): string | undefined {
  for (const coding of codings) {
    const word = guideline.placeOf('qualifiers', coding);
    if (word !== undefined) return word;
  }
  return undefined;
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
