import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../core/values/json.js';
import { type EditableValueSet, textOfValueSet } from './value-set-file.js';

/** The value set files of a cards folder, by name; what is no value set is passed over. */
export function readValueSetFiles(cardsFolder: string): ReadonlyMap<string, EditableValueSet> {
  const folder = join(cardsFolder, 'value-sets');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const files = new Map<string, EditableValueSet>();
  for (const name of names.sort()) {
    const value: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    if (isValueSet(value)) files.set(name, value);
  }
  return files;
}

/** `check` reads the same files against their schema. */
function isValueSet(value: unknown): value is EditableValueSet {
  return isObject(value) && value['resourceType'] === 'ValueSet';
}

/** Writes those files whose text is another than what stands there; answers their names. */
export function writeValueSetFiles(
  cardsFolder: string,
  files: ReadonlyMap<string, EditableValueSet>,
): readonly string[] {
  const folder = join(cardsFolder, 'value-sets');
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  for (const [name, file] of files) {
    const path = join(folder, name);
    const text = textOfValueSet(file);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    writeFileSync(path, text);
    written.push(name);
  }
  return written;
}
