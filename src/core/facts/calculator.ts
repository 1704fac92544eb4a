import type { Fact, Guideline } from '../guideline/guideline.js';
import type { Declaration, Declared, ParameterSchema, ParametersOf } from '../guideline/parameters.js';
import type { FactState } from '../values/fact.js';
import type { FactContext } from './fact-context.js';

/** One way of working out a fact that is more than one statement, with the facts of a guideline that use it. */
export interface Calculator extends Declaration {
  readonly calculationsOf: (guideline: Guideline) => readonly CalculatedFact[];
}

/** A fact, and how it is worked out for one order; undefined = nothing speaks to it. */
export interface CalculatedFact {
  readonly fact: Fact;
  readonly calculate: (context: FactContext) => FactState | undefined;
}

/** Joins what a calculator asks an author for with what it does with it. */
export function calculator<Schema extends ParameterSchema>(
  declared: Declared<Schema>,
  calculate: (context: FactContext, fact: Fact, parameters: ParametersOf<Schema>) => FactState | undefined,
): Calculator & Declared<Schema> {
  return {
    ...declared,
    calculationsOf: (guideline) =>
      declared.factsOf(guideline).map(({ fact, parameters }) => ({
        fact,
        calculate: (context) => calculate(context, fact, parameters),
      })),
  };
}
