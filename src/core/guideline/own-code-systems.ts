import type { JsonObject } from '../values/json.js';
import { findingsSystem, toFindingCode } from './finding-code.js';
import type { Guideline } from './guideline.js';
import { rowTitle } from './row-title.js';

interface Concept {
  readonly code: string;
  readonly display: string;
  readonly definition?: string;
}

/** The code systems of our own, as FHIR R4 CodeSystem resources made from the guidelines. */
export function codeSystemsOf(guidelines: readonly Guideline[]): readonly JsonObject[] {
  const collect = (read: (guideline: Guideline) => readonly Concept[]): readonly Concept[] => [
    ...new Map(guidelines.flatMap(read).map((concept) => [concept.code, concept])).values(),
  ];
  const version = guidelines.map((guideline) => guideline.version).join('+');
  return [
    codeSystem('findings', findingsSystem, 'Facts that can be stated directly', version, collect(findings)),
    codeSystem('criteria', 'urn:spine-imaging-cds:criteria', 'Criteria', version, collect(criteria)),
    codeSystem(
      'ratings',
      'urn:spine-imaging-cds:ratings',
      'Ratings of situations and studies',
      version,
      collect(ratings),
    ),
    codeSystem(
      'override-reasons',
      'urn:spine-imaging-cds:override-reasons',
      'Reasons for going on against a card',
      version,
      collect(reasons),
    ),
  ];
}

function codeSystem(id: string, url: string, title: string, version: string, concepts: readonly Concept[]): JsonObject {
  return {
    resourceType: 'CodeSystem',
    id,
    url,
    version,
    name: `SpineImagingCds${id.replace(/(^|-)([a-z])/g, (_, _dash: string, letter: string) => letter.toUpperCase())}`,
    title,
    status: 'active',
    experimental: false,
    caseSensitive: true,
    content: 'complete',
    count: concepts.length,
    concept: concepts,
  };
}

function findings({ documents, facts }: Guideline): readonly Concept[] {
  const flags = facts.map(({ name, definition }) => ({
    code: toFindingCode(name),
    display: definition.label,
    definition: definition.definition,
  }));
  const answers = facts.flatMap(({ definition }) =>
    (definition.values ?? []).map((code) => ({ code, display: code, definition: definition.label })),
  );
  const series = Object.values(documents.series).flatMap(({ label, terms = [], places = {}, sided = true }) =>
    terms.flatMap((term): readonly Concept[] => [
      { code: term, display: label },
      ...Object.entries(places).flatMap(([place, definition]) => [
        { code: `${term}.${place}`, display: `${label}: ${definition.label}` },
        ...(sided ? ['left', 'right'] : []).map((side) => ({
          code: `${term}.${place}.${side}`,
          display: `${label}: ${definition.label}, ${side}`,
        })),
      ]),
    ]),
  );
  const screens = Object.keys(documents.guideline.safety.screens).map((code) => ({ code, display: code }));
  return [...answers, ...series, ...screens, ...flags];
}

function criteria(guideline: Guideline): readonly Concept[] {
  return guideline.documents.criteria.map(({ id, source }) => ({
    code: id,
    display: rowTitle(guideline, id),
    definition: source,
  }));
}

/** Ratings of situations and of studies; a row with words of its own is no rating. */
function ratings({ documents }: Guideline): readonly Concept[] {
  const rows = new Set(documents.criteria.map(({ id }) => id));
  return Object.entries(documents.phrases).flatMap(([name, display]) => {
    const code = /^(?:rating|studyRating)\.(.+)$/.exec(name)?.[1];
    return code === undefined || rows.has(code) ? [] : [{ code, display }];
  });
}

function reasons({ documents }: Guideline): readonly Concept[] {
  return Object.entries(documents.overrideReasons).map(([code, { display }]) => ({ code, display }));
}
