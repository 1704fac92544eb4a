import type { FactFrame, FactState, FactValue } from '../values/fact.js';
import type { Fact, Guideline } from './guideline.js';

/** The fact of a name; undefined for a derived fact or none. */
export function factNamed(guideline: Guideline, name: string): Fact | undefined {
  const index = guideline.indexOf(name);
  return index === undefined ? undefined : guideline.facts[index];
}

/** What facts of a guideline are looked up in by name. */
type Named<Frame> = Frame & { readonly guideline: Guideline };

/** The value of a fact or derived fact; undefined = unknown, or no fact of the guideline. */
export function valueNamed(
  { guideline, values }: Named<Pick<FactFrame, 'values'>>,
  name: string,
): FactValue | undefined {
  const index = guideline.indexOf(name);
  return index === undefined ? undefined : values[index];
}

/** Whether a fact or derived fact is unknown with a hint that it is so. */
export function isSuspected({ guideline, suspected }: Named<Pick<FactFrame, 'suspected'>>, name: string): boolean {
  const index = guideline.indexOf(name);
  return index !== undefined && suspected[index] === true;
}

/** The state of a fact or derived fact; undefined = not worked out, or no fact of the guideline. */
export function stateNamed(
  { guideline, states }: Named<{ readonly states: readonly (FactState | undefined)[] }>,
  name: string,
): FactState | undefined {
  const index = guideline.indexOf(name);
  return index === undefined ? undefined : states[index];
}
