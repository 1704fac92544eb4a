import type { Rating } from '../contract/vocabulary.js';
import type { ProvedException } from '../guideline/documents.js';
import type { ProofFinding, ProvedProperty, Prover } from './properties.js';
import type { Combination } from './search.js';
import type { ProofRow } from './table.js';

/** How urgent an answer is; a fact that speaks for imaging may never lower it. */
const urgency: { readonly [rating in Rating]: number } = {
  'indicated-emergency': 6,
  'indicated-urgent': 5,
  indicated: 4,
  'may-be-appropriate': 3,
  'insufficient-information': 2,
  'no-criteria-apply': 1,
  'out-of-scope': 1,
  'not-indicated': 0,
};

/** A property about changing one fact and nothing else. */
interface ChangeProperty {
  readonly id: string;
  readonly says: string;
  readonly facts: readonly string[];
  /** whether a case of the fact is the one it changes to */
  readonly to: (value: unknown, suspected: boolean) => boolean;
  readonly breaks: (before: Rating, after: Rating) => boolean;
}

/** Making a red flag known-present never lowers the urgency; forgetting one never clears an order. */
export function proveChanges(
  prover: Prover,
  screen: readonly string[],
  onProgress: (done: number, all: number) => void,
): readonly ProvedProperty[] {
  const redFlags = prover.table.redFlags.members;
  const properties: readonly ChangeProperty[] = [
    {
      id: 'red-flag-never-lowers-urgency',
      says: 'making a red flag known-present never lowers the urgency',
      facts: redFlags,
      to: (value) => value === true,
      breaks: (before, after) => urgency[after] < urgency[before],
    },
    {
      id: 'unknown-never-clears',
      says: 'making a red flag or an item of the core screen unknown never turns an answer into "not indicated"',
      facts: [...new Set([...redFlags, ...screen])],
      to: (value, suspected) => value === undefined && !suspected,
      breaks: (before, after) => after === 'not-indicated' && before !== 'not-indicated',
    },
  ];
  const all = properties.reduce((sum, { facts }) => sum + facts.length, 0);
  let done = 0;
  return properties.map((property) => {
    const exceptions = prover.exceptions.filter((exception) => exception.property === property.id);
    const found: Violation[] = [];
    for (const fact of property.facts) {
      found.push(...violationsOf(property, fact, exceptions, prover));
      done += 1;
      onProgress(done, all);
    }
    prover.findings.push(...toFindings(property, found));
    return { id: property.id, says: property.says, exceptions: exceptions.map(({ id }) => id) };
  });
}

interface Violation {
  readonly fact: string;
  readonly before: ProofRow;
  readonly after: ProofRow;
  readonly combination: Combination;
}

function violationsOf(
  property: ChangeProperty,
  fact: string,
  exceptions: readonly ProvedException[],
  prover: Prover,
): readonly Violation[] {
  const { formulas, facts, before: table } = prover.table;
  const domain = facts.find((candidate) => candidate.fact === fact);
  const factCase = domain?.cases.findIndex(({ value, suspected }) => property.to(value, suspected)) ?? -1;
  if (factCase < 0) return [];
  const change = { fact, factCase };
  const world = prover.table.after(change);
  const elsewhere = formulas.negate(formulas.whereFact(fact, (one) => one === domain?.cases[factCase]));
  const ask = prover.askAfter(change, [...world.constraints, elsewhere]);

  return table.rows.flatMap((before) => {
    const question = `${property.id}: ${fact} from ${before.id}`;
    const worse = world.rows.filter((after) => !after.isDisabled && property.breaks(before.rating, after.rating));
    const excusing = (after: ProofRow) => exceptions.filter((exception) => excuses(exception, fact, before, after));
    const isShown = (after: ProofRow): Combination | undefined =>
      ask(`${question} to ${after.id}`, [before.answers, after.answers]);

    for (const after of worse)
      for (const { id } of excusing(after))
        if (!prover.used.has(id) && isShown(after) !== undefined) prover.used.add(id);
    const unexcused = worse.filter((after) => excusing(after).length === 0);
    const any = ask(question, [before.answers, formulas.or(unexcused.map(({ answers }) => answers))]);
    if (any === undefined) return [];
    return unexcused.flatMap((after): readonly Violation[] => {
      const combination = isShown(after);
      return combination === undefined ? [] : [{ fact, before, after, combination }];
    });
  });
}

function excuses(exception: ProvedException, fact: string, before: ProofRow, after: ProofRow): boolean {
  const names = (list: readonly string[] | undefined, name: string): boolean =>
    list === undefined || list.includes(name);
  // a rule that holds for a combination says nothing about a change
  if (exception.when !== undefined) return false;
  return exception.criteria.includes(after.id) && names(exception.from, before.id) && names(exception.facts, fact);
}

/** One finding per pair of rows: the same fault usually shows with many facts. */
function toFindings(property: ChangeProperty, violations: readonly Violation[]): readonly ProofFinding[] {
  const pairs = new Map<string, Violation[]>();
  for (const violation of violations) {
    const key = `${violation.before.id} ${violation.after.id}`;
    pairs.set(key, [...(pairs.get(key) ?? []), violation]);
  }
  return [...pairs.values()].flatMap((group): readonly ProofFinding[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { before, after, combination } = first;
    const facts = group.map(({ fact }) => fact);
    const { id: property_, says } = property;
    return [
      {
        kind: 'violation',
        property: property_,
        says,
        criterion: after.id,
        rating: after.rating,
        combination,
        before: { criterion: before.id, facts },
      },
    ];
  });
}
