/**
 * In: a reading, and the order that is rated. Out: every fact of the guideline: true, false, unknown or suspected, with its proofs.
 */

import { type PatientRecord, type RecordPart, unreadPartsOf } from '../contract/patient-record.js';
import { applyImplied } from '../guideline/derive.js';
import { factNamed } from '../guideline/fact-by-name.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import type { ReflexSeries, SensationSeries, StrengthSeries } from '../guideline/series-documents.js';
import type { Study } from '../order/study.js';
import { type EntryCounts, type OpenEntries, openEntriesOf } from '../read/entries.js';
import { readOrder } from '../read/read-record.js';
import type { Reading, TextDenial } from '../read/reading.js';
import type { ReportFinding, Statement } from '../read/statement.js';
import type { Day } from '../values/day.js';
import type { FactFrame, FactState, FactValue } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import { memoByObject } from '../values/memo.js';
import { bothLegs, stateBothLegs } from './both-legs.js';
import type { CalculatedFact } from './calculator.js';
import { episodeDays, episodeStart, statedDays } from './episodes.js';
import { bySeries, type FactContext, knownState, statementsOf, suspectedState } from './fact-context.js';
import { type FactPlan, factPlanOf } from './fact-plan.js';
import { keepNew } from './new-onset.js';
import { age } from './patient.js';
import { stateReflexes } from './reflexes.js';
import { resolutionOf, resolveFlag, unreadState } from './resolve-fact.js';
import { newestStated } from './scores.js';
import { stateSensation } from './sensation.js';
import { settleWords } from './settled-words.js';
import { stateStrength } from './strength.js';

/** Every fact of a guideline for one order: states with proofs, and the frame that rules read. */
export interface Facts extends FactFrame {
  readonly guideline: Guideline;
  readonly states: readonly FactState[];
  /** what the entries of the record came to, and those that could not be judged, by place */
  readonly entries: EntryCounts;
  /** what the order and notes of this visit deny in words: shown and offered for recording, it changes no fact */
  readonly denials: readonly TextDenial[];
  /** what reports of the spine point to in words */
  readonly reportFindings: readonly ReportFinding[];
  readonly openEntries: readonly OpenEntries[];
  /** what an answer to the words that point to a fact is bound to, by fact */
  readonly openWords: ReadonlyMap<string, string>;
  /** the parts of the record that were not read in full, and the day of the evaluation */
  readonly unreadParts: ReadonlySet<RecordPart>;
  readonly asOf: Day;
}

const noneGiven: ReadonlyMap<string, FactState> = new Map();

/** Works out every fact for one order from the reading of its record; facts `given` are taken as they are (criteria.md §2). */
export function buildFacts(
  base: Reading,
  record: PatientRecord,
  order: JsonObject,
  study: Study,
  given: ReadonlyMap<string, FactState> = noneGiven,
): Facts {
  const { guideline, asOf } = base;
  const plan = factPlanOf(guideline);
  const { reading, reasons } = readOrder(base, order);
  const openWords = settleWords(reading);
  const states: (FactState | undefined)[] = guideline.facts.map(() => undefined);
  const context: FactContext = {
    guideline,
    reading,
    record,
    asOf,
    order,
    study,
    reasons,
    states,
    measured: bySeries(reading),
    resolution: resolutionOf(guideline, asOf),
  };
  setOrderFacts(context, states);
  if (given.size > 0)
    for (const fact of guideline.facts) states[fact.index] = given.get(fact.name) ?? states[fact.index];
  calculate(context, plan.early, states, given);
  stateSeries(context);
  resolveStated(context, plan, states);
  applyImplying(plan, states);
  calculate(context, plan.late, states, given);
  applyHints(plan, states);
  const openEntries = openEntriesOf(reading);
  const unreadParts = unreadPartsOf(record, new Set(openEntries.map(({ place }) => place)));
  const filled = fillSilence(context, plan, states, { openEntries, unreadParts });
  return completeFacts(context, filled, {
    openEntries,
    unreadParts,
    entries: reading.entries,
    denials: reading.denials,
    openWords,
    reportFindings: reading.reportFindings,
  });
}

function setOrderFacts({ guideline, study }: FactContext, states: (FactState | undefined)[]): void {
  const set = (name: string, value: FactValue | undefined): void => {
    const fact = factNamed(guideline, name);
    if (fact !== undefined && value !== undefined) states[fact.index] = knownState(value, [], 'order');
  };
  set('orderModality', study.modality);
  set('orderRegion', study.region);
  set('orderContrast', study.contrast);
  set('orderStudy', study.kind);
}

function calculate(
  context: FactContext,
  calculated: readonly CalculatedFact[],
  states: (FactState | undefined)[],
  given: ReadonlyMap<string, FactState>,
): void {
  for (const { fact, calculate } of calculated) if (!given.has(fact.name)) states[fact.index] = calculate(context);
}

/** Turns graded series and sides into statements about the flags behind them. */
function stateSeries(context: FactContext): void {
  const { guideline, reading, measured } = context;
  const [episode] = episodeDays.factsOf(guideline);
  const [years] = age.factsOf(guideline);
  const episodeBegan = episodeStart(context, episode === undefined ? undefined : context.states[episode.fact.index]);
  const isSo = (name: string): boolean => isStatedSo(context, name);
  for (const [name, series] of graded(guideline)) {
    if (!measured.has(name)) continue;
    if (series.kind === 'strength') stateStrength(reading, { name, series, episodeStart: episodeBegan });
    else if (series.kind === 'sensation') stateSensation(reading, name, series);
    else {
      const ageInYears = years === undefined ? undefined : context.states[years.fact.index]?.value;
      stateReflexes(reading, { name, series, isSo, episodeStart: episodeBegan, age: ageInYears });
    }
  }
  for (const declared of bothLegs.factsOf(guideline)) stateBothLegs(reading, declared, isSo);
  keepNew(context, isSo);
}

/** The graded series of a guideline, by name; strength first, so that statements come in one order. */
const graded = memoByObject(
  ({ documents }: Guideline): readonly (readonly [string, StrengthSeries | ReflexSeries | SensationSeries])[] => {
    const all = Object.entries(documents.series);
    return [
      ...all.flatMap(([name, series]) => (series.kind === 'strength' ? [[name, series] as const] : [])),
      ...all.flatMap(([name, series]) => (series.kind === 'reflex' ? [[name, series] as const] : [])),
      ...all.flatMap(([name, series]) => (series.kind === 'sensation' ? [[name, series] as const] : [])),
    ];
  },
);

/** Whether a flag is true by what has been worked out or stated so far. */
function isStatedSo(context: FactContext, name: string): boolean {
  const fact = factNamed(context.guideline, name);
  if (fact === undefined) return false;
  if (context.states[fact.index]?.value === true) return true;
  return resolveFlag(fact, statementsOf(context, fact), context.resolution)?.value === true;
}

/** Resolves the facts that are no more than their statements; only those with statements are looked at. */
function resolveStated(context: FactContext, { isCalculated }: FactPlan, states: (FactState | undefined)[]): void {
  for (const [fact, statements] of context.reading.statements) {
    if (isCalculated[fact.index] === true || states[fact.index] !== undefined) continue;
    states[fact.index] = resolveOne(context, fact, statements);
  }
}

function resolveOne(context: FactContext, fact: Fact, statements: readonly Statement[]): FactState | undefined {
  switch (fact.definition.type) {
    case 'flag':
      return resolveFlag(fact, statements, context.resolution);
    case 'days':
      return statedDays(context, fact);
    case 'number':
    case 'enum':
    case 'text':
      return newestStated(context, fact);
  }
}

/** What another fact cannot be without (`computed.impliedBy`): a foot drop is a weakness, where nothing speaks to it. */
function applyImplying({ implied }: FactPlan, states: (FactState | undefined)[]): void {
  for (const { fact, by } of implied) {
    if (states[fact.index] !== undefined) continue;
    for (const index of by) {
      const implying = states[index];
      if (implying?.value === true) states[fact.index] = knownState(true, implying.proofs, implying.basis);
    }
  }
}

/** A fact that only ever hints: when true, the fact it hints for becomes suspected, unless that is true already. */
function applyHints({ hints }: FactPlan, states: (FactState | undefined)[]): void {
  for (const { fact, target } of hints) {
    const state = states[fact.index];
    if (state === undefined || states[target.index]?.value === true) continue;
    if (state.value === true || state.suspected) states[target.index] = suspectedState(state.proofs, 'text');
  }
}

function fillSilence(
  context: FactContext,
  { silence }: FactPlan,
  states: readonly (FactState | undefined)[],
  { openEntries, unreadParts }: Pick<Facts, 'openEntries' | 'unreadParts'>,
): FactState[] {
  const { unreadFacts } = context.reading;
  const isOpen =
    openEntries.some(({ place }) => place === 'reasons' || place === 'attachments') ||
    context.record.answersUnread === true;
  const silent = silence(unreadParts);
  return context.guideline.facts.map((fact) => {
    const state = states[fact.index];
    if (state !== undefined) return state;
    // an unknown reason, or answers that could not be read, may state anything that is noted when present
    const isUnread = (isOpen && fact.definition.silence === 'C') || unreadFacts.has(fact);
    return isUnread ? unreadState : (silent[fact.index] ?? unreadState);
  });
}

/** Adds what follows from other facts: implied negatives, then the derived facts with their suspicion. */
function completeFacts(
  { guideline, asOf }: FactContext,
  states: FactState[],
  judged: Pick<Facts, 'denials' | 'entries' | 'openEntries' | 'openWords' | 'reportFindings' | 'unreadParts'>,
): Facts {
  const values: (FactValue | undefined)[] = states.map((state) => state.value);
  const suspected: boolean[] = states.map((state) => state.suspected);
  applyImplied(guideline, values, suspected);
  for (const { fact } of guideline.impliedFalse)
    if (states[fact.index]?.value !== values[fact.index]) states[fact.index] = derivedFalse;
  for (const { index } of guideline.derived) states[index] = derivedState(values[index], suspected[index] === true);
  return { guideline, states, values, suspected, ...judged, asOf };
}

const derivedTrue: FactState = { value: true, suspected: false, basis: 'derived', proofs: [] };
const derivedFalse: FactState = { value: false, suspected: false, basis: 'derived', proofs: [] };
const derivedUnknown: FactState = { value: undefined, suspected: false, basis: 'derived', proofs: [] };
const derivedSuspected: FactState = { value: undefined, suspected: true, basis: 'derived', proofs: [] };

function derivedState(value: FactValue | undefined, isSuspected: boolean): FactState {
  if (value === undefined) return isSuspected ? derivedSuspected : derivedUnknown;
  return value === true ? derivedTrue : derivedFalse;
}
