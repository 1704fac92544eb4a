import type { FactDefinition } from '../guideline/documents.js';
import { compareValues } from '../rules/compile-expression.js';
import type { Expression, Literal } from '../rules/expression.js';
import { factsOf, partsOf } from '../rules/walk.js';
import type { FactValue } from '../values/fact.js';

/** One way a fact can be: a value, or unknown with or without a hint. */
export interface FactCase {
  readonly value: FactValue | undefined;
  readonly suspected: boolean;
}

/**
 * The finitely many ways a fact can be, as far as any rule can tell them apart: a number is cut at the literals it is
 * compared with, and each piece is stood for by one number or lower bound.
 */
export interface FactDomain {
  readonly fact: string;
  readonly cases: readonly FactCase[];
  /** the case when the record is silent about the fact, or the usual one, as an index into `cases` */
  readonly silent: number;
}

/** What the rules ask of each fact; gathered over every expression that a proof looks at. */
export interface FactUses {
  readonly comparisons: ReadonlyMap<
    string,
    readonly { readonly operator: ComparisonOperator; readonly literal: Literal }[]
  >;
  readonly suspected: ReadonlySet<string>;
}

type ComparisonOperator = Extract<Expression, { readonly kind: 'compare' }>['operator'];

const unknownCase: FactCase = { value: undefined, suspected: false };
const hintCase: FactCase = { value: undefined, suspected: true };
/** Bit sets are 32-bit integers. */
const mostCases = 30;

/** The domain of one fact. A fact with more pieces than a bit set holds is an error of the guideline's size, not of input. */
export function domainOf(fact: string, definition: FactDefinition, uses: FactUses, usual?: FactValue): FactDomain {
  const comparisons = uses.comparisons.get(fact) ?? [];
  const hints = uses.suspected.has(fact) ? [hintCase] : [];
  const values = valuesOf(
    definition,
    comparisons.map(({ literal }) => literal),
  );
  const pieces = new Map<string, FactCase>();
  for (const value of values) {
    const kind = typeof value === 'object' ? 'bound' : typeof value;
    const answers = comparisons.map(({ operator, literal }) => String(compareValues(value, operator, literal)));
    const signature = typeof value === 'boolean' ? String(value) : [kind, ...answers].join(' ');
    if (!pieces.has(signature)) pieces.set(signature, { value, suspected: false });
  }
  const cases = [...pieces.values(), unknownCase, ...hints];
  if (cases.length > mostCases) throw new RangeError(`${fact} is compared with too many literals to be proved`);
  const expected = usual ?? silentValue(definition);
  const silent = cases.findIndex(({ value }) => value === expected);
  return { fact, cases, silent: silent < 0 ? cases.indexOf(unknownCase) : silent };
}

/** A derived fact is true, false or unknown, and suspected where a rule asks for that. */
export function derivedDomain(fact: string, uses: FactUses): FactDomain {
  const hints = uses.suspected.has(fact) ? [hintCase] : [];
  const cases = [{ value: true, suspected: false }, { value: false, suspected: false }, unknownCase, ...hints];
  return { fact, cases, silent: 2 };
}

function valuesOf(definition: FactDefinition, literals: readonly Literal[]): readonly FactValue[] {
  switch (definition.type) {
    case 'flag':
      return [true, false];
    case 'text':
      return ['any text'];
    case 'enum':
      return [...(definition.values ?? []), ...literals.filter((literal) => typeof literal === 'string')];
    case 'number':
      return numbersAround(literals);
    case 'days':
      return [...numbersAround(literals), ...numbersAround(literals).map((atLeast) => ({ atLeast }))];
  }
}

/** One number below, at and above each literal, which meets every piece that comparisons can cut. */
function numbersAround(literals: readonly Literal[]): readonly number[] {
  const numbers = literals.filter((literal) => typeof literal === 'number');
  const around = numbers.flatMap((number) => [number - 1, number, number + 1]).filter((number) => number >= 0);
  return around.length > 0 ? around.sort((left, right) => left - right) : [1];
}

function silentValue(definition: FactDefinition): FactValue | undefined {
  return definition.type === 'flag' && (definition.silence === 'B' || definition.silence === 'C') ? false : undefined;
}

/** What a list of expressions asks of each fact; `derived` expressions are followed for hints. */
export function usesOf(expressions: readonly Expression[], derived: ReadonlyMap<string, Expression>): FactUses {
  const comparisons = new Map<string, { readonly operator: ComparisonOperator; readonly literal: Literal }[]>();
  const suspected = new Set<string>();
  const followHints = (fact: string): void => {
    const inner = derived.get(fact);
    if (suspected.has(fact)) return;
    suspected.add(fact);
    if (inner !== undefined) for (const member of factsOf(inner)) followHints(member);
  };
  for (const expression of [...expressions, ...derived.values()])
    for (const part of partsOf(expression)) {
      if (part.kind === 'suspected') followHints(part.fact);
      if (part.kind !== 'compare') continue;
      const known = comparisons.get(part.fact) ?? [];
      comparisons.set(part.fact, [...known, { operator: part.operator, literal: part.literal }]);
    }
  return { comparisons, suspected };
}
