import type { Facts } from '../facts/build-facts.js';
import { applyImplied, applyImpliedFalse } from '../guideline/derive.js';
import type { FactFrame, FactValue } from '../values/fact.js';

/** Facts by name, with the values that they are to have. */
type Changes = readonly (readonly [string, FactValue])[];

/** A frame that nobody else holds: it may be worked on. */
interface OwnFrame {
  readonly values: (FactValue | undefined)[];
  readonly suspected: boolean[];
}

/** A frame with some base facts replaced and everything derived worked out again. */
export function frameWith(facts: Facts, changes: Changes): FactFrame {
  const frame = changed(facts, changes);
  applyImplied(facts.guideline, frame.values, frame.suspected);
  return frame;
}

/** The same for who asks about base facts alone: the derived ones are left as they were. */
export function baseFrameWith(facts: Facts, changes: Changes): FactFrame {
  const frame = changed(facts, changes);
  applyImpliedFalse(facts.guideline, frame.values, frame.suspected);
  return frame;
}

function changed({ guideline, values, suspected }: Facts, changes: Changes): OwnFrame {
  const frame = { values: [...values], suspected: [...suspected] };
  for (const [name, value] of changes) {
    const index = guideline.indexOf(name);
    if (index === undefined) continue;
    frame.values[index] = value;
    frame.suspected[index] = false;
  }
  return frame;
}
