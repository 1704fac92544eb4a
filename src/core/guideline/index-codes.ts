import type { Coding } from '../contract/vocabulary.js';
import type { CodingReader, NormalCoding } from '../values/coding.js';
import type { SuggestionDefinition } from './advice-documents.js';
import { type CodeIndex, type CodeIndexBuilder, createCodeIndex } from './code-index.js';
import type { GuidelineDocuments } from './documents.js';
import { findingsSystem, toFindingCode } from './finding-code.js';
import { type CodeUse, type Evidence, evidenceRoles, type Fact, type Guideline, type StudyEntry } from './guideline.js';
import { ownTerm, termSystem } from './index-terms.js';
import type { SeriesDefinition } from './series-documents.js';

/** Every code that speaks to a fact or carries a series, with what it is used for. */
export function indexUses(
  documents: GuidelineDocuments,
  facts: readonly Fact[],
  codings: CodingReader,
): CodeIndex<CodeUse> {
  const index = createCodeIndex<CodeUse>(codings.normalise);
  for (const fact of facts) {
    const stated: Evidence = { kind: 'evidence', fact, role: 'stated', definition: {}, window: fact.window };
    index.addCode(findingsSystem, toFindingCode(fact.name), stated);
    index.addCode(termSystem, ownTerm(fact.name), stated);
    for (const definition of fact.definition.evidence ?? [])
      for (const role of evidenceRoles) {
        const valueSet = documents.valueSets[definition[role] ?? ''];
        if (valueSet === undefined) continue;
        const window = definition.window === undefined ? fact.window : windowOf(definition.window);
        const use: Evidence = { kind: 'evidence', fact, role, definition, window };
        index.addValueSet(valueSet, use);
        index.addCode(termSystem, definition[role] ?? '', use);
      }
  }
  for (const [series, definition] of Object.entries(documents.series)) addSeries(documents, index, series, definition);
  addActions(documents, codings, index);
  return index.build();
}

function addActions(
  { suggestions }: GuidelineDocuments,
  codings: CodingReader,
  index: CodeIndexBuilder<CodeUse>,
): void {
  for (const suggestion of Object.values(suggestions))
    for (const proposed of proposedCodes(suggestion)) {
      const coding = proposed === undefined ? undefined : codings.normalise(proposed.system, proposed.code);
      if (coding !== undefined && proposed !== undefined)
        index.addCode(proposed.system, proposed.code, { kind: 'action', key: coding.key });
    }
}

function proposedCodes(suggestion: SuggestionDefinition): readonly (Coding | undefined)[] {
  switch (suggestion.kind) {
    case 'order':
      return suggestion.orders.map(({ code }) => code);
    case 'referral':
    case 'followUp':
      return [suggestion.code];
    case 'switch':
    case 'priority':
    case 'remove':
    case 'text':
    case 'document':
      return [];
  }
}

function addSeries(
  documents: GuidelineDocuments,
  index: CodeIndexBuilder<CodeUse>,
  series: string,
  { codes, terms, places, sided }: SeriesDefinition,
): void {
  const add = (sets: readonly string[] | undefined, place: string | undefined): void => {
    for (const id of sets ?? []) {
      const valueSet = documents.valueSets[id];
      if (valueSet !== undefined) index.addValueSet(valueSet, { kind: 'series', series, place, side: undefined });
    }
  };
  const impliedByPlace = new Set(Object.values(places ?? {}).flatMap((place) => place.codes ?? []));
  add(
    codes?.filter((id) => !impliedByPlace.has(id)),
    undefined,
  );
  for (const [place, definition] of Object.entries(places ?? {})) add(definition.codes, place);
  for (const term of terms ?? []) {
    index.addCode(findingsSystem, term, { kind: 'series', series, place: undefined, side: undefined });
    for (const place of Object.keys(places ?? {})) {
      index.addCode(findingsSystem, `${term}.${place}`, { kind: 'series', series, place, side: undefined });
      for (const side of sided === false ? [] : (['left', 'right'] as const))
        index.addCode(findingsSystem, `${term}.${place}.${side}`, { kind: 'series', series, place, side });
    }
  }
}

export function indexStudies(documents: GuidelineDocuments, codings: CodingReader): CodeIndex<StudyEntry> {
  const index = createCodeIndex<StudyEntry>(codings.normalise);
  for (const entry of documents.studies.studies) {
    const valueSet = documents.valueSets[entry.valueSet];
    if (valueSet !== undefined) index.addValueSet(valueSet, entry);
  }
  return index.build();
}

export function indexValueSets(documents: GuidelineDocuments, codings: CodingReader): CodeIndex<string> {
  const index = createCodeIndex<string>(codings.normalise);
  for (const [id, content] of Object.entries(documents.valueSets)) {
    index.addValueSet(content, id);
    index.addCode(termSystem, id, id);
  }
  return index.build();
}

type InValueSet = (valueSet: string, coding: NormalCoding) => boolean;

export function readersOfSeries(
  { series, valueSets }: GuidelineDocuments,
  codings: CodingReader,
  inValueSet: InValueSet,
): Pick<Guideline, 'placeOf' | 'gradeOf'> {
  const places = new Map(
    Object.entries(series).map(([name, definition]) => {
      const index = createCodeIndex<string>(codings.normalise);
      for (const [place, { site = [] }] of Object.entries(definition.places ?? {}))
        for (const id of site) {
          const valueSet = valueSets[id];
          if (valueSet !== undefined) index.addValueSet(valueSet, place);
        }
      return [name, index.build()] as const;
    }),
  );
  return {
    placeOf: (name, site) => places.get(name)?.lookup(site)[0],
    gradeOf: (name, grade) => {
      const definition = series[name];
      if (definition?.kind !== 'strength' && definition?.kind !== 'reflex') return undefined;
      const { present, scale } = definition;
      if (definition.kind === 'reflex' && inValueSet(definition.absent.answers, grade)) return definition.absent.grade;
      return inValueSet(present.answers, grade) ? scale?.normal : undefined;
    },
  };
}

export function screenReader(
  { guideline }: GuidelineDocuments,
  facts: readonly Fact[],
): (codings: readonly NormalCoding[]) => readonly Fact[] | undefined {
  const screens = new Map(
    Object.entries(guideline.safety.screens).map(([code, names]) => [
      code,
      facts.filter(({ name }) => names.includes(name)),
    ]),
  );
  return (codings) => {
    const own = codings.find((coding) => coding.system?.uri === findingsSystem && screens.has(coding.code));
    return own === undefined ? undefined : screens.get(own.code);
  };
}

export function windowOf(window: number | 'ever' | 'current' | undefined): number {
  return typeof window === 'number' ? window : Number.POSITIVE_INFINITY;
}
