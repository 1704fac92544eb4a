import type { Rating } from '../contract/vocabulary.js';
import type { GuidelineDocuments, ProvedException } from '../guideline/documents.js';
import { isAtLeast } from '../values/fact.js';
import type { FactCase, FactDomain } from './domain.js';
import type { Formula } from './formula.js';
import { type Combination, createSearch, holdsIn } from './search.js';
import type { Change, ProofRow, ProofTable } from './table.js';

/** Something that the proof found wrong, with the smallest combination of facts that shows it. */
export type ProofFinding =
  | { readonly kind: 'no-answer'; readonly combination: Combination }
  | { readonly kind: 'unreachable'; readonly criterion: string; readonly shadowedBy: readonly string[] }
  | {
      readonly kind: 'violation';
      readonly property: string;
      readonly says: string;
      readonly criterion: string;
      readonly rating: Rating;
      readonly combination: Combination;
      /** the row that answered before one of these facts changed, for the properties about a change */
      readonly before: { readonly criterion: string; readonly facts: readonly string[] } | undefined;
    }
  | { readonly kind: 'unused-exception'; readonly exception: string }
  | { readonly kind: 'unknown-property'; readonly exception: string; readonly property: string }
  | { readonly kind: 'gave-up'; readonly question: string };

/** One property proved, with the exceptions it needed. */
export interface ProvedProperty {
  readonly id: string;
  readonly says: string;
  readonly exceptions: readonly string[];
}

/** Answers one question about all possible combinations: the smallest that satisfies every formula, if there is one. */
export type Ask = (question: string, wanted: readonly Formula[]) => Combination | undefined;

/** Collects what a proof finds out. */
export interface Prover {
  readonly table: ProofTable;
  readonly findings: ProofFinding[];
  readonly used: Set<string>;
  readonly exceptions: readonly ProvedException[];
  readonly ask: Ask;
  /** asks about the table before and after a change at once */
  readonly askAfter: (change: Change, constraints: readonly Formula[]) => Ask;
  readonly questions: () => number;
}

export function createProver(table: ProofTable, exceptions: readonly ProvedException[]): Prover {
  const findings: ProofFinding[] = [];
  let questions = 0;
  const asker = (constraints: readonly Formula[], change?: Change): Ask => {
    const search = createSearch(table.formulas, constraints, (variable) => variable < table.facts.length);
    return (question, wanted) => {
      questions += 1;
      const result = search.find(wanted);
      if (result.kind === 'gave-up') findings.push({ kind: 'gave-up', question });
      if (result.kind !== 'found') return undefined;
      const all = [...wanted, ...constraints];
      const fits = (candidate: Combination): boolean => {
        const complete = table.complete(candidate, change);
        return all.every((formula) => holdsIn(formula, complete));
      };
      const found = result.combination.slice(0, table.facts.length);
      // the rules that the service runs have the last word about what a search has found
      if (!fits(found)) throw new Error(`${question}: the search found a combination that does not fit`);
      return smallestCombination(table.facts, found, fits);
    };
  };
  const { constraints } = table.before;
  return {
    table,
    findings,
    used: new Set(),
    exceptions,
    ask: asker(constraints),
    askAfter: (change, more) => asker([...constraints, ...more], change),
    questions: () => questions,
  };
}

/** Every combination is answered by a row, and every row answers some combination. */
export function proveRows({ table, findings, ask }: Prover): void {
  const { formulas } = table;
  const { rows } = table.before;
  const gap = ask(
    'every combination is answered',
    rows.map(({ isTrue }) => formulas.negate(isTrue)),
  );
  if (gap !== undefined) findings.push({ kind: 'no-answer', combination: gap });
  rows.forEach((row, index) => {
    if (ask(`${row.id} can answer`, [row.answers]) !== undefined) return;
    const above = rows.slice(0, index);
    findings.push({ kind: 'unreachable', criterion: row.id, shadowedBy: shadowing(row, above, table, ask) });
  });
}

/** The fewest rows above that together keep a row from answering; none when the row can never be true by itself. */
function shadowing(row: ProofRow, above: readonly ProofRow[], { formulas }: ProofTable, ask: Ask): readonly string[] {
  const question = `${row.id} is shadowed`;
  let needed = above;
  for (const candidate of above) {
    const without = needed.filter((other) => other !== candidate);
    const wanted = [row.isTrue, ...without.map(({ isTrue }) => formulas.negate(isTrue))];
    if (ask(question, wanted) === undefined) needed = without;
  }
  return needed.map(({ id }) => id);
}

/** A property about single combinations: while `holds`, no row answers with a rating of `never`. */
export interface StateProperty {
  readonly id: string;
  readonly says: string;
  readonly holds: Formula;
  readonly never: readonly Rating[];
  /** the rows that the property is about; left out: all */
  readonly rows?: readonly string[];
}

/** The safety rules every guideline must keep (§3.1), and the guideline's own. */
export function stateProperties(documents: GuidelineDocuments, table: ProofTable): readonly StateProperty[] {
  const { formulas } = table;
  const { truthsOf } = table.before;
  const { redFlag, screen } = documents.guideline.safety;
  const unknownScreen = screen.map((fact) => truthsOf(`${fact}.empty()`).isTrue);
  return [
    {
      id: 'red-flag-is-answered',
      says: 'a known red flag is never answered "not indicated" or "cannot rate"',
      holds: truthsOf(redFlag).isTrue,
      never: ['not-indicated', 'insufficient-information'],
    },
    {
      id: 'suspected-red-flag-never-cleared',
      says: 'a suspected red flag is never answered "not indicated"',
      holds: truthsOf(`suspected.${redFlag} ~ true`).isTrue,
      never: ['not-indicated'],
    },
    {
      id: 'screen-before-not-indicated',
      says: 'nothing is "not indicated" while an item of the core screen is unknown',
      holds: formulas.or(unknownScreen),
      never: ['not-indicated'],
    },
    {
      id: 'last-row-needs-an-unknown',
      says: 'with every fact known the last row never answers "cannot rate"',
      // a lower bound is not known: what it leaves open is what the last row is for
      holds: formulas.and(table.facts.map(({ fact }) => formulas.whereFact(fact, isExact))),
      never: ['insufficient-information'],
      rows: documents.criteria.slice(-1).map(({ id }) => id),
    },
    ...documents.proofs.properties.map(({ id, says, when, never }) => ({
      id,
      says,
      holds: truthsOf(when).isTrue,
      never,
    })),
  ];
}

function isExact({ value }: FactCase): boolean {
  return value !== undefined && !isAtLeast(value);
}

/** Proves a property row by row, so that a named exception lets through its rows and nothing else. */
export function proveState(property: StateProperty, prover: Prover): ProvedProperty {
  const exceptions = prover.exceptions.filter((exception) => exception.property === property.id);
  const { formulas, before } = prover.table;
  const { rows } = before;
  for (const row of rows) {
    if (row.isDisabled || !property.never.includes(row.rating) || property.rows?.includes(row.id) === false) continue;
    const breaks = [row.answers, property.holds];
    const excused: Formula[] = [];
    for (const { id, criteria, when } of exceptions) {
      if (!criteria.includes(row.id)) continue;
      const covered = when === undefined ? formulas.always : before.truthsOf(when).isTrue;
      if (prover.ask(property.id, [...breaks, covered]) !== undefined) prover.used.add(id);
      excused.push(covered);
    }
    const combination = prover.ask(property.id, [...breaks, formulas.negate(formulas.or(excused))]);
    if (combination === undefined) continue;
    const { id, says } = property;
    const { id: criterion, rating } = row;
    prover.findings.push({ kind: 'violation', property: id, says, criterion, rating, combination, before: undefined });
  }
  return { id: property.id, says: property.says, exceptions: exceptions.map(({ id }) => id) };
}

/**
 * The combination with as many facts as possible back to what silence means, as long as it still shows what it shows.
 * What is left over is what an author has to look at.
 */
function smallestCombination(
  domains: readonly FactDomain[],
  combination: Combination,
  shows: (candidate: Combination) => boolean,
): Combination {
  let smallest = combination;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    domains.forEach(({ silent }, variable) => {
      if (smallest[variable] === silent) return;
      const candidate = smallest.map((factCase, index) => (index === variable ? silent : factCase));
      if (!shows(candidate)) return;
      smallest = candidate;
      shrunk = true;
    });
  }
  return smallest;
}
