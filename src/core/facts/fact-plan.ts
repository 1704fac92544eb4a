import type { RecordPart } from '../contract/patient-record.js';
import { factNamed, parameterSets } from '../guideline/fact-parameters.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import type { FactState } from '../values/fact.js';
import { memoByObject } from '../values/memo.js';
import { careComponent, conservativeCareDays, surgicalCandidate } from './care.js';
import { careOutcome } from './care-outcome.js';
import { gadoliniumCaution, mriContraindicated, pregnant } from './contraindications.js';
import { deficitImproving, neuroDeficitDays, symptomDays } from './episodes.js';
import type { Calculator } from './fact-context.js';
import { backPainIndication } from './indication.js';
import { axspaCoded, inflammatoryBackPain } from './inflammatory.js';
import { administrativeGender, ageYears, recordsAvailable } from './patient.js';
import { changeSinceImaging, imagedAfterRedFlag, priorImagingDays, priorImagingFinding } from './prior-imaging.js';
import { resolveSilence } from './resolve-fact.js';
import { functionalDecline, functionalImpairment, painTrend, unexplainedWeightLoss } from './scores.js';

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

export interface CalculatedFact {
  readonly fact: Fact;
  readonly calculate: Calculator;
}

/** Facts that are more than statements; each may use those that stand above it. */
const earlyCalculators: { readonly [fact: string]: Calculator } = {
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
  priorImagingDays,
  priorImagingFinding,
  mriContraindicated,
  gadoliniumCaution,
  inflammatoryBackPain,
  axspaCoded,
};

const lateCalculators: { readonly [fact: string]: Calculator } = {
  neuroDeficitDays,
  changeSinceImaging,
  imagedAfterRedFlag,
  deficitImproving,
};

/** The plan of a guideline. */
export const factPlanOf = memoByObject((guideline: Guideline): FactPlan => {
  const early = calculatedFacts(guideline, earlyCalculators);
  const late = calculatedFacts(guideline, lateCalculators);
  const calculated = new Set([...early, ...late].map(({ fact }) => fact));
  const { facts } = guideline;
  return {
    early,
    late,
    isCalculated: facts.map((fact) => calculated.has(fact)),
    implied: facts
      .filter((fact) => fact.definition.computed?.impliedBy !== undefined)
      .map((fact) => ({ fact, by: indexesOf(guideline, parameterSets(fact, 'impliedBy')) })),
    hints: facts.flatMap((fact) => {
      const { hintFor } = fact.definition;
      const target = hintFor === undefined ? undefined : factNamed(guideline, hintFor);
      return target === undefined ? [] : [{ fact, target }];
    }),
    silence: silenceReader(facts),
  };
});

function calculatedFacts(
  guideline: Guideline,
  calculators: { readonly [fact: string]: Calculator },
): readonly CalculatedFact[] {
  return Object.entries(calculators).flatMap(([name, calculate]) => {
    const fact = factNamed(guideline, name);
    return fact === undefined ? [] : [{ fact, calculate }];
  });
}

/** There are few sets of parts that go unread together, and `unreadPartsOf` gives the same one each time. */
function silenceReader(facts: readonly Fact[]): FactPlan['silence'] {
  const known = new WeakMap<ReadonlySet<RecordPart>, readonly FactState[]>();
  return (unread) => {
    const states = known.get(unread) ?? facts.map((fact) => resolveSilence(fact, unread));
    known.set(unread, states);
    return states;
  };
}

function indexesOf(guideline: Guideline, names: readonly string[]): readonly number[] {
  return names.flatMap((name) => guideline.indexOf(name) ?? []);
}
