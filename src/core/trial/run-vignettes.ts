import type { Facts } from '../facts/build-facts.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import { toFactName } from '../guideline/finding-code.js';
import type { Guideline } from '../guideline/guideline.js';
import { factsOf } from '../rules/walk.js';
import { isAtLeast } from '../values/fact.js';
import { isObject } from '../values/json.js';
import { type Evaluation, evaluate, type Vignette, type VignetteOrder, type VignetteOutcome } from './vignette.js';

/** One order of a vignette and what it got. */
export interface VignetteResult {
  readonly vignette: Vignette;
  readonly order: VignetteOrder;
  readonly expected: VignetteOutcome;
  readonly got: Evaluation;
  /** the members of the outcome that are not as expected */
  readonly differences: readonly (keyof VignetteOutcome)[];
}

/** Decides every order of every vignette. */
export function runVignettes(guideline: Guideline, vignettes: readonly Vignette[]): readonly VignetteResult[] {
  return vignettes.flatMap((vignette) =>
    ordersOf(vignette).map(({ order, expected }) => {
      const got = evaluate(guideline, vignette.facts, order);
      return { vignette, order, expected, got, differences: differencesOf(expected, got) };
    }),
  );
}

/** Whether some vignette gets another answer than it must; stops at the first. */
export function isNoticed(guideline: Guideline, vignettes: readonly Vignette[]): boolean {
  return vignettes.some((vignette) =>
    ordersOf(vignette).some(({ order, expected }) => {
      const got = evaluate(guideline, vignette.facts, order);
      return differencesOf(expected, got).length > 0;
    }),
  );
}

function ordersOf({ order, expected, additionalOrders = [] }: Vignette) {
  return [{ order, expected }, ...additionalOrders];
}

const members = ['rating', 'criterion', 'studyRating', 'pama'] as const;

function differencesOf(expected: VignetteOutcome, got: Evaluation): readonly (keyof VignetteOutcome)[] {
  const answers = members.filter((member) => expected[member] !== got[member]);
  const isAsStated = Object.entries(expected.facts ?? {}).every(([name, wanted]) => isSo(got.built, name, wanted));
  return isAsStated ? answers : [...answers, 'facts'];
}

/** Whether a fact came to what a vignette says of it. */
function isSo(facts: Facts, name: string, wanted: unknown): boolean {
  const state = stateNamed(facts, toFactName(name));
  if (state?.value === undefined) return wanted === (state?.suspected === true ? 'suspected' : 'unknown');
  if (!isAtLeast(state.value)) return wanted === state.value;
  return isObject(wanted) && wanted.atLeast === state.value.atLeast;
}

/** What no vignette looks at. */
export interface VignetteCoverage {
  readonly undecidedCriteria: readonly string[];
  /** flags that rules read and that are never true, or never false, in any vignette */
  readonly oneSidedFacts: readonly { readonly fact: string; readonly never: boolean }[];
}

export function coverageOf(guideline: Guideline, results: readonly VignetteResult[]): VignetteCoverage {
  const decided = new Set(results.map(({ got }) => got.criterion));
  // a rule that is borrowed is looked at by the vignettes of its lender
  const isBorrowed = guideline.documents.guideline.borrow?.files.includes('derived') === true;
  const own = isBorrowed ? guideline.criteria : [...guideline.criteria, ...guideline.derived];
  const rules = own.map(({ expression }) => expression);
  const read = new Set(rules.flatMap(factsOf));
  const flags = guideline.facts.filter(({ name, definition }) => definition.type === 'flag' && read.has(name));
  const isSeen = (index: number, value: boolean): boolean =>
    results.some(({ got }) => got.built.values[index] === value);
  return {
    undecidedCriteria: guideline.criteria.map(({ definition }) => definition.id).filter((id) => !decided.has(id)),
    oneSidedFacts: flags.flatMap(({ index, name }) =>
      [true, false].filter((value) => !isSeen(index, value)).map((never) => ({ fact: name, never })),
    ),
  };
}
