import type { EvidenceDefinition } from '../guideline/documents.js';
import type { Evidence } from '../guideline/guideline.js';
import type { NormalCoding } from '../values/coding.js';
import { wordsOf } from '../values/coding.js';
import { isObject } from '../values/json.js';
import { againstReference, inRange, readInUnit } from '../values/quantity.js';
import { interpretationsOf, type Observed } from './observed.js';
import { courseAnswer, stateCourse, stateSeverity } from './read-qualifier.js';
import { readStatedValue } from './read-stated-value.js';
import { addStatement, denies, noteUnreadFact, type Reading } from './reading.js';
import type { Statement } from './statement.js';
import { windowOfVisit } from './visit-window.js';

export function readEvidence(reading: Reading, observed: Observed, evidence: Evidence, coding: NormalCoding): void {
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
      return sayAbsence(reading, observed, evidence);
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
  if (observed.isPending && observed.value.kind === 'none') {
    reading.unreadFacts.add(evidence.fact);
    return;
  }
  if (says === 'silent' || (says === 'negative' && !denies(evidence, coding))) return;
  say(reading, observed, evidence, says);
}

/** The code names that it is not there: what denies or doubts that, or is called abnormal, suspects it. */
function sayAbsence(reading: Reading, observed: Observed, evidence: Evidence): void {
  const { value, interpretation } = observed;
  const isSaid = value.kind === 'none' || value.kind === 'yes';
  if (isSaid && interpretation !== 'yes' && interpretation !== 'maybe')
    return say(reading, observed, evidence, 'negative');
  if (isSaid || value.kind === 'no' || value.kind === 'maybe') say(reading, observed, evidence, 'hint');
}

/** Rules 2 and 4 for an Observation whose code is the finding itself; undefined = it says something unreadable. */
function polarityOf({
  value: said,
  interpretation: flagged,
  part,
}: Observed): Statement['says'] | 'silent' | undefined {
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

function byFlag(flagged: Observed['interpretation']): Statement['says'] | undefined {
  if (flagged === undefined) return undefined;
  return flagged === 'maybe' ? 'hint' : flagged === 'yes' ? 'positive' : 'negative';
}

export function say(reading: Reading, observed: Observed, evidence: Evidence, says: Statement['says']): void {
  if (says === 'negative' && !observed.isFinal) return;
  const { fact, definition } = evidence;
  const value = fact.definition.type === 'enum' && says === 'positive' ? definition.value : undefined;
  if (fact.definition.type === 'enum' && value === undefined && evidence.role !== 'measurement') return;
  const isReason = observed.asReason !== undefined && says !== 'negative';
  const when = isReason ? observed.asReason : observed.when;
  // what is current or past by its status is, in an Observation, of the day on which it was found
  const isOfDay = definition.status !== undefined && says !== 'negative';
  const found = isOfDay ? windowOfVisit(reading, evidence, when) : { window: evidence.window };
  if (found === undefined) return;
  addStatement(reading, {
    fact,
    says: found.isHint === true ? 'hint' : says,
    value,
    when,
    window: found.window,
    evidence: evidence,
    isReason,
    resource: observed.holder,
    part: observed.part,
    display: wordsOf(observed.part.code),
    why: says === 'hint' ? 'text' : undefined,
  });
}

function readAnswer(reading: Reading, observed: Observed, evidence: Evidence): void {
  const { positive, negative, suspected } = evidence.definition;
  const { value: said } = observed;
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
  const says = byFlag(observed.interpretation);
  if (says !== undefined) return say(reading, observed, evidence, says);
  noteUnreadFact(reading, observed, evidence, 'value');
}

function readMeasured(reading: Reading, observed: Observed, evidence: Evidence): void {
  const { definition } = evidence;
  const { value: said, part } = observed;
  if (definition.referenceRange !== undefined) {
    const stand = standOf(reading, observed, definition.referenceRange);
    if (stand !== undefined) return say(reading, observed, evidence, stand === 'outside' ? 'positive' : 'negative');
    // without a range a number is raised if it lies far enough out, and says nothing if it does not
    if (isFarOut(observed, definition)) return say(reading, observed, evidence, 'positive');
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

/** Whether a number, its range or its flag tells where it stands. */
export function saysByNumber(reading: Reading, observed: Observed, { definition }: Evidence): boolean {
  const { value: said } = observed;
  const { positive, negative, unit, referenceRange } = definition;
  if (referenceRange !== undefined && standOf(reading, observed, referenceRange) !== undefined) return true;
  const value = said.kind === 'number' ? readInUnit(said.quantity, unit) : undefined;
  if (said.kind !== 'number' || value === undefined) return false;
  return [positive, negative].some((range) => isObject(range) && inRange(value, range, said.quantity.bound));
}

function isFarOut({ value: said }: Observed, { positive, unit }: EvidenceDefinition): boolean {
  if (said.kind !== 'number' || !isObject(positive)) return false;
  const value = readInUnit(said.quantity, unit);
  return value !== undefined && inRange(value, positive, said.quantity.bound);
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
  noteUnreadFact(reading, observed, evidence, observed.value.kind === 'number' ? 'unit' : 'value');
}

function standOf(
  reading: Reading,
  { value: said, part }: Observed,
  side: 'high' | 'low',
): 'outside' | 'inside' | undefined {
  const codes = interpretationsOf(part);
  const lists = reading.guideline.documents.interpretation;
  if (codes.some((code) => lists[side].includes(code))) return 'outside';
  const compared = said.kind === 'number' ? againstReference(said.quantity, part, side) : undefined;
  if (compared !== undefined) return compared;
  return codes.some((code) => lists.negative.includes(code)) ? 'inside' : undefined;
}
