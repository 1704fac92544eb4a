import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One change of one file: the first place where `from` stands becomes `to`. */
export interface Edit {
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
}

/** A copy of the shipped cards that a test may spoil. */
export interface CardsCopy {
  readonly folder: string;
  /** applies an edit while `use` runs, then puts the file back; `line` is where the edit begins */
  readonly withEdit: <Result>(edit: Edit, use: (line: number) => Result) => Result;
  readonly remove: () => void;
}

export function copyCards(): CardsCopy {
  const folder = mkdtempSync(join(tmpdir(), 'cards-'));
  cpSync('cards', folder, { recursive: true });
  return {
    folder,
    withEdit: ({ file, from, to }, use) => {
      const path = join(folder, file);
      const before = readFileSync(path, 'utf8');
      const start = typeof from === 'string' ? before.indexOf(from) : before.search(from);
      if (start < 0) throw new Error(`${file} does not hold ${String(from)}`);
      writeFileSync(path, before.slice(0, start) + before.slice(start).replace(from, to));
      try {
        return use(before.slice(0, start).split('\n').length);
      } finally {
        writeFileSync(path, before);
      }
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
