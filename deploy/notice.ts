import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isObject, type JsonObject, textOf } from '../src/core/values/json.js';

const file = 'NOTICE';
const title = '3. Packages that run with the program';
const end = '\n\n\n4. Disclaimer';
const columns = 120;

/** NOTICE with every package of the lockfile that is installed for production, by licence, with its copyright lines. */
export function currentNotice(notice: string): string {
  const [before = ''] = notice.split(title);
  const after = notice.slice(notice.indexOf(end));
  const about = `npm installs them beside the program, and an image holds them, each with the licence file that it ships with. Where a package
ships none, its author is named. fhirpath and ucum-lhc are covered by terms of the U.S. National Library of Medicine, which ask that
their licence files stay with them; ucum-lhc holds the UCUM table, copyright 1995-2009 Regenstrief Institute, Inc. and the UCUM
Organization (https://ucum.org/license). This list is made by \`npm run notice\`.`;
  const parts = [...byLicence()].map(([licence, lines]) => [licence, ...lines].join('\n'));
  return `${before}${title}\n\n${[about, ...parts].join('\n\n')}${after}`;
}

function byLicence(): ReadonlyMap<string, readonly string[]> {
  const lock: unknown = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const entries = isObject(lock) && isObject(lock.packages) ? Object.entries(lock.packages) : [];
  const lines = new Map<string, Set<string>>();
  for (const [folder, entry] of entries) {
    if (folder === '' || (isObject(entry) && entry.dev === true)) continue;
    const description: unknown = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    if (!isObject(description)) continue;
    const licence = textOf(description.license)?.replace(/^SEE LICENSE .*$/i, 'Terms of their own') ?? 'Not stated';
    const known = lines.get(licence) ?? new Set();
    lines.set(licence, known.add(lineOf(folder, description)));
  }
  return new Map([...lines].sort().map(([licence, found]) => [licence, [...found].sort()]));
}

function lineOf(folder: string, { name, author }: JsonObject): string {
  const authorName = isObject(author) ? textOf(author.name) : textOf(author);
  const owners = copyrightsIn(folder);
  const named = owners.length > 0 ? owners.join('; ') : `by ${authorName ?? 'its contributors'}`;
  return broken(`  ${textOf(name)}: ${named}`);
}

/** Copyright lines of the licence files; the words of a licence about copyright are none. */
function copyrightsIn(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const lines = files.flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').split('\n'));
  const owned = lines
    .map((line) => line.trim())
    .filter((line) =>
      /^(copyright\s+((\(c\)|©)\s*)?[\dA-Z]|(\(c\)|©)\s*\d)/.test(line.replace(/^Copyright/, 'copyright')),
    );
  return [...new Set(owned.map((line) => line.replace(/\s+/g, ' ').replace(/[.;]?( All rights reserved\.?)?$/i, '')))];
}

function broken(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/(?<=\S) /)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= columns)
      lines.push(last === undefined ? word : `    ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, currentNotice(readFileSync(file, 'utf8')));
