import type { JsonObject } from '../../../src/core/values/json.js';
import { strength } from './graded-forms.js';
import { type Known, make } from './read-facts.js';

const { condition } = make;

/** The facts that a strength series decides, in the order of the values below. */
export const strengthFacts = [
  'motorWeakness',
  'progressiveMotorDeficit',
  'footDrop',
  'severeMotorDeficit',
  'multilevelMotorDeficit',
  'bilateralLegDeficit',
  'deficitImproving',
] as const;

export const strengthCases: readonly (readonly [string, readonly JsonObject[], readonly Known[]])[] = [
  ['all 5', [strength('hip-flexion.left', 5)(1)], [false, false, false, false, false, false, false]],
  ['4 once', [strength('great-toe-extension.left', 4)(1)], [true, 'unknown', 'unknown', false, false, false, false]],
  [
    '5 then 4',
    [strength('plantar-flexion.left', 5)(10), strength('plantar-flexion.left', 4)(0)],
    [true, true, 'unknown', false, false, false, false],
  ],
  [
    '4 then 4, 6 days apart',
    [strength('plantar-flexion.left', 4)(6), strength('plantar-flexion.left', 4)(0)],
    [true, 'unknown', 'unknown', false, false, false, false],
  ],
  [
    '4 then 4, 7 days apart',
    [strength('plantar-flexion.left', 4)(7), strength('plantar-flexion.left', 4)(0)],
    [true, false, 'unknown', false, false, false, false],
  ],
  [
    '3 then 4',
    [strength('ankle-dorsiflexion.left', 3)(14), strength('ankle-dorsiflexion.left', 4)(0)],
    [true, false, false, false, false, false, true],
  ],
  ['dorsiflexion 2', [strength('ankle-dorsiflexion.right', 2)(0)], [true, 'unknown', true, true, false, false, false]],
  [
    'two levels',
    [strength('knee-extension.right', 4)(1), strength('plantar-flexion.right', 4)(1)],
    [true, 'unknown', 'unknown', false, true, false, false],
  ],
  [
    'L4 to S1 of one root',
    [strength('ankle-dorsiflexion.right', 4)(1), strength('great-toe-extension.right', 4)(1)],
    [true, 'unknown', false, false, false, false, false],
  ],
  [
    'both sides',
    [strength('plantar-flexion.left', 4)(1), strength('plantar-flexion.right', 4)(1)],
    [true, 'unknown', 'unknown', false, false, true, false],
  ],
  [
    'both sides with a neuropathy',
    [strength('plantar-flexion.left', 4)(1), strength('plantar-flexion.right', 4)(1), condition('sct:302226006')(900)],
    [true, 'unknown', 'unknown', false, false, true, false],
  ],
  [
    'stale',
    [strength('plantar-flexion.left', 4)(91)],
    ['suspected', 'unknown', 'unknown', 'unknown', false, false, false],
  ],
];
