import { type GuidelineDocuments, tableRows } from '../guideline/documents.js';
import type { ModifierDefinition } from '../guideline/ratings-documents.js';
import { formatExpression } from '../rules/format-expression.js';
import { parseExpression } from '../rules/parse-expression.js';
import { mutateRule } from './mutate-rule.js';

/** A guideline with one small fault that a vignette ought to notice. */
export interface Mutant {
  /** the file and the entry, such as `criteria.yaml foot-drop` */
  readonly place: string;
  readonly change: string;
  readonly documents: GuidelineDocuments;
  /** it changes a fact that only the text of cards tells of: no answer can depend on it */
  readonly isForCards?: boolean;
}

/** Every guideline with one small fault in its criteria, derived facts or ratings. */
export function mutantsOf(documents: GuidelineDocuments): readonly Mutant[] {
  return [
    ...derivedMutants(documents),
    ...criteriaMutants(documents),
    ...groupMutants(documents),
    ...modifierMutants(documents),
  ];
}

function mutatedRules(rule: string): readonly { readonly when: string; readonly change: string }[] {
  const parsed = parseExpression(rule);
  if (parsed.kind === 'rejected') return [];
  return mutateRule(parsed.expression).map(({ expression, change }) => ({
    when: formatExpression(expression),
    change,
  }));
}

function derivedMutants(documents: GuidelineDocuments): readonly Mutant[] {
  return Object.entries(documents.derived).flatMap(([fact, definition]) =>
    mutatedRules(definition.when).map(({ when, change }) => ({
      place: `derived.yaml ${fact}`,
      change,
      documents: { ...documents, derived: { ...documents.derived, [fact]: { ...definition, when } } },
    })),
  );
}

function criteriaMutants(documents: GuidelineDocuments): readonly Mutant[] {
  const criteria = tableRows(documents);
  const rules = criteria.flatMap((row, index) =>
    mutatedRules(row.when).map(({ when, change }) => ({
      place: `criteria.yaml ${row.id}`,
      change,
      documents: { ...documents, criteria: criteria.with(index, { ...row, when }) },
    })),
  );
  // the last row stays last: it answers whatever no other row does
  const swaps = swapped(criteria.slice(0, -1)).map(({ list, first, second }) => ({
    place: `criteria.yaml ${first.id}`,
    change: `stands below ${second.id}`,
    documents: { ...documents, criteria: [...list, ...criteria.slice(-1)] },
  }));
  return [...rules, ...swaps];
}

const otherLetters: { readonly [letter: string]: string } = { A: 'M', M: 'N', N: 'A', '-': 'N' };

function groupMutants(documents: GuidelineDocuments): readonly Mutant[] {
  const { ratings } = documents;
  const studies = Object.keys(ratings.studies);
  return Object.entries(ratings.groups).flatMap(([group, row]) => {
    const letters = row.trim().split(/\s+/);
    return letters.map((letter, index) => {
      const other = otherLetters[letter] ?? 'N';
      const groups = { ...ratings.groups, [group]: letters.with(index, other).join(' ') };
      return {
        place: `ratings.yaml ${group}`,
        change: `${studies[index] ?? ''} is ${other}, not ${letter}`,
        documents: { ...documents, ratings: { ...ratings, groups } },
      };
    });
  });
}

function modifierMutants(documents: GuidelineDocuments): readonly Mutant[] {
  const { ratings } = documents;
  const { modifiers } = ratings;
  const withModifiers = (changed: readonly ModifierDefinition[]): GuidelineDocuments => ({
    ...documents,
    ratings: { ...ratings, modifiers: changed },
  });
  const changes = modifiers.flatMap((modifier, index) =>
    [
      ...mutatedRules(modifier.when).map(({ when, change }) => ({ modifier: { ...modifier, when }, change })),
      ...partsDropped(modifier),
    ].map((mutant) => ({
      place: `ratings.yaml ${modifier.id}`,
      change: mutant.change,
      documents: withModifiers(modifiers.with(index, mutant.modifier)),
    })),
  );
  const swaps = swapped(modifiers).map(({ list, first, second }) => ({
    place: `ratings.yaml ${first.id}`,
    change: `stands below ${second.id}`,
    documents: withModifiers(list),
  }));
  return [...changes, ...swaps];
}

/** The modifier with one entry of a list or of a table left out. */
function partsDropped(
  modifier: ModifierDefinition,
): readonly { readonly modifier: ModifierDefinition; readonly change: string }[] {
  const lists = (['criteria', 'notCriteria', 'groups', 'notGroups', 'ratings'] as const).flatMap((member) => {
    const list: readonly string[] = modifier[member] ?? [];
    return list.map((name, index) => ({
      modifier: { ...modifier, [member]: list.filter((_, place) => place !== index) },
      change: `${name} is left out of ${member}`,
    }));
  });
  const { set = {}, raise = [] } = modifier;
  const sets = Object.keys(set).map((study) => ({
    modifier: { ...modifier, set: Object.fromEntries(Object.entries(set).filter(([name]) => name !== study)) },
    change: `${study} is left out of set`,
  }));
  const raises = raise.map((_, index) => ({
    modifier: { ...modifier, raise: raise.filter((_rule, place) => place !== index) },
    change: `entry ${index + 1} is left out of raise`,
  }));
  return [...lists, ...sets, ...raises];
}

/** A list with each pair of neighbours swapped. */
function swapped<Item>(
  list: readonly Item[],
): readonly { readonly list: readonly Item[]; readonly first: Item; readonly second: Item }[] {
  return list.flatMap((first, index) => {
    const second = list[index + 1];
    if (second === undefined) return [];
    return [{ list: list.with(index, second).with(index + 1, first), first, second }];
  });
}
