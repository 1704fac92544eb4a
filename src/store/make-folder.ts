import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder that only this user may enter, with the folders above it. Step by step: Node's own way never ends where
 * nobody can make folders and the system says that they are not there, as in /proc. Throws what the system says.
 */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // another instance may have made it meanwhile
    if (!existsSync(path)) throw error;
  }
}
