import type { Evidence, Guideline } from '../guideline/guideline.js';
import { orderIndication } from '../guideline/indication.js';
import { meaningOf } from './meaning.js';

/**
 * What a reason of an order is: what the guideline is about (or a red flag), an ordinary companion of it, something else
 * that is known, or nothing that is known.
 */
export type ReasonKind = 'indication' | 'companion' | 'other' | 'unknown';

/** The kind of a reason by its codes, and by words that are such codes. */
export function reasonKind(guideline: Guideline, concept: unknown): ReasonKind {
  const uses = meaningOf(guideline, concept).codings.flatMap((coding) => guideline.uses.lookup(coding));
  if (uses.length === 0) return 'unknown';
  const stated = uses.filter((use): use is Evidence => use.kind === 'evidence');
  const declared = orderIndication.factsOf(guideline);
  const isIndication = ({ fact, role }: Evidence): boolean =>
    role !== 'absence' && (fact.isRedFlag || declared.some((indication) => indication.fact === fact));
  if (stated.some(isIndication)) return 'indication';
  const isCompanion = ({ fact }: Evidence): boolean =>
    declared.some(({ parameters }) => parameters.companions === fact.name);
  return stated.some(isCompanion) ? 'companion' : 'other';
}
