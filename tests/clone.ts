import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const notCopied = ['node_modules', 'dist', 'data', 'coverage', '.git', 'tests'];

/** Copies the project, without what was built of it, into an empty folder. */
export function cloneProject(folder: string): void {
  for (const entry of readdirSync('.').filter((one) => !notCopied.includes(one)))
    cpSync(entry, join(folder, entry), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
}

/** A copy that is built as `npm start` does it: that starts in a quarter of the time that the loader for TypeScript takes. */
export function buildProject(folder: string): void {
  cloneProject(folder);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: folder });
}
