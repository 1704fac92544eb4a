import type { Expression, Rule } from '../rules/expression.js';
import { membersOf } from '../rules/walk.js';
import type { FactFrame, FactValue } from '../values/fact.js';
import type { GuidelineDocuments } from './documents.js';

/** Facts → what follows from them: one place for a request, for "what would change this" and for the proofs. */

/** A derived fact as it is worked out: where it stands in a frame, its rule, the places of the facts that it reads. */
interface DerivedRule {
  readonly index: number;
  readonly rule: Rule;
  readonly members: readonly number[];
}

/** What follows from the base facts of a frame; a guideline is one. */
interface Derivation {
  readonly impliedFalse: readonly { readonly fact: { readonly index: number }; readonly rule: Rule }[];
  readonly derived: readonly DerivedRule[];
}

/** Works out in place what follows from the base facts of a frame: implied negatives, derived facts, their suspicion. */
export function applyImplied(derivation: Derivation, values: (FactValue | undefined)[], suspected: boolean[]): void {
  applyImpliedFalse(derivation, values, suspected);
  applyDerived(derivation.derived, values, suspected);
}

/** Works out in place the base facts of a frame that become false because others say so. */
export function applyImpliedFalse(
  { impliedFalse }: Pick<Derivation, 'impliedFalse'>,
  values: (FactValue | undefined)[],
  suspected: readonly boolean[],
): void {
  const frame = { values, suspected };
  for (const { fact, rule } of impliedFalse) if (rule(frame) === true) values[fact.index] = false;
}

/** Works out in place derived facts of a frame, in order of dependency. */
export function applyDerived(
  derived: readonly DerivedRule[],
  values: (FactValue | undefined)[],
  suspected: boolean[],
): void {
  const frame = { values, suspected };
  for (const { index, rule, members } of derived) {
    const value = rule(frame);
    values[index] = value;
    suspected[index] = value === undefined && isAnySuspected(members, suspected);
  }
}

function isAnySuspected(members: readonly number[], suspected: readonly boolean[]): boolean {
  for (const member of members) if (suspected[member] === true) return true;
  return false;
}

/** Whether a fact of a frame becomes false because other facts say so. */
export function impliesAny({ impliedFalse }: Derivation, frame: FactFrame): boolean {
  return impliedFalse.some(({ rule }) => rule(frame) === true);
}

/** The rules under which facts become false (`computed.falseIf`): nothing speaks to the fact, and its condition is met. */
export function impliedRules({
  facts,
}: GuidelineDocuments): readonly { readonly fact: string; readonly when: string }[] {
  return Object.entries(facts).flatMap(([fact, { computed }]) => {
    const falseIf = computed?.falseIf;
    if (typeof falseIf !== 'string') return [];
    return [{ fact, when: `${fact}.empty() and (suspected.${fact} ~ true).not() and ((${falseIf}) ~ true)` }];
  });
}

/** The flags behind a safety fact: those that it is raised by, and those that it reads without being raised by them. */
export interface SafetyFlags {
  readonly members: readonly string[];
  readonly leftOut: readonly string[];
}

/** The flags behind the derived fact `name`, followed through other derived facts. */
export function flagsBehind(
  name: string,
  { facts }: Pick<GuidelineDocuments, 'facts'>,
  ruleOf: (fact: string) => Expression | undefined,
): SafetyFlags {
  const rule = ruleOf(name);
  if (rule === undefined) return { members: [], leftOut: [] };
  const { speakingFor, others } = membersOf(rule, ruleOf);
  const isFlag = (fact: string): boolean => facts[fact]?.type === 'flag';
  return { members: [...speakingFor].filter(isFlag), leftOut: [...others].filter(isFlag) };
}
