import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRelease, type Release, releaseAsText } from '../core/trial/release.js';
import { RequestError } from '../errors.js';
import type { CardLayers } from './card-layers.js';
import { didYouMean } from './nearest-name.js';

const historyFolder = 'history';

/** Every release of a guideline that is kept, newest first; a file that is none is left out. */
export function readReleases({ folders }: Pick<CardLayers, 'folders'>, id: string): readonly Release[] {
  const files = folders
    .map((folder) => join(folder, historyFolder, id))
    .flatMap((place) => (existsSync(place) ? readdirSync(place).map((name) => join(place, name)) : []))
    .filter((file) => file.endsWith('.json'));
  const releases = files.map((file): unknown => JSON.parse(readFileSync(file, 'utf8'))).filter(isRelease);
  return releases.sort((left, right) => right.version.localeCompare(left.version, 'en', { numeric: true }));
}

/** The release of a guideline that stands under `history/`; throws a RequestError that names the ones there are. */
export function readRelease({ folders }: Pick<CardLayers, 'folders'>, id: string, version: string): Release {
  const places = folders.map((folder) => join(folder, historyFolder, id));
  const file = places.map((place) => join(place, `${version}.json`)).findLast((each) => existsSync(each));
  if (file === undefined) {
    const known = places.filter((place) => existsSync(place)).flatMap((place) => readdirSync(place));
    const versions = known.map((name) => name.replace(/\.json$/, ''));
    const there = versions.length === 0 ? 'there is none' : `there are ${versions.join(', ')}`;
    throw unusable(`no release ${version} of ${id}${didYouMean(version, versions)}; ${there}`);
  }
  const release: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isRelease(release)) throw unusable(`${file} is no release: "docs --release" writes one`);
  return release;
}

function unusable(message: string): RequestError {
  return new RequestError({ code: 'value', status: 400, message });
}

/** Keeps a release under `history/` of the highest folder; answers its file. */
export function writeRelease({ folders }: Pick<CardLayers, 'folders'>, id: string, release: Release): string {
  const file = join(folders.at(-1) ?? '.', historyFolder, id, `${release.version}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, releaseAsText(release));
  return file;
}
