import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { newGuidelineFiles } from './new-guideline-files.js';
import type { Terminal } from './terminal/terminal.js';

export interface NewGuideline {
  /** id of the guideline and name of its folder, kebab-case */
  readonly name: string;
  /** where it is written; undefined = the guidelines of the current folder, begun as a site's own where there are none */
  readonly cardsFolder: string | undefined;
  /** the guidelines that come with the service, which a site's folder is laid over */
  readonly shippedCards: string;
  /** YYYY-MM-DD */
  readonly today: string;
}

const namePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const takenNames: readonly string[] = ['schema', 'value-sets'];

/** Writes a guideline that is valid and passes its vignettes; answers the exit code: 0, or 2 when it cannot be written. */
export async function runNew(
  { name, cardsFolder: named, shippedCards, today }: NewGuideline,
  terminal: Terminal,
): Promise<number> {
  const cardsFolder = named ?? cardsHere();
  const begins = named === undefined && !existsSync(cardsFolder);
  const refusal = begins ? refuseName(name) : refuse(name, cardsFolder);
  if (refusal !== undefined) {
    terminal.complain(`${refusal}\n`);
    return 2;
  }
  if (begins) beginSite(cardsFolder, terminal);
  const folder = join(cardsFolder, name);
  const lender = lenderOf(cardsFolder, shippedCards);
  for (const [path, text] of Object.entries(newGuidelineFiles(name, today, lender))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    terminal.write(`${file}\n`);
  }
  terminal.write(`\nNext: check ${folder} and test ${folder} say how it stands; criteria.yaml is where it grows.\n`);
  return 0;
}

/** The folder of guidelines that a person who named none means. */
function cardsHere(): string {
  return isCards('.') ? '.' : 'cards';
}

/** A site's own folder with nothing in it yet. */
function beginSite(folder: string, terminal: Terminal): void {
  mkdirSync(folder);
  const file = join(folder, 'site.yaml');
  const about = '# The name under which /health and the printed guidelines show what stands in this folder.\n';
  writeFileSync(file, `${about}site: ${JSON.stringify(basename(process.cwd()))}\n`, { flag: 'wx' });
  terminal.write(`${file}\n`);
}

function refuseName(name: string): string | undefined {
  if (!namePattern.test(name)) return `"${name}" is not a name in kebab-case such as neck-pain`;
  if (takenNames.includes(name)) return `"${name}" is a folder that all guidelines share; choose another name`;
  return undefined;
}

function refuse(name: string, cardsFolder: string): string | undefined {
  const refusal = refuseName(name);
  if (refusal !== undefined) return refusal;
  if (!existsSync(cardsFolder))
    return `${cardsFolder}: there is no such folder; --cards names the folder of the guidelines`;
  if (!isCards(cardsFolder))
    return `${cardsFolder}: no folder of guidelines: neither code-systems.yaml nor, for a site's own folder, site.yaml is here`;
  if (existsSync(join(cardsFolder, name))) return `${join(cardsFolder, name)} is there already; nothing was written`;
  return undefined;
}

/** A guideline that stands beside the new one and can lend it the fixed words around a card. */
function lenderOf(cardsFolder: string, shippedCards: string): string | undefined {
  const folder = isSite(cardsFolder) ? shippedCards : cardsFolder;
  return readdirSync(folder).find((name) => existsSync(join(folder, name, 'phrases.yaml')));
}

function isCards(folder: string): boolean {
  return isSite(folder) || existsSync(join(folder, 'code-systems.yaml'));
}

/** A site's folder is laid over the shipped cards. */
function isSite(cardsFolder: string): boolean {
  return existsSync(join(cardsFolder, 'site.yaml'));
}
