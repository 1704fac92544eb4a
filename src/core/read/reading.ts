import type { RecordPart } from '../contract/patient-record.js';
import { findingsSystem } from '../guideline/finding-code.js';
import type { Evidence, Fact, Guideline } from '../guideline/guideline.js';
import type { TextPlace } from '../text/places.js';
import type { NormalCoding } from '../values/coding.js';

import { type Day, type DayRange, isAhead, readDate } from '../values/day.js';

import type { FactValue, Proof } from '../values/fact.js';
import { isObject, type JsonObject } from '../values/json.js';
import type { Observed } from './observed.js';
import { type ReportFinding, referenceTo, type Statement } from './statement.js';

/** One number of a series: a graded muscle, a reflex, a score, a weight. */
export interface Measurement {
  readonly series: string;
  /** muscle, reflex, …; undefined where the series has no places */
  readonly place: string | undefined;
  readonly side: 'left' | 'right' | undefined;
  readonly value: number;
  readonly when: DayRange;
  readonly proof: Proof;
}

/** Something of the record that bears on a fact and could not be used, with the reason, for the card and the log. */
export interface UnreadNote {
  readonly reference: string;
  readonly reason: 'length' | 'form' | 'future' | 'unit' | 'status' | 'value' | 'code' | 'date' | 'modifier';
}

/** One imaging study that was done. */
export interface DoneStudy {
  readonly modality: string;
  readonly region: string;
  readonly when: DayRange;
  readonly proof: Proof;
  readonly resource: JsonObject;
}

/**
 * What an entry of the record came to. `understood`: a known code, or words that are one. `pointing`: its words hint at
 * a fact. `other`: readable, and nothing of these criteria. `unreadable`: neither words nor a code that can be judged.
 */
export type EntryKind = 'understood' | 'pointing' | 'other' | 'unreadable';

/** Where an entry stands; a reason of the order that is not understood, and what is attached to it, are entries too. */
export type EntryPlace = RecordPart | 'reasons' | 'attachments';

/** An entry that could not be judged: its name for the card, and all that a review of it is bound to. */
export interface OpenEntry {
  readonly place: EntryPlace;
  readonly name: string;
  readonly content: string;
}

/** What has been read from one record so far; readers add to it, nothing else writes. */
export interface Reading {
  readonly guideline: Guideline;
  readonly asOf: Day;
  /** the evaluation day as FHIR writes it */
  readonly today: string;
  readonly birth: DayRange | undefined;
  readonly statements: Map<Fact, Statement[]>;
  readonly measurements: Measurement[];
  readonly supplies: Supply[];
  readonly doneStudies: DoneStudy[];
  /** orders of the record that have not been carried out yet */
  readonly openOrders: JsonObject[];
  /** Observations whose value is a date */
  readonly dates: JsonObject[];
  /** requests and appointments */
  readonly requests: JsonObject[];
  /** goals, and procedures with an outcome */
  readonly outcomes: JsonObject[];
  /** keys of codes that cards propose and that were done lately */
  readonly actionsDone: Set<string>;
  readonly notes: UnreadNote[];
  /** what the entries of the record came to, and those that could not be judged */
  readonly entries: { [kind in EntryKind]: number };
  readonly openEntries: OpenEntry[];
  /** reviews of such entries by a clinician, `place:fingerprint` */
  readonly reviews: Set<string>;
  /** facts that something unreadable speaks to: with nothing else said, they are unknown and not absent */
  readonly unreadFacts: Set<Fact>;
  /** texts that are still to be read */
  readonly texts: TextDraft[];
  /** what the order and notes of this visit deny in words: it changes nothing, and is offered for recording */
  readonly denials: TextDenial[];
  readonly reportFindings: ReportFinding[];
  /** finds a resource of the record, the draft orders or `contained` by reference; undefined when nothing is there */
  readonly resolve: (reference: unknown, holder: JsonObject) => JsonObject | undefined;
}

/** One text of a resource that is to be read. */
export interface TextDraft {
  readonly where: TextPlace;
  readonly text: string;
  /** what is asked, when the text is its answer */
  readonly label?: string;
  readonly when: DayRange | undefined;
  readonly resource: JsonObject;
  /** a chart text about the back */
  readonly isAboutBack?: boolean;
  /** it denies nothing */
  readonly isDoubtful?: boolean;
  /** the facts that it may point to; all unless told */
  readonly isMeant?: (fact: Fact) => boolean;
}

/** A fact that words deny, with the words. */
export interface TextDenial {
  readonly fact: Fact;
  readonly quote: string;
  readonly reference: string;
}

/** What the reasons of one order say, beside the statements that they add. */
export interface OrderReasons {
  readonly codedCount: number;
}

/** One statement to be, without what can be filled in from its resource. */
export interface StatementDraft {
  readonly fact: Fact;
  readonly says: Statement['says'];
  readonly when: DayRange | undefined;
  readonly since?: Statement['since'];
  readonly window: number;
  readonly resource: JsonObject;
  readonly display?: string;
  readonly value?: FactValue;
  readonly period?: Statement['period'];
  readonly found?: Statement['found'];
  readonly why?: Statement['why'];
  /** the evidence that was met, if a code of a value set was */
  readonly evidence?: Evidence;
  readonly isReason?: boolean;
  /** the component that states it; the resource itself unless told */
  readonly part?: JsonObject;
}

/** Adds a statement with its proof; evidence that never does more than suggest becomes a hint, the future is noted. */
export function addStatement(reading: Reading, draft: StatementDraft): void {
  const { fact, window, since, resource, period, found, evidence: use, part = resource } = draft;
  const isUnspecific = use?.definition.states === 'suspected';
  if (isUnspecific && draft.says === 'negative') return;
  const touched = draft.when === undefined ? lastTouched(reading, draft) : undefined;
  const when = draft.when ?? touched;
  const isHintOnly = isUnspecific || touched !== undefined;
  const value = isHintOnly ? undefined : draft.value;
  const says = isHintOnly ? 'hint' : draft.says;
  // an unspecific code with a window of its own says nothing once that is over
  if (
    isUnspecific &&
    use.definition.window !== undefined &&
    when !== undefined &&
    reading.asOf - when.earliest > window
  )
    return;
  if (when !== undefined && isAhead(when.earliest, reading.asOf)) noteUnread(reading, resource, 'future');
  const proof: Proof = {
    reference: referenceTo(resource),
    display: draft.display ?? fact.definition.label,
    date: when?.text === '' ? undefined : when?.text,
    says: value === undefined ? says : 'value',
    isQuote: draft.why === 'text' ? true : undefined,
  };
  const why = draft.why ?? (isUnspecific ? 'unspecific' : touched === undefined ? undefined : 'undated');
  const { isReason } = draft;
  const statement: Statement = {
    fact,
    says,
    value,
    when,
    since,
    window,
    period,
    found,
    why,
    evidence: use,
    isReason,
    part,
    resource,
    proof,
  };
  const list = reading.statements.get(fact);
  if (list === undefined) reading.statements.set(fact, [statement]);
  else list.push(statement);
}

/**
 * The day on which a resource without any date was last written, for a flag that has a window: what it affirms was said by
 * then, and is a hint. A denial is never dated by it.
 */
function lastTouched({ asOf }: Reading, { fact, says, window, resource }: StatementDraft): DayRange | undefined {
  if (says === 'negative' || fact.definition.type !== 'flag' || window === Number.POSITIVE_INFINITY) return undefined;
  const day = isObject(resource.meta) ? readDate(resource.meta.lastUpdated) : undefined;
  return day === undefined || day.earliest > asOf + 1 ? undefined : day;
}

/** Whether a piece of evidence may be read from this type of resource and, where it asks for one, from this body site. */
export function isAdmitted(reading: Reading, evidence: Evidence, resource: JsonObject, coding?: NormalCoding): boolean {
  const { resources, bodySite, exceptSeventhCharacter } = evidence.definition;
  if (coding !== undefined && exceptSeventhCharacter?.includes(coding.code.charAt(6)) === true) return false;
  if (resources !== undefined && !resources.includes(String(resource.resourceType))) return false;
  return bodySite === undefined || reading.guideline.isAt(bodySite, resource.bodySite);
}

/**
 * Whether a code may deny a fact of the core screen: "no foot drop" is not "no weakness", so that only our own code and
 * the code that facts.yaml names for the whole fact do.
 */
export function denies({ fact }: Evidence, coding: NormalCoding): boolean {
  const { silence, code } = fact.definition;
  return silence !== 'A' || code === undefined || coding.code === code.code || coding.system?.uri === findingsSystem;
}

/** Notes an Observation that speaks to a fact in a way that cannot be read; one that would be out of date is passed over. */
export function noteUnreadFact(
  reading: Reading,
  { holder, when }: Observed,
  { fact, window }: Pick<Evidence, 'fact' | 'window'>,
  reason: UnreadNote['reason'],
): void {
  if (when !== undefined && reading.asOf - when.earliest > window) return;
  noteUnread(reading, holder, reason);
  reading.unreadFacts.add(fact);
}

export function noteUnread(reading: Reading, resource: JsonObject, reason: UnreadNote['reason']): void {
  if (reading.notes.length < 50) reading.notes.push({ reference: referenceTo(resource), reason });
}

const recentDays = 30; // a test done this lately need not be proposed again

/** Remembers that something a card may propose was done lately. */
export function noteDone(reading: Reading, key: string, when: DayRange | undefined): void {
  if (when !== undefined && reading.asOf - when.latest <= recentDays) reading.actionsDone.add(key);
}

/** A supply of a medicine: the days it covers, for facts that ask for a number of days. */
export interface Supply {
  readonly evidence: Evidence;
  readonly start: Day;
  readonly days: number | undefined;
  readonly resource: JsonObject;
  readonly when: DayRange;
}
