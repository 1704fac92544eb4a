import type { Reading } from './reading.js';

/** What the walk over a record collects of its resources. */
type Collected = Pick<
  Reading,
  | 'statements'
  | 'measurements'
  | 'supplies'
  | 'doneStudies'
  | 'openOrders'
  | 'dates'
  | 'requests'
  | 'outcomes'
  | 'actionsDone'
  | 'notes'
>;

/** Before the first resource: of a record, or of one that must be read apart from all others. */
export function nothingCollected(): Collected {
  return {
    statements: new Map(),
    measurements: [],
    supplies: [],
    doneStudies: [],
    openOrders: [],
    dates: [],
    requests: [],
    outcomes: [],
    actionsDone: new Set(),
    notes: [],
  };
}
