import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { GuidelineDocuments } from '../core/guideline.js';
import { isObject } from '../core/json.js';
import { findLayers } from './card-layers.js';
import { readGuidelines } from './read-guideline.js';

export interface CheckedCardsOptions {
  /** YYYY-MM-DD */
  readonly today: string;
  /** where the service may remember what it has proved */
  readonly dataDir: string;
}

const mark = 'checked.sha256';

/**
 * The guidelines of a folder that `check` accepts. Proofs take a second or two, so a folder that has been proved as it
 * is now, here or by `check`, is only read and validated. Throws an AuthoringError with every problem.
 */
export async function openCheckedGuidelines(
  cardsDirectory: string,
  { today, dataDir }: CheckedCardsOptions,
): Promise<readonly GuidelineDocuments[]> {
  const digest = digestOf(cardsDirectory);
  const remembered = join(dataDir, `cards-${mark}`);
  if ([join(cardsDirectory, mark), remembered].some((file) => readMark(file) === digest))
    return readGuidelines(cardsDirectory);
  const { openGuidelines } = await import('./check-cards.js');
  const guidelines = openGuidelines(cardsDirectory, { today });
  writeMark(dataDir, remembered, digest);
  return guidelines;
}

/** Notes beside the cards that they have been proved as they are now. */
export function markChecked(cardsDirectory: string): void {
  writeMark(cardsDirectory, join(cardsDirectory, mark), digestOf(cardsDirectory));
}

function readMark(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** A folder that cannot be written only means that the proofs run again next time. */
function writeMark(directory: string, file: string, digest: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, `${digest}\n`);
  } catch {
    return;
  }
}

/** A fingerprint of every file that the guidelines are read from, and of the version that proves them. */
function digestOf(cardsDirectory: string): string {
  const hash = createHash('sha256').update(ownVersion()).update('\0');
  for (const folder of findLayers(cardsDirectory).folders.filter((it) => existsSync(it))) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== mark && !entry.parentPath.includes('vignettes'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(relative(folder, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function ownVersion(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return isObject(description) ? String(description['version']) : '';
}
