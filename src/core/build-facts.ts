import { stateBothSides } from './both-sides.js';
import { careComponent, conservativeCareDays, surgicalCandidate } from './care.js';
import { careOutcome } from './care-outcome.js';
import type { Fact, Guideline } from './compiled-guideline.js';
import { deficitImproving, episodeStart, neuroDeficitDays, statedDays, symptomDays } from './course.js';
import type { Day } from './day.js';
import type { FactFrame, FactState, FactValue } from './fact.js';
import {
  type Calculator,
  type FactContext,
  factNamed,
  factValue,
  known,
  parameterSets,
  stateOf,
  suspectedState,
} from './fact-context.js';
import { axspaCoded, inflammatoryBackPain } from './inflammatory.js';
import type { JsonObject } from './json.js';
import { changeSinceImaging, imagedAfterRedFlag, priorImagingDays, priorImagingFinding } from './prior-imaging.js';
import { readOrder } from './read-record.js';
import type { Reading } from './reading.js';
import type { PatientRecord, RecordPart } from './record.js';
import { stateReflexes } from './reflexes.js';
import { resolutionOf, resolveFlag, resolveSilence, unreadPartsOf, unreadState } from './resolve-fact.js';
import {
  administrativeGender,
  ageYears,
  backPainIndication,
  gadoliniumCaution,
  mriContraindicated,
  pregnant,
  recordsAvailable,
} from './risk.js';
import { functionalDecline, functionalImpairment, newestStated, painTrend, unexplainedWeightLoss } from './scores.js';
import { stateStrength } from './strength.js';
import type { Study } from './study.js';

/** Every fact of a guideline for one order: states with proofs, and the frame that rules read. */
export interface Facts extends FactFrame {
  readonly guideline: Guideline;
  readonly states: readonly FactState[];
  readonly unread: readonly string[];
  /** the parts of the record that were not read in full, and the day of the evaluation */
  readonly unreadParts: ReadonlySet<RecordPart>;
  readonly asOf: Day;
}

/** Facts that are more than statements; each may use those that stand above it. */
const calculators: { readonly [fact: string]: Calculator } = {
  ageYears,
  administrativeGender,
  recordsAvailable,
  backPainIndication,
  pregnant,
  symptomDays,
  painTrend,
  carePhysicalComponent: careComponent,
  careMedicalComponent: careComponent,
  conservativeCareDays,
  careOutcome,
  functionalImpairment,
  functionalDecline,
  surgicalCandidate,
  unexplainedWeightLoss,
  neuroDeficitDays,
  priorImagingDays,
  changeSinceImaging,
  imagedAfterRedFlag,
  priorImagingFinding,
  mriContraindicated,
  gadoliniumCaution,
  inflammatoryBackPain,
  axspaCoded,
  deficitImproving,
};

const noneGiven: ReadonlyMap<string, FactState> = new Map();

const lateCalculators = ['neuroDeficitDays', 'changeSinceImaging', 'imagedAfterRedFlag', 'deficitImproving'];
const earlyCalculators = Object.keys(calculators).filter((name) => !lateCalculators.includes(name));

/** Works out every fact for one order from the reading of its record; facts `given` are taken as they are (criteria.md §2). */
export function buildFacts(
  base: Reading,
  record: PatientRecord,
  order: JsonObject,
  study: Study,
  given: ReadonlyMap<string, FactState> = noneGiven,
): Facts {
  const { guideline, asOf } = base;
  const { reading, reasons } = readOrder(base, order);
  const states: (FactState | undefined)[] = new Array(guideline.facts.length).fill(undefined);
  const context: FactContext = { guideline, reading, record, asOf, order, study, reasons, states };
  setOrderFacts(context, states);
  if (given.size > 0)
    for (const fact of guideline.facts) states[fact.index] = given.get(fact.name) ?? states[fact.index];
  const work = (name: string): void => {
    const fact = factNamed(guideline, name);
    const calculate = calculators[name];
    if (fact === undefined || calculate === undefined || given.has(name)) return;
    states[fact.index] = calculate(context, fact);
  };
  for (const name of earlyCalculators) work(name);
  stateSeries(context, asOf);
  for (const fact of guideline.facts) if (calculators[fact.name] === undefined) resolveStated(context, fact, states);
  applyImplying(guideline, states);
  for (const name of lateCalculators) work(name);
  applyHints(guideline, states);
  const unreadParts = unreadPartsOf(record);
  const filled = fillSilence(context, states, unreadParts);
  return { ...completeFacts(guideline, filled), unread: reasons.unread, unreadParts, asOf };
}

function setOrderFacts({ guideline, study }: FactContext, states: (FactState | undefined)[]): void {
  const values: { readonly [fact: string]: FactValue | undefined } = {
    orderModality: study.modality,
    orderRegion: study.region,
    orderContrast: study.contrast,
    orderStudy: study.kind,
  };
  for (const [name, value] of Object.entries(values)) {
    const fact = factNamed(guideline, name);
    if (fact !== undefined && value !== undefined) states[fact.index] = known(value, [], 'order');
  }
}

/** Turns graded series and sides into statements about the flags behind them. */
function stateSeries(context: FactContext, asOf: Day): void {
  const { guideline, reading } = context;
  const start = episodeStart(context, stateOf(context, 'symptomDays'));
  const neuropathy = factNamed(guideline, 'polyneuropathy');
  const statements = neuropathy === undefined ? undefined : reading.statements.get(neuropathy);
  const hasPolyneuropathy =
    factValue(context, 'polyneuropathy') === true ||
    (neuropathy !== undefined &&
      statements !== undefined &&
      resolveFlag(neuropathy, statements, resolutionOf(guideline, asOf))?.value === true);
  stateStrength(reading, { episodeStart: start, hasPolyneuropathy });
  stateReflexes(reading, { age: factValue(context, 'ageYears'), hasPolyneuropathy, episodeStart: start });
  stateBothSides(reading, hasPolyneuropathy);
}

function resolveStated(context: FactContext, fact: Fact, states: (FactState | undefined)[]): void {
  if (states[fact.index] !== undefined) return;
  const { guideline, reading, asOf } = context;
  switch (fact.definition.type) {
    case 'flag': {
      const statements = reading.statements.get(fact);
      if (statements !== undefined) states[fact.index] = resolveFlag(fact, statements, resolutionOf(guideline, asOf));
      return;
    }
    case 'days':
      states[fact.index] = statedDays(context, fact);
      return;
    case 'number':
    case 'enum':
    case 'text':
      states[fact.index] = newestStated(context, fact);
  }
}

/** What another fact cannot be without (`computed.impliedBy`): a foot drop is a weakness, where nothing speaks to it. */
function applyImplying(guideline: Guideline, states: (FactState | undefined)[]): void {
  for (const fact of guideline.facts) {
    if (fact.definition.computed?.impliedBy === undefined || states[fact.index] !== undefined) continue;
    for (const name of parameterSets(fact, 'impliedBy')) {
      const implying = states[guideline.indexOf(name) ?? -1];
      if (implying?.value === true) states[fact.index] = known(true, implying.proofs, implying.basis);
    }
  }
}

/** A fact that only ever hints: when true, the fact it hints for becomes suspected, unless that is true already. */
function applyHints(guideline: Guideline, states: (FactState | undefined)[]): void {
  for (const fact of guideline.facts) {
    const { hintFor } = fact.definition;
    if (hintFor === undefined) continue;
    const target = factNamed(guideline, hintFor);
    const state = states[fact.index];
    if (target === undefined || state === undefined || states[target.index]?.value === true) continue;
    if (state.value === true || state.suspected) states[target.index] = suspectedState(state.proofs, 'text');
  }
}

function fillSilence(
  context: FactContext,
  states: readonly (FactState | undefined)[],
  unread: ReadonlySet<RecordPart>,
): FactState[] {
  const isOpen = context.reasons.unread.length > 0 || context.record.answersUnread === true;
  return context.guideline.facts.map((fact) => {
    const state = states[fact.index];
    if (state !== undefined) return state;
    if (context.reading.unreadFacts.has(fact)) return unreadState;
    // an unknown reason, or answers that could not be read, may state anything that is noted when present
    if (isOpen && fact.definition.silence === 'C') return unreadState;
    return resolveSilence(fact, unread);
  });
}

/** Adds what follows from other facts: implied negatives, then the derived facts with their suspicion. */
function completeFacts(
  guideline: Guideline,
  base: readonly FactState[],
): Omit<Facts, 'unread' | 'unreadParts' | 'asOf'> {
  const values: (FactValue | undefined)[] = base.map((state) => state.value);
  const suspected: boolean[] = base.map((state) => state.suspected);
  applyImplied(guideline, values, suspected);
  const states = values.map((value, index): FactState => {
    const state = base[index];
    if (state !== undefined && state.value === value) return state;
    return { value, suspected: suspected[index] === true, basis: 'derived', proofs: [] };
  });
  return { guideline, states, values, suspected };
}

/** Works out in place what follows from the base facts of a frame: implied negatives, derived facts, their suspicion. */
export function applyImplied(guideline: Guideline, values: (FactValue | undefined)[], suspected: boolean[]): void {
  const frame = { values, suspected };
  for (const { fact, rule } of guideline.impliedFalse)
    if (values[fact.index] === undefined && suspected[fact.index] !== true && rule(frame) === true)
      values[fact.index] = false;
  for (const fact of guideline.derived) {
    const value = fact.rule(frame);
    values[fact.index] = value;
    suspected[fact.index] = value === undefined && fact.members.some((member) => suspected[member] === true);
  }
}
