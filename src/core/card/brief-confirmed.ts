import type { RatedOrder } from '../decide/rated-order.js';
import { answerWith } from '../decide/what-if.js';
import type { Criterion } from '../guideline/guideline.js';
import { findPhrase } from '../guideline/phrase.js';
import { redFlagsInDoubt } from './brief-findings.js';
import type { Piece } from './brief-fit.js';

/**
 * What a yes to the red flags in doubt means: the gravest answer that one of them would bring, where it is graver than
 * the one that is given and the phrases have words for it (`ifConfirmed.<rating>`).
 */
export function confirmedPieces(rated: RatedOrder): readonly Piece[] {
  const { guideline, facts, decision } = rated;
  const [gravest] = redFlagsInDoubt(rated)
    .map(({ name }) => answerWith(facts, [[name, true]]))
    .filter((row) => findPhrase(guideline, 'ifConfirmed', row.definition.rating) !== undefined)
    .sort((left, right) => placeOf(rated, left) - placeOf(rated, right));
  if (gravest === undefined || placeOf(rated, gravest) >= placeOf(rated, decision.criterion)) return [];
  const text = findPhrase(guideline, 'ifConfirmed', gravest.definition.rating) ?? '';
  return [{ block: 'confirmed', text, weight: 0 }];
}

/** Rows stand in the order of their urgency. */
function placeOf({ guideline }: RatedOrder, row: Criterion): number {
  return guideline.criteria.indexOf(row);
}
