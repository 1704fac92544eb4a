import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GuidelineDocuments } from '../../core/guideline/documents.js';
import { checkedMark } from '../card-layers.js';
import { digestOf } from './cards-digest.js';

export interface CheckedCardsOptions {
  /** YYYY-MM-DD */
  readonly today: string;
  /** where the service may remember what it has proved */
  readonly dataDir: string;
}

/**
 * The guidelines of a folder that `check` accepts. Proofs take a second or two, so a folder that has been proved as it
 * is now, here or by `check`, is only read and validated. Throws an AuthoringError with every problem.
 */
export async function readCheckedDocuments(
  cardsDirectory: string,
  { today, dataDir }: CheckedCardsOptions,
): Promise<readonly GuidelineDocuments[]> {
  const digest = digestOf(cardsDirectory);
  const remembered = join(dataDir, `cards-${checkedMark}`);
  if (isMarkedChecked(cardsDirectory, digest) || readMark(remembered) === digest) {
    const { readGuidelines } = await import('../read-guideline.js');
    return readGuidelines(cardsDirectory);
  }
  const { checkedDocuments } = await import('../check/check-cards.js');
  const documents = checkedDocuments(cardsDirectory, { today });
  writeMark(dataDir, remembered, digest);
  return documents;
}

/** Notes beside the cards that they have been proved as they are now. */
export function markChecked(cardsDirectory: string): void {
  writeMark(cardsDirectory, join(cardsDirectory, checkedMark), digestOf(cardsDirectory));
}

/** Whether `check` has proved the folder as it is now. */
export function isMarkedChecked(cardsDirectory: string, digest: string): boolean {
  return readMark(join(cardsDirectory, checkedMark)) === digest;
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
