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
  const { unit, referenceRange } = evidence.definition;
  const { value: said } = observed;
  const says = saidByNumber(reading, observed, evidence);
  if (says !== undefined) return say(reading, observed, evidence, says);
  if (said.kind === 'none') return;
  // without a range a number that lies far out is raised, and another says nothing
  if (referenceRange !== undefined) return noteUnreadFact(reading, observed, evidence, 'value');
  if (said.kind !== 'number' || readInUnit(said.quantity, unit) === undefined) readFlagged(reading, observed, evidence);
}

/** Where a number stands by the range or the flag of its laboratory, else by the limits of the fact; undefined = in between. */
export function saidByNumber(
  reading: Reading,
  observed: Observed,
  { definition: { positive, negative, unit, referenceRange } }: Evidence,
): 'positive' | 'negative' | undefined {
  const stand = referenceRange === undefined ? undefined : standOf(reading, observed, referenceRange);
  if (stand !== undefined) return stand === 'outside' ? 'positive' : 'negative';
  const { value: said } = observed;
  const value = said.kind === 'number' ? readInUnit(said.quantity, unit) : undefined;
  if (said.kind !== 'number' || value === undefined) return undefined;
  if (isObject(positive) && inRange(value, positive, said.quantity.bound)) return 'positive';
  // of a test that laboratories give a range for, only that range says that it is normal
  if (referenceRange !== undefined || !isObject(negative)) return undefined;
  return inRange(value, negative, said.quantity.bound) ? 'negative' : undefined;
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
