import { compareValues } from '../rules/compile-expression.js';
import type { Expression } from '../rules/expression.js';
import type { Truth } from '../rules/truth.js';
import { factsOf } from '../rules/walk.js';
import type { FactCase, FactDomain } from './domain.js';
import type { Formula, Formulas } from './formula.js';

/** When a rule is true and when it is false; where neither holds it is unknown. */
export interface Truths {
  readonly isTrue: Formula;
  readonly isFalse: Formula;
}

/** The formula for "this fact is in one of the cases that `accepts` says yes to". */
export type WhereFact = (fact: string, accepts: (factCase: FactCase) => boolean) => Formula;

/** Translates rules into formulas: each three-valued rule becomes two two-valued formulas. */
export function createTranslator(formulas: Formulas, whereFact: WhereFact): (expression: Expression) => Truths {
  const { or, negate, always, never } = formulas;
  const twoValued = (isTrue: Formula): Truths => ({ isTrue, isFalse: negate(isTrue) });
  const whereTruth = (fact: string, truthOf: (factCase: FactCase) => Truth): Truths => ({
    isTrue: whereFact(fact, (factCase) => truthOf(factCase) === true),
    isFalse: whereFact(fact, (factCase) => truthOf(factCase) === false),
  });
  const isKnown = (operand: Expression): Formula => {
    if (operand.kind === 'fact') return whereFact(operand.fact, ({ value }) => value !== undefined);
    const { isTrue, isFalse } = translate(operand);
    return or([isTrue, isFalse]);
  };
  const translate = (part: Expression): Truths => {
    switch (part.kind) {
      case 'constant':
        return { isTrue: part.value === true ? always : never, isFalse: part.value === false ? always : never };
      case 'fact':
        return whereTruth(part.fact, ({ value }) => (typeof value === 'boolean' ? value : undefined));
      case 'suspected':
        return twoValued(whereFact(part.fact, ({ suspected }) => suspected));
      case 'compare':
        return whereTruth(part.fact, ({ value }) => compareValues(value, part.operator, part.literal));
      case 'is': {
        const { isTrue, isFalse } = translate(part.operand);
        return twoValued(part.value ? isTrue : isFalse);
      }
      case 'known':
        return twoValued(isKnown(part.operand));
      case 'unknown':
        return twoValued(negate(isKnown(part.operand)));
      case 'not': {
        const { isTrue, isFalse } = translate(part.operand);
        return { isTrue: isFalse, isFalse: isTrue };
      }
      case 'and':
      case 'or':
      case 'xor':
      case 'implies':
        return combined(formulas, part.kind, translate(part.left), translate(part.right));
    }
  };
  return translate;
}

function combined({ and, or }: Formulas, kind: 'and' | 'or' | 'xor' | 'implies', left: Truths, right: Truths): Truths {
  switch (kind) {
    case 'and':
      return { isTrue: and([left.isTrue, right.isTrue]), isFalse: or([left.isFalse, right.isFalse]) };
    case 'or':
      return { isTrue: or([left.isTrue, right.isTrue]), isFalse: and([left.isFalse, right.isFalse]) };
    case 'implies':
      return { isTrue: or([left.isFalse, right.isTrue]), isFalse: and([left.isTrue, right.isFalse]) };
    case 'xor':
      return {
        isTrue: or([and([left.isTrue, right.isFalse]), and([left.isFalse, right.isTrue])]),
        isFalse: or([and([left.isTrue, right.isTrue]), and([left.isFalse, right.isFalse])]),
      };
  }
}

/** What ties a derived fact to its rule: it is true, false, unknown or suspected exactly when the rule says so. */
export function definitionOf(
  derived: FactDomain,
  expression: Expression,
  formulas: Formulas,
  whereFact: WhereFact,
): readonly Formula[] {
  const { and, or, negate } = formulas;
  const same = (left: Formula, right: Formula): Formula => and([or([negate(left), right]), or([left, negate(right)])]);
  const { isTrue, isFalse } = createTranslator(formulas, whereFact)(expression);
  const truths = [
    same(
      whereFact(derived.fact, ({ value }) => value === true),
      isTrue,
    ),
    same(
      whereFact(derived.fact, ({ value }) => value === false),
      isFalse,
    ),
  ];
  if (!derived.cases.some(({ suspected }) => suspected)) return truths;
  const hints = factsOf(expression).map((member) => whereFact(member, ({ suspected }) => suspected));
  const isHinted = whereFact(derived.fact, ({ suspected }) => suspected);
  return [...truths, same(isHinted, and([negate(isTrue), negate(isFalse), or(hints)]))];
}
