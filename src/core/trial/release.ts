import type {
  CriterionDefinition,
  DerivedDefinition,
  FactDefinition,
  GuidelineDocuments,
} from '../guideline/documents.js';
import type { ModifierDefinition } from '../guideline/ratings-documents.js';
import { isObject } from '../values/json.js';
import type { Vignette } from './vignette.js';

/** What a released version of a guideline said, as far as a later version is compared with it. */
export interface Release {
  readonly version: string;
  readonly rows: readonly Pick<CriterionDefinition, 'id' | 'when' | 'rating' | 'group' | 'summary'>[];
  readonly facts: { readonly [fact: string]: Pick<FactDefinition, 'label' | 'definition' | 'silence' | 'window'> };
  readonly derived: { readonly [fact: string]: Pick<DerivedDefinition, 'label' | 'when'> };
  readonly groups: { readonly [group: string]: string };
  readonly modifiers: readonly Pick<ModifierDefinition, 'id' | 'when' | 'note'>[];
  readonly vignettes: readonly Vignette[];
}

/** What is kept of a guideline when it is released. */
export function releaseOf(documents: GuidelineDocuments, vignettes: readonly Vignette[]): Release {
  const { guideline, criteria, facts, derived, ratings } = documents;
  return {
    version: guideline.version,
    rows: criteria.map(({ id, when, rating, group, summary }) => ({ id, when, rating, group, summary })),
    facts: mapped(facts, ({ label, definition, silence, window }) => ({
      label,
      definition,
      silence,
      ...(window === undefined ? {} : { window }),
    })),
    derived: mapped(derived, ({ label, when }) => ({ label, when })),
    groups: ratings.groups,
    modifiers: ratings.modifiers.map(({ id, when, note }) => ({ id, when, ...(note === undefined ? {} : { note }) })),
    vignettes: vignettes.map(({ why: _, ...vignette }) => vignette),
  };
}

function mapped<Value, Made>(
  values: { readonly [name: string]: Value },
  make: (value: Value) => Made,
): { readonly [name: string]: Made } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value)]));
}

/** A release as JSON text, each row, fact and vignette on a line of its own, so that two of them can be compared. */
export function releaseAsText(release: Release): string {
  const members = Object.entries(release).map(([name, value]) => `${JSON.stringify(name)}: ${inLines(value)}`);
  return `{\n${members.join(',\n')}\n}\n`;
}

function inLines(value: unknown): string {
  if (Array.isArray(value)) return `[\n${value.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, entry]) => `  ${JSON.stringify(name)}: ${JSON.stringify(entry)}`);
  return `{\n${entries.join(',\n')}\n}`;
}

/** Whether a value has the members of a release. */
export function isRelease(value: unknown): value is Release {
  return (
    isObject(value) &&
    typeof value.version === 'string' &&
    [value.rows, value.modifiers, value.vignettes].every(Array.isArray) &&
    [value.facts, value.derived, value.groups].every(isObject)
  );
}
