import type { Guideline } from '../guideline/guideline.js';
import { type NormalCoding, wordsOf } from '../values/coding.js';
import { type DayRange, readDate, readPeriod } from '../values/day.js';
import { isObject, type JsonObject, numberOf, objectsOf, textOf } from '../values/json.js';
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

const unreadable: ObservedValue = { kind: 'unreadable' };

/** Values of a type that no fact is stated by; an Observation that has one has said something all the same. */
const otherValues = ['valueTime', 'valueRange', 'valueRatio', 'valueSampledData'] as const;

/** Reads value[x], dataAbsentReason and, where there is no value, interpretation of an Observation or component. */
export function readValue(guideline: Guideline, part: JsonObject): ObservedValue {
  if (isThere(part.dataAbsentReason)) return { kind: 'absent' };
  if (isThere(part.valueBoolean)) {
    if (part.valueBoolean === true) return { kind: 'yes' };
    return part.valueBoolean === false ? { kind: 'no' } : unreadable;
  }
  if (isThere(part.valueCodeableConcept)) return saidByCodes(guideline, part.valueCodeableConcept);
  if (isThere(part.valueQuantity)) {
    const quantity = readQuantity(part.valueQuantity);
    return quantity === undefined ? unreadable : { kind: 'number', quantity };
  }
  if (isThere(part.valueInteger)) {
    const value = numberOf(part.valueInteger);
    return value === undefined ? unreadable : { kind: 'number', quantity: { value, unit: undefined, bound: 'exact' } };
  }
  if (isThere(part.valueString)) {
    const text = textOf(part.valueString);
    return text === undefined ? unreadable : saidByText(guideline, text);
  }
  if (isThere(part.valueDateTime) || isThere(part.valuePeriod)) {
    const date = readDate(part.valueDateTime) ?? readPeriod(part.valuePeriod).start;
    return date === undefined ? unreadable : { kind: 'date', date };
  }
  if (otherValues.some((member) => isThere(part[member]))) return unreadable;
  const flagged = interpretationOf(guideline, part);
  return { kind: flagged ?? 'none' };
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
  return objectsOf(part.interpretation).flatMap((concept) => {
    const codes = objectsOf(concept.coding).flatMap((coding) => textOf(coding.code) ?? []);
    return (codes.length > 0 ? codes : [wordsOf(concept) ?? '']).map((code) => code.toUpperCase());
  });
}

function saidByCodes(guideline: Guideline, concept: unknown): ObservedValue {
  if (!isObject(concept)) return unreadable;
  const codings = guideline.codings.codings(concept);
  const { answers } = guideline;
  for (const coding of codings) {
    if (guideline.inValueSet(answers.positive, coding)) return { kind: 'yes' };
    if (guideline.inValueSet(answers.negative, coding)) return { kind: 'no' };
    if (guideline.inValueSet(answers.suspected, coding)) return { kind: 'maybe' };
  }
  const text = wordsOf(concept);
  if (codings.length > 0) {
    // the words of a site's own answers count; a code that is known speaks for itself
    const isLocal = codings.every((coding) => coding.system === undefined);
    const said = isLocal && text !== undefined ? guideline.forms.answerOf(text) : undefined;
    return said === undefined ? { kind: 'coded', codings, qualifier: qualifierOf(guideline, codings) } : { kind: said };
  }
  return text === undefined ? { kind: 'none' } : saidByText(guideline, text);
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
