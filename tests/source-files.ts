import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every file under a folder of the project, as sorted paths relative to the project: `src/core/fact.ts`. */
export function filesUnder(folder: string, ending = ''): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
