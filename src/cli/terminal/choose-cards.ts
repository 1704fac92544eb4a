import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { RequestError } from '../../errors.js';

/** The argument of every command that goes over guidelines, for commander. */
export const cardsArgument = [
  '[cards]',
  'a folder of guidelines, the folder of one guideline, or the id of one guideline (default: all guidelines of --cards)',
] as const;

/** What a command works on. */
export interface CardsChoice {
  readonly folder: string;
  /** id of the only guideline; undefined = all of the folder */
  readonly guideline: string | undefined;
}

/**
 * What the argument means: a folder if there is one of that name which holds guidelines, else the id of a guideline in the
 * folder of `--cards`. Throws a RequestError for a path that is no such folder.
 */
export function chooseCards(argument: string | undefined, cardsFolder: string): CardsChoice {
  if (argument === undefined) return { folder: cardsFolder, guideline: undefined };
  const path = resolve(argument);
  if (isCards(path)) return { folder: argument, guideline: undefined };
  if (isGuideline(path) || (existsSync(path) && existsSync(join(dirname(path), 'site.yaml'))))
    return { folder: dirname(argument), guideline: basename(path) };
  if (/^[a-z0-9-]+$/.test(argument)) return { folder: cardsFolder, guideline: argument };
  throw new RequestError({
    code: 'not-found',
    status: 404,
    message: `${argument}: neither a folder of guidelines (a site's own holds a site.yaml) nor the id of one`,
  });
}

/** The guidelines that were chosen; throws a RequestError when the folder has none of that id. */
export function chosen<Guideline>(
  all: readonly Guideline[],
  idOf: (guideline: Guideline) => string,
  wanted: string | undefined,
): readonly Guideline[] {
  const found = all.filter((guideline) => wanted === undefined || idOf(guideline) === wanted);
  if (found.length > 0 || wanted === undefined) return found;
  const message = `no guideline "${wanted}"; there are ${all.map(idOf).join(', ')}`;
  throw new RequestError({ code: 'not-found', status: 404, message });
}

function isCards(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return (
    ['site.yaml', 'code-systems.yaml'].some((name) => existsSync(join(folder, name))) ||
    readdirSync(folder).some((name) => isGuideline(join(folder, name)))
  );
}

function isGuideline(folder: string): boolean {
  return existsSync(join(folder, 'guideline.yaml'));
}
