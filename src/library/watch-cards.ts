import { watch } from 'node:fs';
import type { GuidelineDocuments } from '../core/guideline.js';
import { AuthoringError } from '../errors.js';
import { findLayers } from './card-layers.js';

export interface WatchOptions {
  /** reads the folder again; throws an AuthoringError when it cannot be used */
  readonly read: () => readonly GuidelineDocuments[] | Promise<readonly GuidelineDocuments[]>;
  readonly onRead: (guidelines: readonly GuidelineDocuments[]) => void;
  /** what was read before stays in use */
  readonly onProblem: (error: AuthoringError) => void;
}

/** An editor writes a file in several steps; they count as one. */
const quietMilliseconds = 150;

/** Reads a cards folder again whenever something in it changes. For development; answers the function that stops it. */
export function watchCards(cardsDirectory: string, { read, onRead, onProblem }: WatchOptions): () => void {
  let timer: NodeJS.Timeout | undefined;
  const readAgain = async (): Promise<void> => {
    try {
      onRead(await read());
    } catch (error) {
      if (error instanceof AuthoringError) onProblem(error);
      else if (isFileAway(error)) schedule();
      else throw error;
    }
  };
  const schedule = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void readAgain(), quietMilliseconds);
  };
  const watchers = findLayers(cardsDirectory).folders.map((folder) => watch(folder, { recursive: true }, schedule));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** An editor that replaces a file takes it away for a moment. */
function isFileAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
