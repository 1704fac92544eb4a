import type { PatientRecord } from '../contract/patient-record.js';
import { factNamed, stateNamed } from '../guideline/fact-by-name.js';
import type { Fact, Guideline } from '../guideline/guideline.js';
import type { SeriesDefinition } from '../guideline/series-documents.js';
import type { Study } from '../order/study.js';
import type { Measurement, OrderReasons, Reading } from '../read/reading.js';
import type { Statement } from '../read/statement.js';
import type { Day } from '../values/day.js';
import type { FactState, FactValue, Proof } from '../values/fact.js';
import type { JsonObject } from '../values/json.js';
import type { Resolution } from './resolve-fact.js';

/** What the calculators of facts see: the reading, the order, and the facts that have been worked out before. */
export interface FactContext {
  readonly guideline: Guideline;
  readonly reading: Reading;
  readonly record: PatientRecord;
  readonly asOf: Day;
  readonly order: JsonObject;
  readonly study: Study;
  readonly reasons: OrderReasons;
  readonly states: readonly (FactState | undefined)[];
  /** the measurements of the reading by series */
  readonly measured: ReadonlyMap<string, readonly Measurement[]>;
  readonly resolution: Resolution;
}

export function statementsNamed(context: FactContext, name: string): readonly Statement[] {
  const fact = factNamed(context.guideline, name);
  return fact === undefined ? none : statementsOf(context, fact);
}

export function statementsOf({ reading }: FactContext, fact: Fact): readonly Statement[] {
  return reading.statements.get(fact) ?? none;
}

const none: readonly never[] = [];

/** The value of a fact that has been worked out already. */
export function factValue(context: FactContext, name: string): FactValue | undefined {
  return stateNamed(context, name)?.value;
}

export function seriesNamed({ guideline }: FactContext, name: string): SeriesDefinition | undefined {
  return guideline.documents.series[name];
}

/** The measurements of a series, oldest first; of one day the worst last, whatever the order of the record. */
export function measurementsOf({ measured, guideline }: FactContext, series: string): readonly Measurement[] {
  const measurements = measured.get(series);
  if (measurements === undefined) return none;
  const worse = guideline.documents.series[series]?.kind === 'weight' ? -1 : 1;
  return [...measurements].sort((a, b) => a.when.latest - b.when.latest || (a.value - b.value) * worse);
}

/** The measurements of a reading by their series, so that a series of which there are none costs nothing. */
export function bySeries({ measurements }: Reading): ReadonlyMap<string, readonly Measurement[]> {
  const groups = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const group = groups.get(measurement.series);
    if (group === undefined) groups.set(measurement.series, [measurement]);
    else group.push(measurement);
  }
  return groups;
}

export function knownState(
  value: FactValue,
  proofs: readonly Proof[],
  basis: FactState['basis'] = 'derived',
): FactState {
  return { value, suspected: false, basis, proofs };
}

export function suspectedState(proofs: readonly Proof[], basis: FactState['basis'] = 'conflict'): FactState {
  return { value: undefined, suspected: true, basis, proofs };
}

/** Days from a date to the evaluation day; never negative. */
export function daysSince(asOf: Day, day: Day): number {
  return Math.max(0, asOf - day);
}
