import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newGuidelineFiles } from './new-guideline-files.js';
import type { Output } from './terminal.js';

export interface NewGuideline {
  /** id of the guideline and name of its folder, kebab-case */
  readonly name: string;
  /** where it is written */
  readonly cardsFolder: string;
  /** folder with guidelines whose fixed words (phrases.yaml) the new one starts with */
  readonly phrasesFrom: string;
  /** YYYY-MM-DD */
  readonly today: string;
}

const namePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const takenNames: readonly string[] = ['schema', 'value-sets'];
const phrasesFile = 'phrases.yaml';

/** Writes a guideline that is valid and passes its vignettes; answers the exit code: 0, or 2 when it cannot be written. */
export async function runNew({ name, cardsFolder, phrasesFrom, today }: NewGuideline, output: Output): Promise<number> {
  const refusal = refuse(name, cardsFolder);
  if (refusal !== undefined) {
    output.complain(`${refusal}\n`);
    return 2;
  }
  const folder = join(cardsFolder, name);
  const phrases = findPhrases(phrasesFrom);
  const files = { ...newGuidelineFiles(name, today), ...(phrases === undefined ? {} : { [phrasesFile]: phrases }) };
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    output.write(`${file}\n`);
  }
  output.write(
    `\nNext: npm run cards -- check, then npm run cards -- test ${name}; criteria.yaml is where the guideline grows.\n`,
  );
  return 0;
}

function refuse(name: string, cardsFolder: string): string | undefined {
  if (!namePattern.test(name)) return `"${name}" is not a name in kebab-case such as neck-pain`;
  if (takenNames.includes(name)) return `"${name}" is a folder that all guidelines share; choose another name`;
  if (!existsSync(cardsFolder))
    return `${cardsFolder}: there is no such folder; --cards names the folder of the guidelines`;
  if (existsSync(join(cardsFolder, name))) return `${join(cardsFolder, name)} is there already; nothing was written`;
  return undefined;
}

/** The fixed words around a card do not depend on the guideline; the first that has them lends them. */
function findPhrases(folder: string): string | undefined {
  const file = readdirSync(folder)
    .map((name) => join(folder, name, phrasesFile))
    .find((path) => existsSync(path));
  return file === undefined ? undefined : readFileSync(file, 'utf8');
}
