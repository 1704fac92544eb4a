import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The cards that come with the service. */
export const shippedCards = fileURLToPath(new URL('../../cards/', import.meta.url)).replace(/\/$/, '');

/** The folders that cards are read from: one, or the shipped one with a site's own folder laid over it. */
export interface CardLayers {
  /** lowest first; never empty */
  readonly folders: readonly string[];
  /** short fingerprint of everything in the site's folder; undefined without one */
  readonly siteHash: string | undefined;
}

/** A folder with a `site.yaml` is laid over the shipped cards; any other folder stands alone. */
export function findLayers(cardsDirectory: string): CardLayers {
  if (!existsSync(join(cardsDirectory, 'site.yaml'))) return { folders: [cardsDirectory], siteHash: undefined };
  return { folders: [shippedCards, cardsDirectory], siteHash: hashOf(cardsDirectory) };
}

/** The names of the entries under a path in any layer, each once, sorted. */
export function namesIn({ folders }: CardLayers, path: string): readonly string[] {
  const names = folders.map((folder) => join(folder, path)).flatMap((it) => (existsSync(it) ? readdirSync(it) : []));
  return [...new Set(names)].sort();
}

/** The file of the highest layer that has it. */
export function topFile({ folders }: CardLayers, path: string): string | undefined {
  return folders.map((folder) => join(folder, path)).findLast((file) => existsSync(file));
}

/** A path as an author types it: relative to where the command runs when that is shorter. */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

function hashOf(directory: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort())
    hash
      .update(`${relative(directory, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, 8);
}
