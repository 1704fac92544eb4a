import { join } from 'node:path';
import type { AuthoringProblem } from '../errors.js';
import { type CardLayers, filesIn, shownPath } from './card-layers.js';
import { guidelineFileNames } from './guideline-files.js';
import { didYouMean } from './nearest-name.js';

/** Folders beside the guidelines. */
export const sharedFolders: readonly string[] = ['expansions', 'history', 'schema', 'text', 'value-sets'];

const topNames: readonly string[] = ['site.yaml', 'code-systems.yaml', 'README.md'];
const folderNames: readonly string[] = [...guidelineFileNames, 'README.md'];
const partPatterns: { readonly [folder: string]: RegExp } = {
  words: /^(?:[a-z]{2,3}\/phrases\.yaml|(?:[a-z]{2,3}\/)?[^/]+\.md)$/,
  vignettes: /^[^/]+\.(yaml|json)$/,
  text: /^[^/]+\.yaml$/,
  'text-cases': /^[^/]+\.(yaml|json)$/,
};

const partNames: { readonly [folder: string]: string } = {
  words: 'words are words/<row>.md or words/<language>/<row>.md',
  vignettes: 'vignettes are vignettes/<name>.yaml or .json',
  text: 'words of texts are text/<language>.yaml',
  'text-cases': 'text cases are text-cases/<name>.yaml or .json',
};

/**
 * Problems for the files of a site's folder that nothing reads: a site would believe that they change something. `names`
 * are the guidelines there are.
 */
export function strayFiles({ site }: CardLayers, names: readonly string[]): readonly AuthoringProblem[] {
  if (site === undefined) return [];
  const problems = new Map<string, string>();
  for (const path of filesIn(site)) {
    const [top = '', ...rest] = path.split('/');
    // a folder that is misspelt is named once, not with each of its files
    const isFolder = rest.length > 0 && !names.includes(top) && top !== 'value-sets' && top !== 'text';
    const message = isFolder ? folderProblem(top, names) : fileProblem(path, top, rest.join('/'));
    if (message !== undefined) problems.set(isFolder ? top : path, message);
  }
  return [...problems].map(([path, message]) => ({
    file: shownPath(join(site, path)),
    line: 1,
    column: 1,
    message,
  }));
}

function folderProblem(name: string, names: readonly string[]): string {
  if (name === 'schema') return 'the schemas come with the service and cannot be changed here; leave the folder out';
  if (name === 'expansions') return 'the lists come with the service and cannot be changed here; leave the folder out';
  return `no guideline "${name}" to change${didYouMean(name, [...names, 'value-sets'])}`;
}

function fileProblem(path: string, top: string, rest: string): string | undefined {
  if (rest === '') return topNames.includes(top) ? undefined : unread(top, topNames);
  if (top === 'value-sets')
    return /^[^/]+\.json$/.test(rest) || rest === 'README.md'
      ? undefined
      : `"${path}" is not read; a value set is value-sets/<id>.json`;
  if (top === 'text')
    return /^[^/]+\.yaml$/.test(rest) ? undefined : `"${path}" is not read; words are text/<language>.yaml`;
  const [part = '', ...inside] = rest.split('/');
  if (inside.length === 0) return folderNames.includes(part) ? undefined : unread(part, folderNames);
  const pattern = partPatterns[part];
  if (pattern === undefined) return unread(part, Object.keys(partPatterns));
  return pattern.test(inside.join('/')) ? undefined : `"${path}" is not read; ${partNames[part] ?? ''}`;
}

function unread(name: string, known: readonly string[]): string {
  return `"${name}" is not read${didYouMean(name, known)}; there are ${known.join(', ')}`;
}
