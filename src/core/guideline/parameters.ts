import { isObject } from '../values/json.js';
import { memoByObject } from '../values/memo.js';
import type { Fact, Guideline } from './guideline.js';

/** What the value of a parameter can be, by the kind that a calculator declares. */
interface ValueOfKind {
  /** a number of days, 0 or more */
  readonly days: number;
  /** how many of something, 1 or more */
  readonly count: number;
  readonly 'yes or no': boolean;
  /** a fact whose statements are looked at */
  readonly fact: string;
  readonly facts: readonly string[];
  /** for some facts another one, by name; none is none */
  readonly 'fact by fact': { readonly [fact: string]: string };
  /** a fact whose value is used, so that it must be worked out before */
  readonly 'known fact': string;
  readonly 'series of signs': string;
  readonly 'series of weights': string;
  readonly 'list of scores': readonly string[];
  readonly 'value set': string;
  readonly 'value sets': readonly string[];
  /** one of the words of the fact, or of a fact that another parameter names */
  readonly word: string;
  /** a value set for each word of the fact */
  readonly 'value sets by word': { readonly [word: string]: string };
}

export type ParameterKind = keyof ValueOfKind;

/** The parameters that a calculator asks for; all of them must be given. */
export interface ParameterSchema {
  readonly [parameter: string]: ParameterKind;
}

/** The parameters of a schema as an author gave them. */
export type ParametersOf<Schema extends ParameterSchema> = {
  readonly [parameter in keyof Schema]: ValueOfKind[Schema[parameter]];
};

/** A way of working out a fact that facts.yaml names (`computed.by`), with what it asks an author for. */
export interface Declaration<Schema extends ParameterSchema = ParameterSchema> {
  readonly name: string;
  readonly parameters: Schema;
}

/** A declaration that can be looked up in a guideline. */
export interface Declared<Schema extends ParameterSchema> extends Declaration<Schema> {
  /** the facts that are worked out so; throws for parameters that the library's checks would have refused */
  readonly factsOf: (guideline: Guideline) => readonly DeclaredFact<Schema>[];
}

export interface DeclaredFact<Schema extends ParameterSchema> {
  readonly fact: Fact;
  readonly parameters: ParametersOf<Schema>;
}

/** Declares a calculator, or a reader, by the name that facts.yaml uses for it. */
export function declare<const Schema extends ParameterSchema>(declaration: Declaration<Schema>): Declared<Schema> {
  const { name, parameters: schema } = declaration;
  const factsOf = memoByObject((guideline: Guideline): readonly DeclaredFact<Schema>[] =>
    guideline.facts
      .filter((fact) => fact.definition.computed?.by === name)
      .map((fact) => {
        const parameters: unknown = fact.definition.computed;
        if (!hasParameters(schema, parameters)) throw new Error(`${fact.name}: "${name}" asks for other parameters`);
        return { fact, parameters };
      }),
  );
  return { ...declaration, factsOf };
}

function hasParameters<Schema extends ParameterSchema>(schema: Schema, given: unknown): given is ParametersOf<Schema> {
  return isObject(given) && Object.entries(schema).every(([name, kind]) => isOfKind(kind, given[name]));
}

/** Whether a value can be a parameter of a kind, whatever the names in it stand for. */
export function isOfKind(kind: ParameterKind, value: unknown): boolean {
  switch (kind) {
    case 'days':
      return typeof value === 'number' && value >= 0;
    case 'count':
      return Number.isInteger(value) && Number(value) >= 1;
    case 'yes or no':
      return typeof value === 'boolean';
    case 'fact':
    case 'known fact':
    case 'series of signs':
    case 'series of weights':
    case 'value set':
    case 'word':
      return typeof value === 'string';
    case 'facts':
    case 'list of scores':
    case 'value sets':
      return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
    case 'fact by fact':
    case 'value sets by word':
      return isObject(value) && Object.values(value).every((name) => typeof name === 'string');
  }
}
