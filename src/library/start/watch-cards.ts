import { watch } from 'node:fs';
import { AuthoringError } from '../../errors.js';
import { findLayers } from '../card-layers.js';

export interface WatchOptions<Read> {
  /** reads the folder again; throws an AuthoringError when it cannot be used */
  readonly read: () => Read | Promise<Read>;
  readonly onRead: (read: Read) => void;
  /** what was read before stays in use */
  readonly onProblem: (error: AuthoringError) => void;
}

/** An editor writes a file in several steps; they count as one. */
const quietMilliseconds = 150;

/** Reads a cards folder again whenever something in it changes. For development; answers the function that stops it. */
export function watchCards<Read>(cardsDirectory: string, { read, onRead, onProblem }: WatchOptions<Read>): () => void {
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
