import type { CodeUse, Evidence, Fact, Guideline } from '../guideline/guideline.js';
import { orderIndication } from '../guideline/indication.js';
import type { NormalCoding } from '../values/coding.js';
import { wordsOf } from '../values/coding.js';
import type { DayRange } from '../values/day.js';
import { type JsonObject, objectsOf } from '../values/json.js';
import { account, kindOf } from './entries.js';
import { isReadable, isUnasked, type Meaning, meaningOf } from './meaning.js';
import { stateConditionSeverity } from './read-qualifier.js';
import { noteNotes, readNames } from './read-text.js';
import { addStatement, denies, isAdmitted, noteUnread, type Reading } from './reading.js';
import { conditionPolarity, type Polarity } from './resource-status.js';
import type { Statement } from './statement.js';
import { beginningOf, conditionDate, conditionOnset, endOf } from './statement-date.js';
import { isOfVisitNow } from './visit-window.js';

/** How the codes of a Condition are read when it stands as the reason of an order: dated on the evaluation day. */
export interface AsReason {
  readonly when: DayRange;
}

/** Reads one Condition into statements (rules 1–4, 6); whether its words point to a fact. */
export function readCondition(reading: Reading, condition: JsonObject, asReason?: AsReason): boolean {
  const { guideline } = reading;
  const { code } = condition;
  if (hasNoMoreWords(condition) && isUnasked(guideline, code)) return accountUnasked(reading, condition, asReason);
  const polarity = conditionPolarity(reading, condition);
  if (polarity === 'ignored') return false;
  if (polarity === 'unclear') noteUnread(reading, condition, 'status');
  const meaning = meaningOf(guideline, code);
  const done = new Set<CodeUse>();
  for (const coding of meaning.codings)
    for (const use of reading.guideline.uses.lookup(coding)) {
      if (use.kind !== 'evidence' || done.has(use) || !isAdmitted(reading, use, condition, coding)) continue;
      done.add(use);
      readConditionEvidence(reading, { condition, use, coding, polarity, asReason });
    }
  if (polarity === 'negative') return false;
  const isPointing = readWords(reading, { condition, polarity, asReason }, meaning, done);
  if (done.size > 0) noteImpossible(reading, condition);
  if (polarity !== 'past') {
    const when = asReason?.when ?? conditionDate(reading, condition);
    const draft = { where: 'condition.note', when, isAboutBack: isAboutBack(guideline, done) } as const;
    noteNotes(reading, condition, draft);
    for (const text of wordsBeside(condition)) reading.texts.push({ ...draft, text, resource: condition });
    readSigns(reading, { condition, polarity, asReason }, done);
  }
  if (asReason === undefined) account(reading, condition, kindOf(done.size > 0, isPointing, meaning.isReadable), code);
  return isPointing;
}

function hasNoMoreWords({ note, evidence, stage }: JsonObject): boolean {
  return note === undefined && evidence === undefined && stage === undefined;
}

/** What an entry names as its evidence and its stage. */
function wordsBeside({ evidence, stage }: JsonObject): readonly string[] {
  const concepts = [
    ...objectsOf(evidence).flatMap(({ code, concept }) => [...objectsOf(code), ...objectsOf(concept)]),
    ...objectsOf(stage).flatMap(({ summary }) => objectsOf(summary)),
  ];
  return concepts.flatMap((concept) => wordsOf(concept) ?? []);
}

/** Coded signs that led to an entry: hints, since the entry and not its evidence is what was recorded. */
function readSigns(
  reading: Reading,
  entry: Pick<Stated, 'condition' | 'polarity' | 'asReason'>,
  done: ReadonlySet<CodeUse>,
): void {
  const { condition, asReason } = entry;
  const when = asReason?.when ?? conditionDate(reading, condition);
  const signs = objectsOf(condition.evidence).flatMap(({ code, concept }) => [
    ...objectsOf(code),
    ...objectsOf(concept),
  ]);
  for (const coding of meaningOf(reading.guideline, signs).codings)
    for (const use of reading.guideline.uses.lookup(coding))
      if (
        use.kind === 'evidence' &&
        use.role === 'finding' &&
        !done.has(use) &&
        isAdmitted(reading, use, condition, coding)
      )
        state(reading, { ...entry, use, coding }, 'hint', when, 'unconfirmed');
}

/** Whether a code says that an entry is about the back or a leg. */
function isAboutBack(guideline: Guideline, done: ReadonlySet<CodeUse>): boolean {
  const indications = orderIndication.factsOf(guideline).map(({ fact }) => fact);
  return [...done].some((use) => use.kind === 'evidence' && indications.includes(use.fact));
}

/** An entry that nothing asks for is only counted; one that is wrong, or is denied, is no entry. */
function accountUnasked(reading: Reading, condition: JsonObject, asReason: AsReason | undefined): false {
  if (asReason !== undefined) return false;
  const { code } = condition;
  const kind = isReadable(reading.guideline, code) ? 'other' : 'unreadable';
  const polarity = kind === 'other' ? 'positive' : conditionPolarity(reading, condition);
  if (polarity !== 'ignored' && polarity !== 'negative') account(reading, condition, kind, code);
  return false;
}

interface Stated {
  readonly condition: JsonObject;
  readonly use: Evidence;
  readonly coding: NormalCoding;
  readonly polarity: Exclude<Polarity, 'ignored'>;
  readonly asReason: AsReason | undefined;
}

function readConditionEvidence(reading: Reading, stated: Stated): void {
  const { condition, use, coding, polarity, asReason } = stated;
  const when = asReason?.when ?? conditionDate(reading, condition);
  if (use.role === 'absence') {
    if (polarity === 'positive') state(reading, stated, 'negative', when);
    return;
  }
  if (!conditionRoles.has(use.role)) return;
  const isHistory = use.role === 'history' || use.fact.definition.nature === 'history';
  const { status } = use.definition;
  if (status === 'past' && (polarity === 'positive' || polarity === 'suspected')) return;
  if (status === 'active' && polarity === 'past') return;
  switch (polarity) {
    case 'positive':
      stateConditionSeverity(reading, condition, use, asReason?.when);
      return state(reading, stated, 'positive', when);
    case 'suspected':
      return use.fact.isRedFlag || use.fact.definition.unconfirmedCounts === true
        ? state(reading, stated, 'positive', when)
        : state(reading, stated, 'hint', when, 'unconfirmed');
    case 'negative':
      if (denies(use, coding)) state(reading, stated, 'negative', conditionDate(reading, condition));
      return;
    case 'past':
      if (isHistory || status === 'past' || outlasts(use.fact) || use.definition.window === 'ever')
        return state(reading, stated, 'positive', conditionDate(reading, condition));
      if (denies(use, coding)) state(reading, stated, 'negative', endDate(reading, condition));
      return;
    case 'unclear':
      if (isHistory && status === undefined) return state(reading, stated, 'positive', when);
      return state(reading, stated, 'hint', when, 'unreadable');
    case 'stamp':
      if (isHistory || status === 'past') return state(reading, stated, 'positive', when);
      if (isOfVisitNow(reading, use, when)) state(reading, stated, 'hint', when, 'unreadable');
  }
}

/** Whether what is over still counts: a history, or an event of its own day. */
function outlasts({ definition: { nature } }: Fact): boolean {
  return nature === 'history' || nature === 'event';
}

function endDate(reading: Reading, condition: JsonObject): DayRange | undefined {
  const end = endOf(reading, condition);
  return end.kind === 'ended' ? end.when : undefined;
}

const conditionRoles: ReadonlySet<Evidence['role']> = new Set(['finding', 'history', 'procedure', 'device', 'stated']);

function state(
  reading: Reading,
  { condition, use, polarity, asReason }: Stated,
  says: Statement['says'],
  when: DayRange | undefined,
  why?: Statement['why'],
): void {
  const { fact, definition } = use;
  const { type } = fact.definition;
  if (type !== 'flag' && (definition.value === undefined || says !== 'positive')) return;
  const start = beginningOf(reading, condition, fact);
  const isEvent = fact.definition.silence === 'B' && asReason === undefined && says === 'positive';
  const isOpenDevice = definition.suspectedUnlessMrConditional === true && says === 'positive';
  addStatement(reading, {
    fact,
    says: isOpenDevice ? 'hint' : says,
    value: type === 'flag' ? undefined : definition.value,
    when,
    since: isEvent ? start : undefined,
    window: use.window,
    // what was refuted never was: it has no onset and no end
    period: polarity === 'negative' ? undefined : { start, end: endDate(reading, condition) },
    evidence: use,
    isReason: asReason !== undefined,
    resource: condition,
    display: wordsOf(condition.code),
    why: isOpenDevice ? 'device' : why,
  });
}

/** Words that are no code: hints at most, at facts that no code of this entry states; of what is over, at the past only. */
function readWords(
  reading: Reading,
  { condition, polarity, asReason }: Pick<Stated, 'condition' | 'polarity' | 'asReason'>,
  { words, glosses }: Meaning,
  done: ReadonlySet<CodeUse>,
): boolean {
  if (words.length === 0 && glosses.length === 0) return false;
  const when = asReason?.when ?? conditionDate(reading, condition);
  const stated = new Set([...done].map((use) => (use.kind === 'evidence' ? use.fact : undefined)));
  const isMeant = (fact: Fact): boolean => !stated.has(fact) && (polarity !== 'past' || outlasts(fact));
  const where = asReason === undefined ? 'condition.text' : 'order.reason';
  const isPointing = readNames(reading, words, { where, when, resource: condition, isMeant });
  return readNames(reading, glosses, { where: 'condition.text', when, resource: condition, isMeant }) || isPointing;
}

/** A Condition that ended before it began is read all the same, and named on the card. */
function noteImpossible(reading: Reading, condition: JsonObject): void {
  const [onset, end] = [conditionOnset(reading, condition), endDate(reading, condition)];
  if (onset !== undefined && end !== undefined && end.latest < onset.earliest) noteUnread(reading, condition, 'date');
}
