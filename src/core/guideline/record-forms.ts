import type { DayRange } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';

type WordLists<Name extends string> = { readonly [name in Name]: readonly string[] };

/** The members that hold a status, by whose words mean the same. */
export type StatusKind = 'clinical' | 'verification' | 'observation' | 'event';

/** cards/record-forms.yaml: the forms in which records write statuses, answers, dates and questions. */
export interface RecordFormsDocument {
  /** status of FHIR R4 → the other words and codes that mean it */
  readonly statuses: { readonly [kind in StatusKind]: { readonly [status: string]: readonly string[] } };
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
  statuses: { clinical: {}, verification: {}, observation: {}, event: {} },
  answerWords: { positive: [], negative: [], suspected: [] },
  placeholderDates: [],
  congenitalWords: [],
  denials: [],
  knownModifiers: [],
  questions: { finding: '', other: '', otherWords: [] },
};

/** A status that is there and that no list knows. */
export const unreadStatus = 'unread';

/** Reads the forms of a record; made once per guideline. */
export interface RecordForms {
  /** the R4 status that a code, a CodeableConcept or words stand for; undefined = none is stated, `unread` = not known */
  readonly statusOf: (kind: StatusKind, value: unknown) => string | undefined;
  /** what a whole text says as the answer to a question */
  readonly answerOf: (text: string) => 'yes' | 'no' | 'maybe' | undefined;
  readonly isPlaceholder: (date: DayRange) => boolean;
  readonly isCongenital: (words: string) => boolean;
  /** whether the words of a question show that it is about somebody or something else than this patient now */
  readonly asksAboutOther: (words: string) => boolean;
  /** whether a resource, or a part of it, has a modifierExtension that may turn its meaning round */
  readonly isModified: (resource: JsonObject) => boolean;
}

export function createRecordForms(document: RecordFormsDocument): RecordForms {
  const { clinical, verification, observation, event } = document.statuses;
  const statuses: { readonly [kind in StatusKind]: ReadonlyMap<string, string> } = {
    clinical: statusesByWord(clinical),
    verification: statusesByWord(verification),
    observation: statusesByWord(observation),
    event: statusesByWord(event),
  };
  const answers = new Map<string, 'yes' | 'no' | 'maybe'>();
  const { positive, negative, suspected } = document.answerWords;
  for (const word of positive) answers.set(word, 'yes');
  for (const word of negative) answers.set(word, 'no');
  for (const word of suspected) answers.set(word, 'maybe');
  const congenital = anyOf(document.congenitalWords);
  const other = anyOf(document.questions.otherWords);
  return {
    statusOf: (kind, value) => {
      // nearly every status is a plain code that is already right
      if (value === undefined || value === null) return undefined;
      const known = statuses[kind];
      if (typeof value === 'string') {
        const status = known.get(value);
        if (status !== undefined && status !== 'unknown') return status;
      }
      let isStated = false;
      for (const word of statusWords(value)) {
        // without the file the statuses of R4 are all there is
        if (known.size === 0) return word;
        isStated = true;
        const status = known.get(word) ?? known.get(lettersOf(word));
        if (status !== undefined)
          return status === 'unknown' && kind !== 'observation' && kind !== 'event' ? undefined : status;
      }
      return isStated ? unreadStatus : undefined;
    },
    answerOf: (text) => (text.length > longestAnswer ? undefined : answers.get(answerForm(text))),
    isPlaceholder: (date) => document.placeholderDates.some((placeholder) => isWritten(date.text, placeholder)),
    isCongenital: (words) => congenital.test(words),
    asksAboutOther: (words) => other.test(words),
    isModified: (resource) => hasModifier(resource, document.knownModifiers),
  };
}

const longestAnswer = 60;

function statusesByWord(words: { readonly [status: string]: readonly string[] }): ReadonlyMap<string, string> {
  const byWord = new Map<string, string>();
  // a word of another script has no such letters, and is known as it is written
  for (const [status, others] of Object.entries(words))
    for (const word of others) byWord.set(lettersOf(word) || word, status);
  // a status of R4 means itself, whatever another line says
  for (const status of Object.keys(words)) byWord.set(lettersOf(status), status).set(status, status);
  return byWord;
}

/** The codes of a status first, then its displays, then its text. */
function statusWords(value: unknown): readonly string[] {
  const plain = textOf(value);
  if (plain !== undefined) return [plain];
  const concepts = objectsOf(value);
  const codings = concepts.flatMap((concept) => objectsOf(concept.coding));
  return [
    ...codings.map((coding) => coding.code),
    ...codings.map((coding) => coding.display),
    ...concepts.map((concept) => concept.text),
  ].flatMap((word) => textOf(word) ?? []);
}

/** Letters and digits, small, without what stands in brackets: "Resolved (qualifier value)" is `resolved`. */
function lettersOf(word: string): string {
  return word
    .replace(/\([^()]*\)/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
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
  const { modifierExtension } = resource;
  if (modifierExtension !== undefined && modifierExtension !== null) {
    const urls = objectsOf(modifierExtension).map(({ url }) => textOf(url) ?? '');
    if (urls.some((url) => !known.includes(url))) return true;
  }
  for (const member of partMembers)
    if (resource[member] !== undefined && objectsOf(resource[member]).some((part) => hasModifier(part, known)))
      return true;
  return false;
}

/** The parts of a resource that state something by themselves. */
const partMembers = ['component', 'reaction', 'diagnosis', 'activity', 'detail'] as const;

/** Observation.interpretation codes by what they say. See cards/code-systems.yaml. */
export interface InterpretationCodes {
  readonly abnormal: readonly string[];
  readonly positive: readonly string[];
  readonly high: readonly string[];
  readonly low: readonly string[];
  readonly negative: readonly string[];
  readonly suspected: readonly string[];
}
