import type { Evidence, Guideline } from '../guideline/guideline.js';
import type { NormalCoding } from '../values/coding.js';
import { wordsOf } from '../values/coding.js';
import type { DayRange } from '../values/day.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';
import { againstReference, inRange, readInUnit } from '../values/quantity.js';
import type { Observed } from './observed.js';
import { readMeasurement } from './read-measurement.js';
import { courseAnswer, stateCourse, stateSeverity } from './read-qualifier.js';
import { flaggedOf, interpretationsOf, qualifierOf, readSaid } from './read-said.js';
import { readStatedValue } from './read-stated-value.js';
import { readWords } from './read-words.js';
import { addStatement, denies, isAdmitted, noteDone, noteUnreadFact, type Reading } from './reading.js';
import { observationDate, observationUse, type Statement } from './statement.js';
import { hintsAnywhere, hintsFromNotes } from './text-hint.js';

/** Reads one Observation, its components included, into statements and measurements. */
export function readObservation(reading: Reading, observation: JsonObject, asReason?: DayRange): void {
  const use = observationUse(observation);
  if (use === 'none') return;
  const components = objectsOf(observation.component);
  if (observation.note === undefined && isSilent(reading, observation) && areSilent(reading, components)) return;
  const when = observationDate(observation);
  const isFinal = use === 'full';
  const whole = observe(reading, { holder: observation, part: observation, when, isFinal, asReason });
  const screens = readScreen(reading, whole, components);
  if (!screens && (components.length === 0 || whole.said.kind !== 'none')) readObserved(reading, whole);
  else if (!screens && components.some((part) => isQualifier(reading, part)))
    readObserved(reading, { ...whole, said: { kind: 'coded', codings: [], qualifier: 'stated' } });
  for (const part of components) {
    const own = observe(reading, { ...whole, part });
    // inside a screening composite a component without a value of its own takes the composite's denial
    const isInherited = screens && own.said.kind === 'none' && whole.said.kind === 'no';
    readObserved(reading, isInherited ? { ...own, said: whole.said } : own);
  }
  hintsFromNotes(reading, observation, when);
}

/** Whether nothing asks for what is observed here and no words hint: most of a record is, and is done with at once. */
function isSilent({ guideline }: Reading, { code, valueCodeableConcept, valueString }: JsonObject): boolean {
  if (guideline.asksFor(code) || guideline.asksFor(valueCodeableConcept)) return false;
  return ![wordsOf(code), wordsOf(valueCodeableConcept), textOf(valueString)].some((text) => mayHint(guideline, text));
}

function areSilent(reading: Reading, components: readonly JsonObject[]): boolean {
  for (const component of components) if (!isSilent(reading, component)) return false;
  return true;
}

function mayHint(guideline: Guideline, text: string | undefined): boolean {
  return text !== undefined && hintsAnywhere(guideline, text);
}

function observe(reading: Reading, seen: Omit<Observed, 'said' | 'flagged'>): Observed {
  const { guideline } = reading;
  return { ...seen, said: readSaid(guideline, seen.part), flagged: flaggedOf(guideline, seen.part) };
}

/** A component that only says more about the finding of the whole: its side, its severity, its onset. */
function isQualifier({ guideline }: Reading, part: JsonObject): boolean {
  return qualifierOf(guideline, guideline.codings.codings(part.valueCodeableConcept)) !== undefined;
}

function readObserved(reading: Reading, observed: Observed): void {
  if (observed.said.kind === 'absent') return;
  const codings = reading.guideline.codings.codings(observed.part.code);
  const done = new Set<object>();
  for (const coding of codings)
    for (const use of reading.guideline.uses.lookup(coding)) {
      if (done.has(use)) continue;
      done.add(use);
      if (use.kind === 'action') noteDone(reading, use.key, observed.when);
      else if (use.kind === 'series') readMeasurement(reading, observed, use);
      else if (isAdmitted(reading, use, observed.holder, coding)) readEvidence(reading, observed, use, coding);
    }
  if (observed.said.kind === 'coded') readValueCodings(reading, observed, observed.said.codings);
  if (done.size === 0) readWords(reading, observed);
}

function readEvidence(reading: Reading, observed: Observed, evidence: Evidence, coding: NormalCoding): void {
  switch (evidence.role) {
    case 'stated':
    case 'finding':
    case 'history':
    case 'procedure':
    case 'device':
      if (evidence.role === 'stated' && evidence.fact.definition.type !== 'flag')
        return readStatedValue(reading, observed, evidence);
      stateSeverity(reading, observed, evidence);
      stateCourse(reading, observed, evidence);
      return sayFinding(reading, observed, evidence, coding);
    case 'absence':
      if (observed.said.kind === 'none' || observed.said.kind === 'yes') say(reading, observed, evidence, 'negative');
      else if (observed.said.kind === 'no') say(reading, observed, evidence, 'hint');
      return;
    case 'answer':
      return readAnswer(reading, observed, evidence);
    case 'measurement':
      return readMeasured(reading, observed, evidence);
    case 'medication':
    case 'allergy':
      return; // an Observation about a drug is neither a treatment nor an allergy
  }
}

/** The code names the finding; a narrower finding that is denied leaves the others of a core item open. */
function sayFinding(reading: Reading, observed: Observed, evidence: Evidence, coding: NormalCoding): void {
  const says = courseAnswer(observed, evidence) ?? polarityOf(observed);
  if (says === undefined) return noteUnreadFact(reading, observed, evidence, 'value');
  if (says === 'silent' || (says === 'negative' && !denies(evidence, coding))) return;
  say(reading, observed, evidence, says);
}

/** Rules 2 and 4 for an Observation whose code is the finding itself; undefined = it says something unreadable. */
function polarityOf({ said, flagged, part }: Observed): Statement['says'] | 'silent' | undefined {
  switch (said.kind) {
    case 'yes':
      return 'positive';
    case 'no':
      return 'negative';
    case 'none':
      return Array.isArray(part.component) ? 'silent' : 'positive';
    case 'maybe':
      return 'hint';
    case 'coded':
      if (said.qualifier !== undefined) return 'positive';
      return byFlag(flagged) ?? 'hint';
    case 'text':
    case 'date':
      return byFlag(flagged) ?? 'hint';
    case 'number':
    case 'unreadable':
      return byFlag(flagged);
    case 'absent':
      return 'silent';
  }
}

function byFlag(flagged: Observed['flagged']): 'positive' | 'negative' | undefined {
  if (flagged === undefined) return undefined;
  return flagged === 'yes' ? 'positive' : 'negative';
}

function say(reading: Reading, observed: Observed, evidence: Evidence, says: Statement['says']): void {
  if (says === 'negative' && !observed.isFinal) return;
  const { fact, definition } = evidence;
  const value = fact.definition.type === 'enum' && says === 'positive' ? definition.value : undefined;
  if (fact.definition.type === 'enum' && value === undefined && evidence.role !== 'measurement') return;
  const isReason = observed.asReason !== undefined && says !== 'negative';
  addStatement(reading, {
    fact,
    says,
    value,
    when: isReason ? observed.asReason : observed.when,
    window: evidence.window,
    use: evidence,
    isReason,
    resource: observed.holder,
    part: observed.part,
    display: wordsOf(observed.part.code),
    why: says === 'hint' ? 'text' : undefined,
  });
}

function readAnswer(reading: Reading, observed: Observed, evidence: Evidence): void {
  const { positive, negative, suspected } = evidence.definition;
  const { said } = observed;
  if (said.kind === 'yes' || said.kind === 'no' || said.kind === 'maybe')
    return say(
      reading,
      observed,
      evidence,
      said.kind === 'yes' ? 'positive' : said.kind === 'no' ? 'negative' : 'hint',
    );
  if (said.kind === 'none') return;
  const codings = said.kind === 'coded' ? said.codings : [];
  const isIn = (set: unknown): boolean =>
    typeof set === 'string' && codings.some((coding) => reading.guideline.inValueSet(set, coding));
  if (isIn(positive)) return say(reading, observed, evidence, 'positive');
  if (isIn(negative)) return say(reading, observed, evidence, 'negative');
  if (isIn(suspected)) return say(reading, observed, evidence, 'hint');
  const says = byFlag(observed.flagged);
  if (says !== undefined) return say(reading, observed, evidence, says);
  noteUnreadFact(reading, observed, evidence, 'value');
}

function readMeasured(reading: Reading, observed: Observed, evidence: Evidence): void {
  const { definition } = evidence;
  const { said, part } = observed;
  if (definition.referenceRange !== undefined) {
    const stand = standOf(reading, observed, definition.referenceRange);
    if (stand !== undefined) return say(reading, observed, evidence, stand === 'outside' ? 'positive' : 'negative');
    return said.kind === 'none' ? undefined : noteUnreadFact(reading, observed, evidence, 'value');
  }
  if (said.kind === 'none') return;
  const value = said.kind === 'number' ? readInUnit(said.quantity, definition.unit) : undefined;
  if (said.kind !== 'number' || value === undefined) return readFlagged(reading, observed, evidence);
  const { positive, negative } = definition;
  if (isObject(positive) && inRange(value, positive, said.quantity.bound)) say(reading, observed, evidence, 'positive');
  else if (isObject(negative) && inRange(value, negative, said.quantity.bound))
    say(reading, { ...observed, part }, evidence, 'negative');
}

/** A number that cannot be used (no unit, written as text): its interpretation may still say where it stands. */
function readFlagged(reading: Reading, observed: Observed, evidence: Evidence): void {
  const { positive, negative } = evidence.definition;
  const isHigh = isObject(positive) && (positive.atLeast !== undefined || positive.above !== undefined);
  const codes = interpretationsOf(observed.part);
  const lists = reading.guideline.documents.interpretation;
  if (codes.some((code) => lists[isHigh ? 'high' : 'low'].includes(code)))
    return say(reading, observed, evidence, 'positive');
  if (negative !== undefined && codes.some((code) => lists.negative.includes(code)))
    return say(reading, observed, evidence, 'negative');
  noteUnreadFact(reading, observed, evidence, observed.said.kind === 'number' ? 'unit' : 'value');
}

function standOf(reading: Reading, { said, part }: Observed, side: 'high' | 'low'): 'outside' | 'inside' | undefined {
  const codes = interpretationsOf(part);
  const lists = reading.guideline.documents.interpretation;
  if (codes.some((code) => lists[side].includes(code))) return 'outside';
  const compared = said.kind === 'number' ? againstReference(said.quantity, part, side) : undefined;
  if (compared !== undefined) return compared;
  return codes.some((code) => lists.negative.includes(code)) ? 'inside' : undefined;
}

/** A value that is itself a finding: "examination of gait: foot-drop gait". */
function readValueCodings(reading: Reading, observed: Observed, codings: readonly NormalCoding[]): void {
  for (const coding of codings)
    for (const use of reading.guideline.uses.lookup(coding)) {
      if (use.kind !== 'evidence' || !isAdmitted(reading, use, observed.holder, coding)) continue;
      const says = use.role === 'absence' ? 'negative' : 'positive';
      const names = use.role === 'finding' || use.role === 'history' || use.role === 'absence' || use.role === 'stated';
      if (names && (use.role !== 'stated' || use.fact.definition.type === 'flag'))
        say(reading, { ...observed, part: { code: { text: coding.display } } }, use, says);
    }
}

/** A composite "no red flags" screen: negative for the facts it lists; without components for the default ones. */
function readScreen(reading: Reading, whole: Observed, components: readonly JsonObject[]): boolean {
  const screens = reading.guideline.screenOf(reading.guideline.codings.codings(whole.part.code));
  if (screens === undefined) return false;
  const { kind } = whole.said;
  const says = kind === 'no' ? 'negative' : kind === 'yes' || kind === 'maybe' ? 'hint' : undefined;
  if (components.length === 0 && says !== undefined)
    for (const fact of screens)
      say(reading, whole, { kind: 'evidence', fact, role: 'stated', definition: {}, window: fact.window }, says);
  return true;
}
