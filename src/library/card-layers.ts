import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The cards that come with the service. */
export const shippedCards = fileURLToPath(new URL('../../cards/', import.meta.url)).replace(/\/$/, '');

/** Beside the cards: the fingerprint of what `check` has proved. */
export const checkedMark = 'checked.sha256';

/** The folders that cards are read from: one, or the shipped one with a site's own folder laid over it. */
export interface CardLayers {
  /** lowest first; never empty */
  readonly folders: readonly string[];
  /** the site's own folder; undefined without one */
  readonly site: string | undefined;
}

/** A folder with a `site.yaml` is laid over the shipped cards; any other folder stands alone. */
export function findLayers(cardsDirectory: string): CardLayers {
  if (!existsSync(join(cardsDirectory, 'site.yaml'))) return { folders: [cardsDirectory], site: undefined };
  return { folders: [shippedCards, cardsDirectory], site: cardsDirectory };
}

/** What editors, version control, the operating system and `check` leave in a folder: nothing that anybody wrote. */
export function isClutter(name: string): boolean {
  return name === checkedMark || /^\.|~$|\.sw[op]$|^#.*#$/.test(name);
}

/** The names of the entries under a path in any layer, each once, sorted. */
export function namesIn({ folders }: Pick<CardLayers, 'folders'>, path: string): readonly string[] {
  const names = folders.map((folder) => join(folder, path)).flatMap((it) => (existsSync(it) ? readdirSync(it) : []));
  return [...new Set(names)].filter((name) => !isClutter(name)).sort();
}

/** Every file under a folder that somebody wrote, as a path from it with `/`, sorted; links are followed. */
export function filesIn(folder: string): readonly string[] {
  return namesIn({ folders: [folder] }, '.').flatMap((name) => {
    const entry = statSync(join(folder, name), { throwIfNoEntry: false });
    if (entry?.isDirectory() !== true) return entry?.isFile() === true ? [name] : [];
    return filesIn(join(folder, name)).map((path) => `${name}/${path}`);
  });
}

/** The file of the highest layer that has it. */
export function topFile({ folders }: Pick<CardLayers, 'folders'>, path: string): string | undefined {
  return folders.map((folder) => join(folder, path)).findLast((file) => existsSync(file));
}

/** A path as an author types it: relative to where the command runs when that is shorter. */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}
