import type { EvidenceDefinition, FactDefinition, GuidelineDocuments } from '../guideline/documents.js';
import { isObject } from '../values/json.js';
import { inRange } from '../values/quantity.js';
import type { Mutant } from './mutants.js';

/** Every guideline with one number of a fact or series moved by one, or one entry of a calculator's list left out. */
export function parameterMutantsOf(documents: GuidelineDocuments): readonly Mutant[] {
  return [...factMutants(documents), ...seriesMutants(documents)];
}

function factMutants(documents: GuidelineDocuments): readonly Mutant[] {
  const facts = Object.entries(documents.facts);
  return facts.flatMap(([fact, definition]) => {
    const isForCards = isOnlyTold(documents, fact);
    return changesOf(definition).map(({ changed, change }) => ({
      place: `facts.yaml ${fact}`,
      change,
      isForCards,
      documents: { ...documents, facts: { ...documents.facts, [fact]: { ...definition, ...changed } } },
    }));
  });
}

/** Whether a fact is for the text of cards alone: no rule, other fact or series reads it, so no answer can change with it. */
function isOnlyTold(
  { criteria, derived, facts, guideline, ratings, series }: GuidelineDocuments,
  fact: string,
): boolean {
  const others = Object.entries(facts).flatMap(([name, definition]) => (name === fact ? [] : [definition]));
  const readers = JSON.stringify([criteria, derived, others, guideline.safety, ratings, series]);
  return !new RegExp(`\\b${fact}\\b`).test(readers);
}

interface Change<Shape> {
  readonly changed: Shape;
  readonly change: string;
}

type Parameters = Pick<FactDefinition, 'window' | 'longStanding' | 'computed' | 'evidence'>;

function changesOf({ window, longStanding, computed, evidence }: FactDefinition): readonly Change<Parameters>[] {
  return [
    ...changesIn({ window, longStanding, computed }, true),
    ...(evidence ?? []).flatMap((one, index) =>
      changesIn(one, false)
        .filter(({ changed }) => !isHidden(one, changed))
        .map(({ changed, change }) => ({
          changed: { evidence: evidence?.with(index, changed) },
          change: `${change} of evidence ${index + 1}`,
        })),
    ),
  ];
}

/** A negative range that is moved into the positive one changes nothing: that is asked first. */
function isHidden({ positive, negative }: EvidenceDefinition, changed: EvidenceDefinition): boolean {
  const moved = changed.negative;
  if (!isObject(positive) || !isObject(moved) || moved === negative) return false;
  return Object.values(moved).some((bound) => typeof bound === 'number' && inRange(bound, positive));
}

function seriesMutants(documents: GuidelineDocuments): readonly Mutant[] {
  return Object.entries(documents.series).flatMap(([name, series]) => {
    // a value off the scale is a mistake of the record, not knowledge
    const { scale, ...rest } = series;
    return changesIn(rest, false).map(({ changed, change }) => ({
      place: `series.yaml ${name}`,
      change,
      documents: { ...documents, series: { ...documents.series, [name]: { ...series, ...changed, scale } } },
    }));
  });
}

/** A value with one number in it moved by one, in turn; with `lists`, also with one entry of a list left out. */
function changesIn<Shape>(value: Shape, lists: boolean): readonly Change<Shape>[] {
  return walk(value, '', lists).flatMap(({ changed, change }) =>
    hasShape(value, changed) ? [{ changed, change }] : [],
  );
}

/** A walk changes a number for a number and a list for a list, so that the shape stays. */
function hasShape<Shape>(original: Shape, changed: unknown): changed is Shape {
  return typeof original === typeof changed;
}

function walk(value: unknown, name: string, lists: boolean): readonly Change<unknown>[] {
  if (typeof value === 'number')
    return [value - 1, value + 1].map((moved) => ({ changed: moved, change: `${name} is ${moved}, not ${value}` }));
  if (Array.isArray(value)) {
    if (!lists || value.length < 2) return [];
    return value.map((entry, index) => ({
      changed: value.toSpliced(index, 1),
      change: `${String(entry)} is left out of ${name}`,
    }));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    walk(inner, name === '' ? key : `${name}.${key}`, lists).map(({ changed, change }) => ({
      changed: { ...value, [key]: changed },
      change,
    })),
  );
}
