import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const notCopied = ['node_modules', 'dist', 'data', 'coverage', '.git', 'tests'];

/** A copy of the project, without what was built of it, in a folder of its own: remove it afterwards. */
export function cloneProject(): string {
  const clone = mkdtempSync(join(tmpdir(), 'clone-'));
  for (const entry of readdirSync('.').filter((one) => !notCopied.includes(one)))
    cpSync(entry, join(clone, entry), { recursive: true });
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
  return clone;
}

/** A copy that is built, as `npm start` does it: its start takes a quarter of what the loader for TypeScript takes. */
export function buildProject(): { readonly folder: string; readonly server: string } {
  const folder = cloneProject();
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: folder });
  return { folder, server: join(folder, 'dist/server.js') };
}
