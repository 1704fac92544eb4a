import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AuthoringError } from '../../errors.js';
import { findLayers, isClutter } from '../card-layers.js';

export interface WatchOptions<Read> {
  /** reads the folder again; throws an AuthoringError when it cannot be used */
  readonly read: () => Read | Promise<Read>;
  readonly onRead: (read: Read) => void;
  /** what was read before stays in use */
  readonly onProblem: (error: AuthoringError) => void;
}

/** An editor writes a file in several steps, and a checkout writes many files; they count as one. */
const quietMilliseconds = 150;

/** Reads a cards folder again whenever something in it changes. For development; answers the function that stops it. */
export function watchCards<Read>(cardsDirectory: string, { read, onRead, onProblem }: WatchOptions<Read>): () => void {
  let timer: NodeJS.Timeout | undefined;
  const readAgain = async (): Promise<void> => {
    try {
      folders.watchAll(foldersOf(cardsDirectory));
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
  const folders = createFolderWatch(schedule);
  folders.watchAll(foldersOf(cardsDirectory));
  return () => {
    clearTimeout(timer);
    folders.watchAll(new Map());
  };
}

/** Folders by path, each with the names in it that matter; undefined = all of them. */
type WatchedFolders = ReadonlyMap<string, readonly string[] | undefined>;

/** Every folder that cards are read from with the folders in it, and the place of each in the folder above it. */
function foldersOf(cardsDirectory: string): WatchedFolders {
  const roots = findLayers(cardsDirectory).folders.map((folder) => resolve(folder));
  const above = [...new Set(roots.map(dirname))].filter((folder) => existsSync(folder));
  const found = new Map<string, readonly string[] | undefined>(
    above.map((folder) => [folder, roots.map((root) => basename(root))]),
  );
  const visit = (folder: string): void => {
    if (!existsSync(folder)) return;
    found.set(folder, undefined);
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory() && !isClutter(entry.name)) visit(join(folder, entry.name));
  };
  roots.forEach(visit);
  return found;
}

interface FolderWatch {
  /** watches exactly these folders from now on */
  readonly watchAll: (folders: WatchedFolders) => void;
}

/**
 * Watches folders and not files: the watch of a file, which Node's recursive watch sets up on Linux, stays with a file that
 * was replaced. So does that of a folder; it is closed when the folder above says that something else has its name.
 */
function createFolderWatch(onChange: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  const close = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const open = (folder: string, only: readonly string[] | undefined): void => {
    const watcher = watch(folder, (event, name) => {
      if (name !== null && (isClutter(name) || only?.includes(name) === false)) return;
      if (event === 'rename' && name !== null) close(join(folder, name));
      onChange();
    });
    watcher.on('error', () => {
      close(folder);
      onChange();
    });
    watchers.set(folder, watcher);
  };
  return {
    watchAll: (folders) => {
      for (const folder of watchers.keys()) if (!folders.has(folder)) close(folder);
      for (const [folder, only] of folders) if (!watchers.has(folder)) open(folder, only);
    },
  };
}

/** An editor that replaces a file takes it away for a moment. */
function isFileAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
