import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../core/values/json.js';
import { filesIn, findLayers } from '../card-layers.js';

/** A fingerprint of every file that the guidelines are read from, and of the version that proves them. */
export function digestOf(cardsDirectory: string): string {
  const hash = createHash('sha256').update(ownVersion()).update('\0');
  for (const folder of findLayers(cardsDirectory).folders) {
    const files = filesIn(folder).filter(isRead);
    for (const file of files)
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(folder, file)))
        .update('\0');
  }
  return hash.digest('hex');
}

/** A start reads no vignettes, none of the lists that `expand` reads, and nothing that is written for people. */
function isRead(path: string): boolean {
  return !path.includes('/vignettes/') && !path.startsWith('expansions/') && !path.endsWith('README.md');
}

function ownVersion(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return isObject(description) ? String(description['version']) : '';
}
