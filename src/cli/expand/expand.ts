import type { AuthoringProblem } from '../../errors.js';
import type { Terminal } from '../terminal/terminal.js';
import { expandOnServer, type FamilyGroup, type ListedCodes } from './server-expansion.js';

/** What became of one public list: how many of its codes reach a fact of the list, and what was left out, by name. */
export interface GroupFigures {
  readonly group: string;
  readonly extent: string;
  readonly means: readonly string[];
  readonly codes: number;
  readonly reached: number;
  readonly leftOut: ReadonlyMap<string, { readonly codes: number; readonly because: string }>;
  /** codes that neither reach a fact nor are left out by name */
  readonly open: number;
}

/** What `expand` needs of the cards. */
export interface ExpandTools {
  /** builds the expansions from the lists of the cards; answers the files that changed */
  readonly expand: () => { readonly written: readonly string[]; readonly problems: readonly AuthoringProblem[] };
  readonly figures: () => readonly GroupFigures[];
  /** the families of codes that only a server can list, by set */
  readonly families: () => readonly { readonly set: string; readonly include: readonly FamilyGroup[] }[];
  /** writes what a server listed into the site's folder; answers how many codes that adds and how many are left out */
  readonly addToSite: (set: string, listed: ListedCodes) => { readonly added: number; readonly leftOut: number };
  /** what `check` says against the folder */
  readonly check: () => readonly AuthoringProblem[];
  readonly fetch: typeof fetch;
}

/** Builds the shipped expansions; answers the exit code. */
export function runExpand({ expand }: ExpandTools, { write, complain }: Terminal): number {
  const { written, problems } = expand();
  for (const { message } of problems) complain(`problem ${message}\n`);
  if (problems.length > 0) return 1;
  for (const name of written) write(`written ${name}\n`);
  write(written.length === 0 ? 'nothing to change\n' : `${written.length} files changed; run check\n`);
  return 0;
}

/** Prints the figures of the lists as a Markdown table. */
export function runFigures({ figures }: ExpandTools, { write }: Terminal): number {
  write(figuresTable(figures()));
  return 0;
}

export function figuresTable(figures: readonly GroupFigures[]): string {
  const head =
    '| List | Facts | Extent | Codes | Reach a fact | Left out by name |\n| --- | --- | --- | --- | --- | --- |\n';
  return head + figures.map(figuresRow).join('');
}

function figuresRow({ group, means, extent, codes, reached, leftOut, open }: GroupFigures): string {
  const names = [...leftOut].map(([name, left]) => `${name} ${left.codes}`).join(', ');
  const rest = open === 0 ? '' : `${names === '' ? '' : ', '}open ${open}`;
  return `| ${group} | ${means.join(', ')} | ${extent} | ${codes} | ${reached} | ${names}${rest} |\n`;
}

/** Fills the families of the sets from a site's terminology server; answers the exit code. */
export async function runServerExpansion(
  server: string,
  { families, addToSite, check, fetch }: ExpandTools,
  { write, complain, progress }: Terminal,
): Promise<number> {
  let failures = 0;
  for (const { set, include } of families()) {
    progress(`${set}: asking ${server}`);
    const answer = await expandOnServer({ server, fetch }, include);
    if (answer.kind === 'refused') {
      failures += 1;
      complain(`${set}: ${answer.why}\n`);
      continue;
    }
    const { added, leftOut } = addToSite(set, answer);
    write(`${set}: ${answer.codes.length} codes listed, ${added} new, ${leftOut} left out by name\n`);
  }
  const problems = check();
  for (const { file, message } of problems) complain(`problem ${file} ${message}\n`);
  write(problems.length === 0 ? 'check finds no problems; the shipped sets are unchanged\n' : '');
  return failures + problems.length === 0 ? 0 : 1;
}
