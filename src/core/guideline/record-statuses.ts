import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';

/** The members that hold a status, by whose words mean the same; `certainty` stands in an extension of a coding. */
export type StatusKind = 'clinical' | 'verification' | 'observation' | 'event' | 'certainty';

/** status of FHIR R4 → the other words and codes that mean it */
export type StatusDocument = { readonly [kind in StatusKind]: { readonly [status: string]: readonly string[] } };

/** A status that is there and that no list knows, or one that contradicts itself. */
export const unreadStatus = 'unread';

/** The R4 status that a code, a CodeableConcept or words stand for; undefined = none is stated. */
export type ReadStatus = (kind: StatusKind, value: unknown) => string | undefined;

export function createStatusReader(statuses: StatusDocument): ReadStatus {
  const readers: { readonly [kind in StatusKind]: (value: unknown) => string | undefined } = {
    clinical: readerOf('clinical', statuses.clinical),
    verification: readerOf('verification', statuses.verification),
    observation: readerOf('observation', statuses.observation),
    event: readerOf('event', statuses.event),
    certainty: readerOf('certainty', statuses.certainty),
  };
  return (kind, value) => readers[kind](value);
}

function readerOf(kind: StatusKind, words: StatusDocument[StatusKind]): (value: unknown) => string | undefined {
  const known = statusesByWord(words);
  const find = finderIn(known);
  return (value) => {
    if (value === undefined || value === null) return undefined;
    // nearly every status is one code that is already right
    const plain = known.get(plainCode(value) ?? '');
    if (plain !== undefined && plain !== 'unknown') return plain;
    const stated = statusWords(value);
    if (stated.length === 0) return undefined;
    // without the file the statuses of R4 are all there is
    if (known.size === 0) return stated[0];
    const found = stated.flatMap((word) => find(word) ?? []);
    const isInPart = found.length > 0 && found.length < stated.length;
    return agreed(kind, isInPart ? [...found, ...foundWithin(stated, find)] : found);
  };
}

/** The code of a status that has nothing else beside it. */
function plainCode(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isObject(value) || value.text !== undefined || !Array.isArray(value.coding)) return undefined;
  const codings: readonly unknown[] = value.coding;
  const [coding] = codings;
  if (codings.length !== 1 || !isObject(coding) || coding.display !== undefined) return undefined;
  return typeof coding.code === 'string' ? coding.code : undefined;
}

const mostRemembered = 1000;

/** Finds the status of a word; few words ever come, and each is taken apart once. */
function finderIn(known: ReadonlyMap<string, string>): (word: string) => string | undefined {
  const remembered = new Map<string, string | undefined>();
  return (word) => {
    if (remembered.has(word)) return remembered.get(word);
    const status = known.get(word) ?? known.get(lettersOf(word));
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(word, status);
    return status;
  };
}

/** What the single words of a longer text say beside a status that is known: "Still ongoing". */
function foundWithin(stated: readonly string[], find: (word: string) => string | undefined): readonly string[] {
  return stated
    .filter((words) => find(words) === undefined)
    .flatMap((words) => words.slice(0, longestText).split(/[^\p{L}]+/u))
    .flatMap((word) => (word.length < shortestWord ? [] : (find(word) ?? [])));
}

const longestText = 200;
const shortestWord = 4;

/** What several words of one status say together: the first of them, unless another one says something else. */
function agreed(kind: StatusKind, found: readonly string[]): string | undefined {
  const said = found.filter((status) => status !== 'unknown');
  const [first] = said;
  if (first === undefined) {
    if (found.length === 0) return unreadStatus;
    return kind === 'observation' || kind === 'event' ? 'unknown' : undefined;
  }
  const sense = senses[first];
  return said.some((status) => status !== first && (sense === undefined || senses[status] !== sense))
    ? unreadStatus
    : first;
}

/** Statuses that do not contradict each other, by what they have in common. */
const senses: { readonly [status: string]: string } = {
  active: 'stands',
  'in-progress': 'stands',
  recurrence: 'stands',
  relapse: 'stands',
  inactive: 'over',
  remission: 'over',
  resolved: 'over',
  confirmed: 'holds',
  unconfirmed: 'may hold',
  provisional: 'may hold',
  differential: 'may hold',
  completed: 'done',
  finished: 'done',
  fulfilled: 'done',
  'checked-in': 'done',
  arrived: 'done',
  triaged: 'done',
  planned: 'ahead',
  proposed: 'ahead',
  pending: 'ahead',
  booked: 'ahead',
  waitlist: 'ahead',
  draft: 'ahead',
  'not-done': 'not done',
  'not-taken': 'not done',
  cancelled: 'not done',
  noshow: 'not done',
  final: 'reported',
  amended: 'reported',
  corrected: 'reported',
  appended: 'reported',
  preliminary: 'early',
  partial: 'early',
  registered: 'early',
};

function statusesByWord(words: { readonly [status: string]: readonly string[] }): ReadonlyMap<string, string> {
  const byWord = new Map<string, string>();
  // a word of another script has no such letters, and is known as it is written
  for (const [status, others] of Object.entries(words))
    for (const word of others) byWord.set(lettersOf(word) || word, status);
  // a status of R4 means itself, whatever another line says
  for (const status of Object.keys(words)) byWord.set(lettersOf(status), status).set(status, status);
  return byWord;
}

/** The codes of a status first, then its displays, then its text; a list of statuses has those of all. */
function statusWords(value: unknown): readonly string[] {
  const plain = textOf(value);
  if (plain !== undefined) return [plain];
  const listed: readonly unknown[] = Array.isArray(value) ? value : none;
  const concepts = objectsOf(value);
  // a coding may stand where its concept belongs
  const codings = concepts.flatMap((concept) => [...objectsOf(concept.coding), concept]);
  return [
    ...listed,
    ...codings.map((coding) => coding.code),
    ...codings.map((coding) => coding.display),
    ...concepts.map((concept: JsonObject) => concept.text),
  ].flatMap((word) => textOf(word) ?? []);
}

const none: readonly never[] = [];

/** Letters and digits, small, without what stands in brackets: "Resolved (qualifier value)" is `resolved`. */
function lettersOf(word: string): string {
  return word
    .replace(/\([^()]*\)/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
