import type { FactCase, FactDomain } from './domain.js';

/**
 * A two-valued formula over "fact is one of these cases" (`cases` is a bit set over the fact's domain). Equal formulas
 * are one object with one `id`, so that a search can remember what it knows about each.
 */
export type Formula =
  | { readonly kind: 'constant'; readonly id: number; readonly value: boolean }
  | { readonly kind: 'in'; readonly id: number; readonly variable: number; readonly cases: number }
  | { readonly kind: 'and' | 'or'; readonly id: number; readonly parts: readonly Formula[] };

/** Builds formulas over a fixed list of domains. */
export interface Formulas {
  readonly domains: readonly FactDomain[];
  readonly always: Formula;
  readonly never: Formula;
  readonly and: (parts: readonly Formula[]) => Formula;
  readonly or: (parts: readonly Formula[]) => Formula;
  readonly negate: (formula: Formula) => Formula;
  /** the fact is in one of the cases that `accepts` says yes to */
  readonly whereFact: (fact: string, accepts: (factCase: FactCase) => boolean) => Formula;
}

export function createFormulas(domains: readonly FactDomain[]): Formulas {
  const variables = new Map(domains.map(({ fact }, index) => [fact, index]));
  const pool = createPool(domains.map(({ cases }) => 2 ** cases.length - 1));
  const negations = new Map<number, Formula>();
  const negate = (formula: Formula): Formula => {
    const found = negations.get(formula.id);
    if (found !== undefined) return found;
    const negation = negated(pool, formula, negate);
    negations.set(formula.id, negation);
    negations.set(negation.id, formula);
    return negation;
  };
  return {
    domains,
    always: pool.always,
    never: pool.never,
    and: (parts) => combine(pool, 'and', parts),
    or: (parts) => combine(pool, 'or', parts),
    negate,
    whereFact: (fact, accepts) => {
      const variable = variables.get(fact);
      const cases = domains[variable ?? -1]?.cases ?? [];
      return variable === undefined ? pool.never : pool.isIn(variable, toBits(cases, accepts));
    },
  };
}

/** Every formula that has been built, by what it says. */
interface Pool {
  readonly always: Formula;
  readonly never: Formula;
  readonly isIn: (variable: number, cases: number) => Formula;
  readonly combined: (kind: 'and' | 'or', parts: readonly Formula[]) => Formula;
  readonly allCases: (variable: number) => number;
}

function createPool(allCases: readonly number[]): Pool {
  const known = new Map<string, Formula>();
  const only = (key: string, create: (id: number) => Formula): Formula => {
    const found = known.get(key) ?? create(known.size);
    known.set(key, found);
    return found;
  };
  const constant = (value: boolean): Formula => only(String(value), (id) => ({ kind: 'constant', id, value }));
  const [always, never] = [constant(true), constant(false)];
  return {
    always,
    never,
    isIn: (variable, cases) => {
      if (cases === 0) return never;
      if (cases === allCases[variable]) return always;
      return only(`${variable}:${cases}`, (id) => ({ kind: 'in', id, variable, cases }));
    },
    combined: (kind, parts) => {
      const ids = parts.map(({ id }) => id).sort((left, right) => left - right);
      return only(`${kind} ${ids.join(' ')}`, (id) => ({ kind, id, parts }));
    },
    allCases: (variable) => allCases[variable] ?? 0,
  };
}

/** Flattens, drops what does not matter, and merges the cases of one fact. */
function combine(pool: Pool, kind: 'and' | 'or', given: readonly Formula[]): Formula {
  const [neutral, absorbing] = kind === 'and' ? [pool.always, pool.never] : [pool.never, pool.always];
  const cases = new Map<number, number>();
  const others = new Set<Formula>();
  const take = (part: Formula): void => {
    if (part.kind === kind) part.parts.forEach(take);
    else if (part.kind === 'in') {
      const before = cases.get(part.variable);
      cases.set(part.variable, kind === 'and' ? part.cases & (before ?? -1) : part.cases | (before ?? 0));
    } else if (part !== neutral) others.add(part);
  };
  given.forEach(take);
  const merged = [...cases].map(([variable, among]) => pool.isIn(variable, among));
  const parts = [...merged, ...others];
  const [first, second] = parts;
  if (parts.includes(absorbing)) return absorbing;
  if (first === undefined) return neutral;
  return second === undefined ? first : pool.combined(kind, parts);
}

function negated(pool: Pool, formula: Formula, negate: (formula: Formula) => Formula): Formula {
  switch (formula.kind) {
    case 'constant':
      return formula.value ? pool.never : pool.always;
    case 'in':
      return pool.isIn(formula.variable, pool.allCases(formula.variable) & ~formula.cases);
    case 'and':
      return combine(pool, 'or', formula.parts.map(negate));
    case 'or':
      return combine(pool, 'and', formula.parts.map(negate));
  }
}

function toBits(cases: readonly FactCase[], accepts: (factCase: FactCase) => boolean): number {
  return cases.reduce((bits, factCase, index) => (accepts(factCase) ? bits | (1 << index) : bits), 0);
}
