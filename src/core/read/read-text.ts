import type { Fact } from '../guideline/guideline.js';
import { rulesOf, type TextPlace } from '../text/places.js';
import { readTexts, type TextsReading } from '../text/read-texts.js';
import type { TextReading } from '../text/text-reader.js';
import { wordsOf } from '../values/coding.js';
import { type DayRange, isAhead, readDate } from '../values/day.js';
import { isObject, type JsonObject, textOf } from '../values/json.js';
import { memoOfShort } from '../values/memo.js';
import type { Observed } from './observed.js';
import { addStatement, noteUnread, type Reading, type TextDraft } from './reading.js';
import { referenceTo } from './statement.js';

/** Longer names are written for one patient: they are read like notes, within the limits of a request. In characters. */
const longestName = 250;
/** A denial in words is offered for recording while it is as new as a visit. In days. */
const denialDays = 14;

/** Words of an entry that are its name; whether they point to a fact. They are read at once, and the same ones once. */
function readName(reading: Reading, draft: TextDraft): boolean {
  if (draft.text.length > longestName) {
    reading.texts.push(draft);
    return false;
  }
  const { where, text, label } = draft;
  const read = reading.guideline.readName({ where, text, label, today: writtenOn(reading, draft) });
  return stateReading(reading, draft, read);
}

/** Several names of one entry; whether any of them points to a fact. */
export function readNames(reading: Reading, texts: readonly string[], draft: Omit<TextDraft, 'text'>): boolean {
  let isPointing = false;
  const { where, label, when, resource, isAboutBack, isDoubtful, isMeant } = draft;
  for (const text of texts)
    if (readName(reading, { where, text, label, when, resource, isAboutBack, isDoubtful, isMeant })) isPointing = true;
  return isPointing;
}

/** The notes of a resource, whatever its codes say; each on its own day, or on that of the resource. */
export function noteNotes(reading: Reading, resource: JsonObject, draft: Omit<TextDraft, 'text' | 'resource'>): void {
  if (resource.note === undefined) return;
  const notes: readonly unknown[] = Array.isArray(resource.note) ? resource.note : [resource.note];
  for (const note of notes) {
    // some senders write the words alone
    const text = isObject(note) ? textOf(note.text) : textOf(note);
    if (text !== undefined) reading.texts.push({ ...draft, when: noteDay(reading, note, draft.when), text, resource });
  }
}

/** The day of a note: its own where it was added after the resource was written. */
function noteDay({ asOf }: Reading, note: unknown, when: DayRange | undefined): DayRange | undefined {
  const own = isObject(note) && note.time !== undefined ? readDate(note.time) : undefined;
  if (own === undefined || isAhead(own.earliest, asOf)) return when;
  return when === undefined || own.latest > when.latest ? own : when;
}

/** What an Observation says in words: its value as the answer to its question, or, where it has none, the question. */
export function readObservedWords(reading: Reading, { value, part, when, holder }: Observed): boolean {
  const label = wordsOf(part.code);
  const where = 'observation.value';
  if (value.kind === 'no') {
    // "Anal tone: absent" denies nothing
    const said = textOf(part.valueString) ?? wordsOf(part.valueCodeableConcept);
    return said !== undefined && readName(reading, { where, text: said, label, when, resource: holder });
  }
  if (value.kind === 'number')
    return label !== undefined && readMeasured(reading, { where, text: label, when, resource: holder }, value);
  if (value.kind === 'text') return readName(reading, { where, text: value.text, label, when, resource: holder });
  const answer = wordsOf(part.valueCodeableConcept);
  if (value.kind === 'coded' && answer !== undefined)
    return readName(reading, { where, text: answer, label, when, resource: holder });
  const isNamed = namedKinds.has(value.kind);
  if (!isNamed || label === undefined) return false;
  return readName(reading, { where: 'condition.text', text: label, when, resource: holder });
}

/** A number whose question is known by its words alone, which stand in `draft`: what both say together. */
function readMeasured(
  reading: Reading,
  draft: TextDraft,
  { quantity: { value, unit, bound } }: Extract<Observed['value'], { readonly kind: 'number' }>,
): boolean {
  if (bound === 'atMost') return false;
  const words = measuredWords(draft.text);
  const measured = unit === undefined ? String(value) : `${value}${unit.startsWith('/') ? '' : ' '}${unit}`;
  const { where } = draft;
  const text = `${words} ${measured}`;
  const read = reading.guideline.readName({ where, text, today: writtenOn(reading, draft) });
  return stateFacts(reading, draft, { ...read, facts: read.facts.filter(({ hasLimit }) => hasLimit) });
}

const mostLabels = 1_000;

/** What is measured: what stands in brackets or behind a comma says how. */
const measuredWords = memoOfShort(mostLabels, (label) => label.replace(/\([^()]*\)|\[[^[\]]*\]|,.*/g, ' ').trim());

/** Kinds of values with which the question itself is what is said; one that cannot be read may say anything. */
const namedKinds: ReadonlySet<Observed['value']['kind']> = new Set(['yes', 'maybe', 'none', 'unreadable']);

/** Reads all texts that have been noted: the order's own first, then the newest, as far as the limits of a request go. */
export function stateTexts(reading: Reading): void {
  const drafts = reading.texts.splice(0);
  if (drafts.length === 0) return;
  const texts = drafts.map((draft, index) => ({
    id: String(index),
    text: draft.text,
    where: draft.where,
    label: draft.label,
    isAboutBack: draft.isAboutBack,
    writtenOn: draft.when?.text === '' ? reading.today : draft.when?.text,
    today: writtenOn(reading, draft),
  }));
  const { readings, cut } = readTexts(reading.guideline.textReader(), texts);
  for (const { id, reading: read } of readings) {
    const draft = drafts[Number(id)];
    if (draft !== undefined) stateFacts(reading, draft, read);
  }
  leaveOpen(reading, openPassages(drafts, { readings, cut }));
  for (const { id } of cut) {
    const draft = drafts[Number(id)];
    if (draft !== undefined) noteUnread(reading, draft.resource, 'length');
  }
}

/** A passage of the order that was not understood; without words, it was not read. */
interface Passage {
  readonly where: TextPlace;
  readonly quote: string;
}

/** What is left open of all texts; a text of the order that was left out may say anything. */
function openPassages(drafts: readonly TextDraft[], { readings, cut }: TextsReading): readonly Passage[] {
  const placeOf = (id: string): TextPlace | undefined => drafts[Number(id)]?.where;
  const found: Passage[] = [];
  for (const { id, reading: read } of readings) {
    const where = placeOf(id);
    if (where !== undefined) found.push(...read.notUnderstood.map(({ quote }) => ({ where, quote })));
  }
  for (const { id, kind } of cut) {
    const where = placeOf(id);
    if (kind === 'not-read' && where !== undefined && rulesOf(where).isOrder) found.push({ where, quote: '' });
  }
  return found;
}

/** Leaves passages open as reasons of the order, the same words once. */
function leaveOpen({ openEntries }: Reading, passages: readonly Passage[]): void {
  if (passages.length === 0) return;
  const known = new Set(openEntries.flatMap(({ place, name }) => (place === 'reasons' ? [name] : [])));
  for (const { where, quote } of passages) {
    if (known.has(quote)) continue;
    known.add(quote);
    openEntries.push({ place: 'reasons', name: quote, content: JSON.stringify([where, quote]) });
  }
}

/** The day on which a text was written, as far as it is known. */
function writtenOn({ today }: Reading, { when }: TextDraft): string {
  return when === undefined || when.text.length !== today.length ? today : when.text;
}

function stateReading(reading: Reading, draft: TextDraft, read: TextReading): boolean {
  const isPointing = stateFacts(reading, draft, read);
  leaveOpen(
    reading,
    read.notUnderstood.map(({ quote }) => ({ where: draft.where, quote })),
  );
  return isPointing;
}

function stateFacts(reading: Reading, draft: TextDraft, read: TextReading): boolean {
  let isPointing = false;
  for (const { fact: name, outcome, quote } of read.facts) {
    const fact = factNamed(reading, name);
    if (fact === undefined || draft.isMeant?.(fact) === false || !isInWindow(reading, draft.when, fact)) continue;
    if (outcome === 'suspected') {
      if (draft.isAboutBack === true && draft.isDoubtful !== true && reportPlaces.has(draft.where))
        reading.reportFindings.push({ fact, quote, reference: referenceTo(draft.resource), when: draft.when });
      addStatement(reading, {
        fact,
        says: 'hint',
        when: draft.when,
        window: fact.window,
        resource: draft.resource,
        display: `"${quote}"`,
        why: 'text',
      });
      isPointing = true;
    } else if (draft.isDoubtful !== true && isOfThisVisit(reading, draft))
      reading.denials.push({ fact, quote, reference: referenceTo(draft.resource) });
  }
  return isPointing;
}

function factNamed({ guideline }: Reading, name: string): Fact | undefined {
  const index = guideline.indexOf(name);
  return index === undefined ? undefined : guideline.facts[index];
}

/** What was written before the time that its fact counts for says nothing now. */
function isInWindow({ asOf }: Reading, when: DayRange | undefined, { window }: Fact): boolean {
  return when === undefined || asOf - when.latest <= window;
}

const ownPlaces: ReadonlySet<TextPlace> = new Set(['order.reason', 'order.note', 'order.detail', 'order.support']);
const reportPlaces: ReadonlySet<TextPlace> = new Set(['report.conclusion', 'report.form']);
const notePlaces: ReadonlySet<TextPlace> = new Set(['condition.note', 'observation.note', 'procedure.note']);

function isOfThisVisit({ asOf }: Reading, { where, when }: TextDraft): boolean {
  if (ownPlaces.has(where)) return true;
  return notePlaces.has(where) && when !== undefined && asOf - when.latest <= denialDays;
}
