import type { DayRange } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { createStatusReader, type ReadStatus, type StatusDocument, unreadStatus } from './record-statuses.js';

type WordLists<Name extends string> = { readonly [name in Name]: readonly string[] };

/** cards/record-forms.yaml: the forms in which records write statuses, answers, dates and questions. */
export interface RecordFormsDocument {
  readonly statuses: StatusDocument;
  /** URLs of extensions of a coding that say how certain it is, by `statuses.certainty` */
  readonly certaintyExtensions: readonly string[];
  readonly answerWords: WordLists<'positive' | 'negative' | 'suspected'>;
  readonly placeholderDates: readonly string[];
  readonly congenitalWords: readonly string[];
  /** words beside the name of a medicine, substance or device that may mean that it is not there, as they are normalised */
  readonly denials: readonly string[];
  /** URLs of modifierExtensions that do not change what a resource states */
  readonly knownModifiers: readonly string[];
  readonly questions: { readonly finding: string; readonly other: string; readonly otherWords: readonly string[] };
}

/** What a folder without the file has. */
export const noRecordForms: RecordFormsDocument = {
  statuses: { clinical: {}, verification: {}, observation: {}, event: {}, certainty: {} },
  certaintyExtensions: [],
  answerWords: { positive: [], negative: [], suspected: [] },
  placeholderDates: [],
  congenitalWords: [],
  denials: [],
  knownModifiers: [],
  questions: { finding: '', other: '', otherWords: [] },
};

/** Reads the forms of a record; made once per guideline. */
export interface RecordForms {
  readonly statusOf: ReadStatus;
  /** how certain a concept says that it is, in an extension of it or of its codings; undefined = it does not say */
  readonly certaintyOf: (concept: unknown) => string | undefined;
  /** what a whole text says as the answer to a question */
  readonly answerOf: (text: string) => 'yes' | 'no' | 'maybe' | undefined;
  /** whether a longer answer begins with one that denies: "No numbness" */
  readonly beginsWithDenial: (text: string) => boolean;
  readonly isPlaceholder: (date: DayRange) => boolean;
  readonly isCongenital: (words: string) => boolean;
  /** whether the words of a question show that it is about somebody or something else than this patient now */
  readonly asksAboutOther: (words: string) => boolean;
  /** whether a resource, or a part of it, has a modifierExtension that may turn its meaning round */
  readonly isModified: (resource: JsonObject) => boolean;
}

export function createRecordForms(document: RecordFormsDocument): RecordForms {
  const statusOf = createStatusReader(document.statuses);
  const answers = new Map<string, 'yes' | 'no' | 'maybe'>();
  const { positive, negative, suspected } = document.answerWords;
  for (const word of positive) answers.set(word, 'yes');
  for (const word of negative) answers.set(word, 'no');
  for (const word of suspected) answers.set(word, 'maybe');
  const congenital = anyOf(document.congenitalWords);
  const other = anyOf(document.questions.otherWords);
  return {
    statusOf,
    certaintyOf: (concept) => certaintyOf(concept, document.certaintyExtensions, statusOf),
    answerOf: (text) => (text.length > longestAnswer ? undefined : answers.get(answerForm(text))),
    beginsWithDenial: (text) => answers.get(answerForm(/^\s*\S+/.exec(text)?.[0] ?? '')) === 'no',
    isPlaceholder: (date) => document.placeholderDates.some((placeholder) => isWritten(date.text, placeholder)),
    isCongenital: (words) => congenital.test(words),
    asksAboutOther: (words) => other.test(words),
    isModified: (resource) => hasModifier(resource, document.knownModifiers),
  };
}

const longestAnswer = 60;

/** Nearly no coding has an extension at all. */
function certaintyOf(concept: unknown, urls: readonly string[], statusOf: ReadStatus): string | undefined {
  let stated: unknown[] | undefined;
  for (const holder of objectsOf(concept))
    for (const { extension } of [holder, ...objectsOf(holder.coding)]) {
      if (extension === undefined) continue;
      const certainties = objectsOf(extension).filter(({ url }) => urls.includes(textOf(url) ?? ''));
      if (certainties.length > 0) stated = [...(stated ?? []), ...certainties.flatMap(certaintiesIn)];
    }
  return stated === undefined ? undefined : (statusOf('certainty', stated) ?? unreadStatus);
}

function certaintiesIn({ valueCoding, valueCodeableConcept, valueCode, valueString }: JsonObject): readonly unknown[] {
  return [valueCoding, valueCodeableConcept, valueCode, valueString].filter((value) => value !== undefined);
}

function answerForm(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .replace(/^[\s"'(]+|[\s"'.,;:!)]+$/g, '');
}

/** A date as written against a placeholder; a placeholder of a year means every day of it. */
function isWritten(text: string, placeholder: string): boolean {
  return text === placeholder || (placeholder.length === 4 && text.startsWith(`${placeholder}-`));
}

/** Whole words, in any case. */
function anyOf(words: readonly string[]): RegExp {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return words.length === 0 ? /(?!)/ : new RegExp(`\\b(?:${escaped.join('|')})\\b`, 'i');
}

function hasModifier(resource: JsonObject, known: readonly string[]): boolean {
  const { modifierExtension, component, reaction, diagnosis, activity, detail } = resource;
  if (modifierExtension !== undefined && modifierExtension !== null) {
    const urls = objectsOf(modifierExtension).map(({ url }) => textOf(url) ?? '');
    if (urls.some((url) => !known.includes(url))) return true;
  }
  // the parts of a resource that state something by themselves
  return (
    someModified(component, known) ||
    someModified(reaction, known) ||
    someModified(diagnosis, known) ||
    someModified(activity, known) ||
    someModified(detail, known)
  );
}

function someModified(parts: unknown, known: readonly string[]): boolean {
  return parts !== undefined && objectsOf(parts).some((part) => hasModifier(part, known));
}

/** Observation.interpretation codes by what they say. See cards/code-systems.yaml. */
export interface InterpretationCodes {
  readonly abnormal: readonly string[];
  readonly positive: readonly string[];
  readonly high: readonly string[];
  readonly low: readonly string[];
  readonly negative: readonly string[];
  readonly suspected: readonly string[];
}
