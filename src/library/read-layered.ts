import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CardLayers, shownPath, topFile } from './card-layers.js';
import { laySource } from './layered-source.js';
import { parseJson, parseYaml, type SourceFile } from './source-file.js';

/** A YAML file with what a site changes in it laid over; undefined when no layer has it. */
export function readYaml({ folders }: CardLayers, path: string): SourceFile | undefined {
  let source: SourceFile | undefined;
  for (const file of folders.map((folder) => join(folder, path)).filter((it) => existsSync(it))) {
    const next = parseYaml(shownPath(file), readFileSync(file, 'utf8'));
    source = source === undefined ? next : laySource(source, next);
  }
  return source;
}

/** A JSON file of the highest layer that has it; a site's value set replaces ours. */
export function readJson(layers: CardLayers, path: string): SourceFile | undefined {
  const file = topFile(layers, path);
  return file === undefined ? undefined : parseJson(shownPath(file), readFileSync(file, 'utf8'));
}
