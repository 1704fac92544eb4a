import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Guide } from './docs-page.js';

/** Two folders above both src/pages and dist/pages. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const order = ['sandbox', 'smart', 'epic', 'oracle-health', 'generic'];

/** The guides that come with the program, in the order in which they are listed. */
export function readGuides(): readonly Guide[] {
  return order.flatMap((id) => {
    const file = join(root, 'docs', 'integrate', `${id}.md`);
    if (!existsSync(file)) return [];
    const text = readFileSync(file, 'utf8');
    return [{ id, title: /^# (.+)$/m.exec(text)?.[1] ?? id, text }];
  });
}

/** The version of the program, as its package says. */
export function programVersion(): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return /"version": *"([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}
