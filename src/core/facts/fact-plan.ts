import type { RecordPart } from '../contract/patient-record.js';
import { factNamed } from '../guideline/fact-by-name.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import type { FactState } from '../values/fact.js';
import { memoByObject } from '../values/memo.js';
import type { CalculatedFact } from './calculator.js';
import { earlyCalculators, lateCalculators } from './calculators.js';
import { resolveSilence } from './resolve-fact.js';

/** How the facts of one guideline are worked out: what stands in its documents, looked up once. */
export interface FactPlan {
  readonly early: readonly CalculatedFact[];
  /** those that use facts which only statements decide */
  readonly late: readonly CalculatedFact[];
  /** by fact index: whether it is more than statements */
  readonly isCalculated: readonly boolean[];
  /** facts that others cannot be without (`computed.impliedBy`), with the indexes of those */
  readonly implied: readonly { readonly fact: Fact; readonly by: readonly number[] }[];
  /** facts that only ever hint, with what they hint for */
  readonly hints: readonly { readonly fact: Fact; readonly target: Fact }[];
  /** by fact index: what silence means when these parts of the record were not read */
  readonly silence: (unread: ReadonlySet<RecordPart>) => readonly FactState[];
}

/** The plan of a guideline. */
export const factPlanOf = memoByObject((guideline: Guideline): FactPlan => {
  const early = earlyCalculators.flatMap(({ calculationsOf }) => calculationsOf(guideline));
  const late = lateCalculators.flatMap(({ calculationsOf }) => calculationsOf(guideline));
  const calculated = new Set([...early, ...late].map(({ fact }) => fact));
  const { facts } = guideline;
  return {
    early,
    late,
    isCalculated: facts.map((fact) => calculated.has(fact)),
    implied: facts.flatMap((fact) => {
      const names = fact.definition.computed?.impliedBy;
      return names === undefined ? [] : [{ fact, by: indexesOf(guideline, names) }];
    }),
    hints: facts.flatMap((fact) => {
      const { hintFor } = fact.definition;
      const target = hintFor === undefined ? undefined : factNamed(guideline, hintFor);
      return target === undefined ? [] : [{ fact, target }];
    }),
    silence: silenceReader(facts),
  };
});

/** There are few sets of parts that go unread together, and `unreadPartsOf` gives the same one each time. */
function silenceReader(facts: readonly Fact[]): FactPlan['silence'] {
  return memoByObject((unread) => facts.map((fact) => resolveSilence(fact, unread)));
}

function indexesOf(guideline: Guideline, names: readonly string[]): readonly number[] {
  return names.flatMap((name) => guideline.indexOf(name) ?? []);
}
