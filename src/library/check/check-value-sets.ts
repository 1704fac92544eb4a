import type { ValueSetContent } from '../../core/guideline/documents.js';
import type { CodeSystemDefinition } from '../../core/values/coding.js';
import { isObject } from '../../core/values/json.js';
import type { AuthoringProblem } from '../../errors.js';
import type { CardLayers } from '../card-layers.js';
import type { CardsFolder } from '../read-guideline.js';
import { readJson } from '../read-layered.js';
import type { SourceFile } from '../source-file.js';
import { setOfId, type ValueSetResource } from '../value-set.js';
import type { CheckContext, Place } from './check-context.js';

/** Checks the value sets by themselves: no code twice, no unknown code system, no family that nobody could expand. */
export function checkValueSets({ shared, layers }: CardsFolder): readonly AuthoringProblem[] {
  const problems: AuthoringProblem[] = [];
  const systems = new Map(shared.codes.codeSystems.map((system) => [system.uri, system]));
  for (const [id, file] of shared.valueSetFiles) {
    const resource = shared.valueSets[setOfId(id)] === undefined ? undefined : resourceOf(file.value);
    if (resource === undefined) continue;
    problems.push(...urlProblems(file, resource, layers));
    if (shared.codesFile !== undefined) checkSystems({ resource, file, systems, problems });
    checkDoubles(resource, file, problems);
    if (setOfId(id) !== id && !shared.valueSetFiles.has(setOfId(id)))
      problems.push(file.problemAt(['id'], `id: this is a part of the set "${setOfId(id)}", which has no file`));
  }
  return problems;
}

/** A value set keeps the `url` of the one that it replaces, and no two have the same: each ends with its own id. */
function urlProblems(
  file: SourceFile,
  { id, url }: ValueSetResource,
  { folders }: CardLayers,
): readonly AuthoringProblem[] {
  const [shipped = ''] = folders;
  const lower = folders.length > 1 ? readJson({ folders: [shipped] }, `value-sets/${fileNameOf(id)}`) : undefined;
  const wanted = isObject(lower?.value) ? lower.value.url : undefined;
  if (typeof wanted === 'string' && url !== wanted)
    return [file.problemAt(['url'], `url: "${url}" is not that of the value set it replaces, "${wanted}"`)];
  if (wanted !== undefined || (/[:/]/.test(url.at(-id.length - 1) ?? '') && url.endsWith(id))) return [];
  return [file.problemAt(['url'], `url: "${url}" does not end with the id of the value set, "${id}"`)];
}

/** A part such as `<id>-cpt` stands in `<id>.cpt.json`. */
function fileNameOf(id: string): string {
  return setOfId(id) === id ? `${id}.json` : `${setOfId(id)}.${id.slice(setOfId(id).length + 1)}.json`;
}

/** The parts that a set names and that are not there: a site may leave them out, and should know what it misses. */
export function partsLeftOut({ shared }: CardsFolder): readonly AuthoringProblem[] {
  return Object.entries(shared.valueSets).flatMap(([id, { partsLeftOut: parts }]) =>
    parts.flatMap((part) => {
      const message = `the value set "${id}" is thinner: its part "${part}" was left out`;
      return shared.valueSetFiles.get(id)?.problemAt(['compose', 'include'], message) ?? [];
    }),
  );
}

interface SystemsCheck {
  readonly resource: ValueSetResource;
  readonly file: SourceFile;
  readonly systems: ReadonlyMap<string, CodeSystemDefinition>;
  readonly problems: AuthoringProblem[];
}

function checkSystems({ resource, file, systems, problems }: SystemsCheck): void {
  resource.compose?.include.forEach(({ system: uri, filter = [] }, place) => {
    if (uri === undefined) return;
    const path = ['compose', 'include', place];
    const system = systems.get(uri);
    if (system === undefined)
      problems.push(file.problemAt([...path, 'system'], `system: "${uri}" is not in code-systems.yaml`));
    if (filter.some(({ op }) => op === 'descendent-of') && system?.prefixes !== true)
      problems.push(file.problemAt([...path, 'filter'], `filter: codes of ${system?.id ?? uri} have no prefixes`));
  });
  const strange = new Set<string>();
  resource.expansion?.contains.forEach(({ system }, row) => {
    if (systems.has(system) || strange.has(system)) return;
    strange.add(system);
    const message = `system: "${system}" is not in code-systems.yaml`;
    problems.push(file.problemAt(['expansion', 'contains', row, 'system'], message));
  });
}

function checkDoubles({ compose, expansion }: ValueSetResource, file: SourceFile, problems: AuthoringProblem[]): void {
  const seen = new Set<string>();
  const note = (key: string, code: string, path: readonly (string | number)[]): void => {
    if (seen.has(key)) problems.push(file.problemAt([...path, 'code'], `code: "${code}" stands twice`));
    seen.add(key);
  };
  compose?.include.forEach(({ system = '', concept = [] }, place) => {
    concept.forEach(({ code }, row) => {
      note(`${system}|${code}`, code, ['compose', 'include', place, 'concept', row]);
    });
  });
  expansion?.contains.forEach(({ system, code }, row) => {
    note(`${system}|${code}`, code, ['expansion', 'contains', row]);
  });
}

function resourceOf(value: unknown): ValueSetResource | undefined {
  return isResource(value) ? value : undefined;
}

/** The schema has been checked when the file was read. */
function isResource(value: unknown): value is ValueSetResource {
  return typeof value === 'object' && value !== null && ('compose' in value || 'expansion' in value);
}

/** Checks that no code says two opposite things about one fact, or is two different studies. */
export function checkContradictions(context: CheckContext): void {
  const { facts, answers, mrSafety, sides } = context.documents;
  for (const [fact, { evidence = [] }] of Object.entries(facts)) {
    const positives = evidence.flatMap(({ finding, history, states }) =>
      states === undefined ? [finding ?? history] : [],
    );
    for (const [index, { absence, positive, negative, suspected }] of evidence.entries()) {
      const place: Place = ['facts', 'facts', fact, 'evidence', index];
      for (const other of positives) reportShared(context, [...place, 'absence'], absence, other);
      const sets = [positive, negative, suspected].map((set) => (typeof set === 'string' ? set : undefined));
      reportAnyShared(context, place, sets);
    }
  }
  const groups = { answers: Object.values(answers), mrSafety: Object.values(mrSafety), sides: Object.values(sides) };
  for (const [member, sets] of Object.entries(groups)) reportAnyShared(context, ['code-systems', member], sets);
  checkStudyCodes(context);
}

function reportAnyShared(context: CheckContext, place: Place, sets: readonly (string | undefined)[]): void {
  for (const [index, left] of sets.entries())
    for (const right of sets.slice(index + 1)) reportShared(context, place, left, right);
}

function reportShared(
  { documents: { valueSets }, report }: CheckContext,
  [kind, ...path]: Place,
  left: string | undefined,
  right: string | undefined,
): void {
  const codes = new Set(keysOf(valueSets[left ?? '']));
  const shared = keysOf(valueSets[right ?? '']).find((key) => codes.has(key));
  if (left !== undefined && right !== undefined && shared !== undefined)
    report(kind, path, `code ${shared} stands in "${left}" and in "${right}", which say opposite things`);
}

function checkStudyCodes(context: CheckContext): void {
  const { studies, valueSets } = context.documents;
  const known = new Map<string, string>();
  studies.studies.forEach(({ valueSet, modality, region, contrast, role }, place) => {
    const study = [modality, region, contrast, role].join(' ');
    for (const key of keysOf(valueSets[valueSet])) {
      const other = known.get(key);
      if (other !== undefined && other !== study)
        context.report(
          'studies',
          ['studies', place],
          `code ${key} of "${valueSet}" is another study already: ${other}`,
        );
      known.set(key, study);
    }
  });
}

function keysOf(content: ValueSetContent | undefined): readonly string[] {
  const excluded = new Set(content?.excludedCodes.map(({ system, code }) => `${system}|${code}`));
  return (content?.codes ?? []).map(({ system, code }) => `${system}|${code}`).filter((key) => !excluded.has(key));
}
