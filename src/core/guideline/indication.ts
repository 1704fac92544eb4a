import { memoByObject } from '../values/memo.js';
import type { Guideline } from './guideline.js';
import { declare } from './parameters.js';

/** The fact that says whether an order is for what the guideline is about. */
export const orderIndication = declare({
  name: 'order-indication',
  parameters: {
    // a reason that states a red flag is a reason of this kind too
    redFlagsAreReasons: 'yes or no',
    // reasons that are understood beside one of this kind, and never alone
    companions: 'fact',
  },
});

/** The facts of reasons that are understood beside another and name no danger: told of alone, they tell a reader nothing. */
export const companionsOf = memoByObject(
  (guideline: Guideline): ReadonlySet<string> =>
    new Set(orderIndication.factsOf(guideline).map(({ parameters }) => parameters.companions)),
);
