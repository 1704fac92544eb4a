import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isObject } from '../../core/values/json.js';
import { findLayers } from '../card-layers.js';

/** Beside the cards: the fingerprint of what `check` has proved. */
export const checkedMark = 'checked.sha256';

/** A fingerprint of every file that the guidelines are read from, and of the version that proves them. */
export function digestOf(cardsDirectory: string): string {
  const hash = createHash('sha256').update(ownVersion()).update('\0');
  for (const folder of findLayers(cardsDirectory).folders.filter((it) => existsSync(it))) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== checkedMark && !entry.parentPath.includes('vignettes'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(relative(folder, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function ownVersion(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return isObject(description) ? String(description['version']) : '';
}
