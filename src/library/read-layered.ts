import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthoringProblem } from '../errors.js';
import { type CardLayers, shownPath, topFile } from './card-layers.js';
import { laySource } from './layered-source.js';
import { placeRows, placesRefused } from './place-rows.js';
import { parseJson, parseYaml, type SourceFile } from './source-file.js';

/** A YAML file with what a site changes in it laid over; undefined when no layer has it. */
export function readYaml({ folders }: Pick<CardLayers, 'folders'>, path: string): SourceFile | undefined {
  let source: SourceFile | undefined;
  for (const file of folders.map((folder) => join(folder, path)).filter((it) => existsSync(it))) {
    const next = parseYaml(shownPath(file), readFileSync(file, 'utf8'));
    source = source === undefined ? next : laySource(source, next);
  }
  return source;
}

/** The same for a decision table: each row stands where the site's file places it. */
export function readTable(layers: CardLayers, path: string, problems: AuthoringProblem[]): SourceFile | undefined {
  const source = readYaml(layers, path);
  if (source === undefined) return undefined;
  if (layers.folders.filter((folder) => existsSync(join(folder, path))).length === 1) {
    problems.push(...placesRefused(source));
    return source;
  }
  const placed = placeRows(source);
  problems.push(...placed.problems);
  return placed.source;
}

/** A JSON file of the highest layer that has it; a site's value set replaces ours. */
export function readJson(layers: Pick<CardLayers, 'folders'>, path: string): SourceFile | undefined {
  const file = topFile(layers, path);
  return file === undefined ? undefined : parseJson(shownPath(file), readFileSync(file, 'utf8'));
}
