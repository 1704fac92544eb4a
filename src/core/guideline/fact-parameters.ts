import type { Fact, Guideline } from './guideline.js';

/** The fact of a name; undefined for a derived fact or none. */
export function factNamed(guideline: Guideline, name: string): Fact | undefined {
  const index = guideline.indexOf(name);
  return index === undefined ? undefined : guideline.facts[index];
}

/** A number of `computed` in facts.yaml. */
export function parameter(fact: Fact, name: string): number | undefined {
  const value = fact.definition.computed?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** A value set, or a list of them, named by `computed` in facts.yaml. */
export function parameterSets(fact: Fact, name: string): readonly string[] {
  const value = fact.definition.computed?.[name];
  if (typeof value === 'string') return [value];
  if (isTextList(value)) return value;
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}
