import { wordsOf } from './coding.js';
import type { CodeUse, Evidence } from './compiled-guideline.js';
import type { DayRange } from './day.js';
import { type JsonObject, objectsOf, textOf } from './json.js';
import { addStatement, isAdmitted, type Reading } from './reading.js';
import {
  abatementOf,
  conditionDate,
  conditionOnset,
  conditionPolarity,
  type Polarity,
  recordedDate,
  type Statement,
} from './statement.js';
import { hintsFromText } from './text-hint.js';

/** How the codes of a Condition are read when it stands as the reason of an order: dated on the evaluation day. */
export interface AsReason {
  readonly when: DayRange;
}

/** Reads one Condition into statements (rules 1–4, 6). */
export function readCondition(reading: Reading, condition: JsonObject, asReason?: AsReason): void {
  const polarity = conditionPolarity(condition, reading.asOf);
  if (polarity === 'ignored') return;
  const codings = reading.guideline.codings.codings(condition.code);
  const done = new Set<CodeUse>();
  for (const coding of codings)
    for (const use of reading.guideline.uses.lookup(coding)) {
      if (use.kind !== 'evidence' || done.has(use) || !isAdmitted(reading, use, condition, coding)) continue;
      done.add(use);
      readConditionEvidence(reading, condition, use, polarity, asReason);
    }
  if (done.size === 0 && polarity !== 'negative') readWords(reading, condition, asReason);
}

function readConditionEvidence(
  reading: Reading,
  condition: JsonObject,
  use: Evidence,
  polarity: Exclude<Polarity, 'ignored'>,
  asReason: AsReason | undefined,
): void {
  if (use.role === 'absence') {
    if (polarity === 'positive')
      state(reading, condition, use, 'negative', asReason?.when ?? conditionDate(condition), asReason);
    return;
  }
  if (!conditionRoles.has(use.role)) return;
  const isHistory = use.role === 'history' || use.fact.definition.nature === 'history';
  const { status } = use.definition;
  if (status === 'past' && polarity !== 'past') return;
  if (status === 'active' && polarity === 'past') return;
  switch (polarity) {
    case 'positive':
      return state(reading, condition, use, 'positive', asReason?.when ?? conditionDate(condition), asReason);
    case 'suspected':
      return use.fact.isRedFlag || use.fact.definition.unconfirmedCounts === true
        ? state(reading, condition, use, 'positive', asReason?.when ?? conditionDate(condition), asReason)
        : state(reading, condition, use, 'hint', asReason?.when ?? conditionDate(condition), asReason, 'unconfirmed');
    case 'negative':
      return state(reading, condition, use, 'negative', recordedDate(condition) ?? conditionDate(condition), asReason);
    case 'past':
      return isHistory || status === 'past'
        ? state(reading, condition, use, 'positive', conditionDate(condition), asReason)
        : state(reading, condition, use, 'negative', abatementOf(condition), asReason);
  }
}

const conditionRoles: ReadonlySet<Evidence['role']> = new Set(['finding', 'history', 'procedure', 'device', 'stated']);

function state(
  reading: Reading,
  condition: JsonObject,
  use: Evidence,
  says: Statement['says'],
  when: DayRange | undefined,
  asReason: AsReason | undefined,
  why?: Statement['why'],
): void {
  const { fact, definition } = use;
  const { type } = fact.definition;
  if (type !== 'flag' && (definition.value === undefined || says !== 'positive')) return;
  const isOpenDevice = definition.suspectedUnlessMrConditional === true && says === 'positive';
  addStatement(reading, {
    fact,
    says: isOpenDevice ? 'hint' : says,
    value: type === 'flag' ? undefined : definition.value,
    when,
    window: use.window,
    period: { start: conditionOnset(condition), end: abatementOf(condition) },
    use,
    isReason: asReason !== undefined,
    resource: condition,
    display: wordsOf(condition.code),
    why: isOpenDevice ? 'device' : why,
  });
}

/** Text-only codes, unknown codes and notes: hints at most. */
function readWords(reading: Reading, condition: JsonObject, asReason: AsReason | undefined): void {
  const notes = objectsOf(condition.note).map((note) => textOf(note.text));
  const words = [wordsOf(condition.code), ...notes].filter((text) => text !== undefined).join('. ');
  hintsFromText(reading, words, asReason?.when ?? conditionDate(condition), condition);
}
