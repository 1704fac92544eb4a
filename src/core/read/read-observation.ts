import { answeredOnCard } from '../guideline/finding-code.js';
import type { CodeUse, EvidenceRole } from '../guideline/guideline.js';
import { termSystem } from '../guideline/index-terms.js';

import { type NormalCoding, wordsOf } from '../values/coding.js';
import type { DayRange } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { account, kindOf, reviewsIn } from './entries.js';
import { isReadable, isUnasked, mayBeMeasured, meaningOf, namesReview } from './meaning.js';
import { interpretationOf, type Observed, qualifierOf, readValue } from './observed.js';
import { readEvidence, saidByNumber, say } from './read-evidence.js';
import { focusOf } from './read-focus.js';
import { readMeasurement } from './read-measurement.js';
import { readModified, readUnlessModified } from './read-modified.js';
import { noteNotes, readObservedWords } from './read-text.js';
import { type EntryKind, isAdmitted, noteDone, type Reading } from './reading.js';
import { observationUse } from './resource-status.js';
import { observationDate } from './statement-date.js';

/** Reads one Observation, its components included, into statements and measurements. */
export function readObservation(reading: Reading, observation: JsonObject, asReason?: DayRange): void {
  const use = observationUse(reading.guideline, observation);
  if (use === 'none') return;
  if (observation.focus !== undefined) return readFocused(reading, observation, asReason);
  if (observation.contained !== undefined) readContained(reading, observation);
  const components = objectsOf(observation.component);
  if (observation.note === undefined && isSilent(reading, observation) && areSilent(reading, components))
    return accountFinding(reading, observation, 'other');
  if (namesReview(reading.guideline, observation.code)) return noteReviews(reading, observation);
  const when = observationDate(reading, observation);
  const isFinal = use === 'full';
  const isPending = use === 'pending';
  const whole = observe(reading, { holder: observation, part: observation, when, isFinal, isPending, asReason });
  const screens = readScreen(reading, whole, components);
  if (!screens && (components.length === 0 || whole.value.kind !== 'none')) readObserved(reading, whole);
  else if (!screens && components.some((part) => isQualifier(reading, part)))
    readObserved(reading, { ...whole, value: { kind: 'coded', codings: [], qualifier: 'stated' } });
  for (const part of components) {
    const own = observe(reading, whole, part);
    // inside a screening composite a component without a value of its own takes the composite's denial
    const isInherited = screens && own.value.kind === 'none' && whole.value.kind === 'no';
    readObserved(reading, isInherited ? { ...own, value: whole.value } : own);
  }
  noteNotes(reading, observation, { where: 'observation.note', when });
}

/** What is about somebody else says nothing of this patient; what may be, denies nothing. */
function readFocused(reading: Reading, observation: JsonObject, asReason: DayRange | undefined): void {
  const focus = focusOf(reading, observation);
  if (focus === 'other') return;
  const own = { ...observation, focus: undefined };
  if (focus === 'self') return readObservation(reading, own, asReason);
  readModified(reading, own, (apart, resource) => readObservation(apart, resource, asReason));
}

/** The results that a panel holds inside it, each of its day where it names none. */
function readContained(reading: Reading, panel: JsonObject): void {
  const day = observationDate(reading, panel)?.text;
  for (const result of objectsOf(panel.contained))
    if (result.resourceType === 'Observation')
      readUnlessModified(reading, { ...result, effectiveDateTime: result.effectiveDateTime ?? day }, readObservation);
}

/** Whether nothing asks for what is observed here and no words hint: most of a record is, and is done with at once. */
function isSilent({ guideline }: Reading, observed: JsonObject): boolean {
  const { code, valueCodeableConcept, valueString } = observed;
  if (!isUnasked(guideline, code) || !isUnasked(guideline, valueCodeableConcept)) return false;
  if (observed.valueQuantity !== undefined || observed.valueInteger !== undefined)
    return !mayBeMeasured(guideline, code);
  const text = textOf(valueString) ?? (valueCodeableConcept === undefined ? undefined : wordsOf(valueCodeableConcept));
  if (text === undefined) return true;
  if (guideline.look(text).mayPoint) return false;
  // "Anal tone" and "absent" say together what neither says alone
  const label = wordsOf(code);
  return label === undefined || !guideline.look(`${label}: ${text}`).mayPoint;
}

function areSilent(reading: Reading, components: readonly JsonObject[]): boolean {
  for (const component of components) if (!isSilent(reading, component)) return false;
  return true;
}

/** An object of one shape, which is much the quickest to make: a record has thousands of results. */
function observe({ guideline }: Reading, seen: Omit<Observed, 'value' | 'interpretation'>, part = seen.part): Observed {
  const { holder, when, isFinal, isPending, asReason } = seen;
  const [value, interpretation] = [readValue(guideline, part), interpretationOf(guideline, part)];
  return { holder, part, when, isFinal, isPending, value, interpretation, asReason };
}

/** A component that only says more about the finding of the whole: its side, its severity, its onset. */
function isQualifier({ guideline }: Reading, part: JsonObject): boolean {
  return qualifierOf(guideline, guideline.codings.codings(part.valueCodeableConcept)) !== undefined;
}

function readObserved(reading: Reading, observed: Observed): void {
  if (observed.value.kind === 'absent') return;
  const { codings } = meaningOf(reading.guideline, observed.part.code);
  const done = new Set<object>();
  for (const coding of codings)
    for (const use of reading.guideline.uses.lookup(coding)) {
      // the name of a measurement is its code in words, as far as its number can be judged
      if (done.has(use) || (isNamed(coding) && !isJudged(reading, observed, use))) continue;
      done.add(use);
      if (use.kind === 'action') noteDone(reading, use.key, observed.when);
      else if (use.kind === 'series') readMeasurement(reading, observed, use);
      else if (isAdmitted(reading, use, observed.holder, coding)) readEvidence(reading, observed, use, coding);
    }
  const asked = questionOf(reading, observed);
  if (asked === 'other') return;
  const { valueCodeableConcept } = observed.part;
  if (observed.value.kind === 'coded' || observed.value.kind === 'text')
    readValueCodings(
      reading,
      observed,
      meaningOf(reading.guideline, valueCodeableConcept).codings,
      asked === 'finding',
    );
  const isPointing = done.size === 0 && readObservedWords(reading, observed);
  if (observed.part === observed.holder)
    accountFinding(reading, observed.holder, kindOf(done.size > 0, isPointing, true));
}

/** Whether words alone are a code. */
function isNamed({ key }: NormalCoding): boolean {
  return key.startsWith(`${termSystem}|`);
}

/** Whether a measurement says where its number stands; what is no measurement always says something. */
function isJudged(reading: Reading, observed: Observed, use: CodeUse): boolean {
  return use.kind !== 'evidence' || use.role !== 'measurement' || saidByNumber(reading, observed, use) !== undefined;
}

/** Counts an Observation that says that something is there: a finding, or a question answered by one. */
function accountFinding(reading: Reading, observation: JsonObject, kind: EntryKind): void {
  const { code, valueBoolean, valueCodeableConcept } = observation;
  const isFinding = valueBoolean === true || valueCodeableConcept !== undefined;
  if (!isFinding || observation.resourceType === answeredOnCard) return;
  const { guideline } = reading;
  const canBeRead = isReadable(guideline, code) || isReadable(guideline, valueCodeableConcept);
  account(reading, observation, kind === 'other' && !canBeRead ? 'unreadable' : kind, [code, valueCodeableConcept]);
}

function noteReviews(reading: Reading, observation: JsonObject): void {
  for (const review of reviewsIn(observation)) reading.reviews.add(review);
}

/** What an Observation asks: for findings of this patient now, for something else, or what nobody here knows. */
function questionOf({ guideline }: Reading, { holder, part }: Observed): 'finding' | 'other' | 'open' {
  const { questions } = guideline.documents.recordForms;
  const codings = guideline.codings.codings(part.code);
  const asksForFinding = (use: CodeUse): boolean =>
    use.kind === 'series' || (use.kind === 'evidence' && findingRoles.has(use.role));
  if (codings.some((coding) => guideline.uses.lookup(coding).some(asksForFinding))) return 'finding';
  const isOther = (code: unknown): boolean =>
    !guideline.asksFor(code) &&
    (guideline.codings.some(code, (coding) => guideline.inValueSet(questions.other, coding)) ||
      guideline.forms.asksAboutOther(wordsOf(code) ?? ''));
  if (isOther(part.code) || isOther(holder.code)) return 'other';
  return codings.some((coding) => guideline.inValueSet(questions.finding, coding)) ? 'finding' : 'open';
}

const findingRoles: ReadonlySet<EvidenceRole> = new Set(['finding', 'answer', 'stated', 'measurement']);

/** A value that is itself a finding: "examination of gait: foot-drop gait"; it is a hint where nobody knows the question. */
function readValueCodings(
  reading: Reading,
  observed: Observed,
  codings: readonly NormalCoding[],
  isFinding: boolean,
): void {
  for (const coding of codings)
    for (const use of reading.guideline.uses.lookup(coding)) {
      if (use.kind !== 'evidence' || !isAdmitted(reading, use, observed.holder, coding)) continue;
      if (!isFinding && use.role === 'absence') continue;
      const says = use.role === 'absence' ? 'negative' : isFinding ? 'positive' : 'hint';
      const names = use.role === 'finding' || use.role === 'history' || use.role === 'absence' || use.role === 'stated';
      if (names && (use.role !== 'stated' || use.fact.definition.type === 'flag'))
        say(reading, { ...observed, part: { code: { text: coding.display } } }, use, says);
    }
}

/** A composite "no red flags" screen: negative for the facts it lists; without components for the default ones. */
function readScreen(reading: Reading, whole: Observed, components: readonly JsonObject[]): boolean {
  const screens = reading.guideline.screenOf(reading.guideline.codings.codings(whole.part.code));
  if (screens === undefined) return false;
  const { kind } = whole.value;
  const says = kind === 'no' ? 'negative' : kind === 'yes' || kind === 'maybe' ? 'hint' : undefined;
  if (components.length === 0 && says !== undefined)
    for (const fact of screens)
      say(reading, whole, { kind: 'evidence', fact, role: 'stated', definition: {}, window: fact.window }, says);
  return true;
}
