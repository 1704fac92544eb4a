import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileGuideline, type ParseRule } from '../../core/guideline/compile-guideline.js';
import type { GuidelineDocuments } from '../../core/guideline/documents.js';
import type { Expression } from '../../core/rules/expression.js';
import { digestOf } from './cards-digest.js';
import { isMarkedChecked } from './checked-cards.js';

/** A guideline as it was read, and the trees of its rules by their text. */
export interface CompiledCards {
  readonly documents: GuidelineDocuments;
  readonly rules: { readonly [source: string]: Expression };
}

interface CompiledFile {
  /** of the cards, and of the program that read them */
  readonly fingerprint: string;
  readonly guidelines: readonly CompiledCards[];
}

/** Beside the compiled program, which it is trusted like. */
const compiledFile = fileURLToPath(new URL('../../cards.json', import.meta.url));

/**
 * Writes what reading a proved folder gives, so that a start need neither read and validate its files nor parse its rules.
 * A folder that is not proved as it is now is left to the start, which says what is wrong with it.
 */
export async function compileCards(cardsDirectory: string): Promise<void> {
  if (readCompiledCards(cardsDirectory) !== undefined) return;
  rmSync(compiledFile, { force: true });
  if (!isMarkedChecked(cardsDirectory, digestOf(cardsDirectory))) return;
  const { readGuidelines } = await import('../read-guideline.js');
  const { parseRule } = await import('../../core/rules/parse-expression.js');
  const guidelines = readGuidelines(cardsDirectory).map((documents) => compile(documents, parseRule));
  const content: CompiledFile = { fingerprint: fingerprintOf(cardsDirectory), guidelines };
  // complete or not there at all
  const draft = `${compiledFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(content));
  renameSync(draft, compiledFile);
}

function compile(documents: GuidelineDocuments, parse: ParseRule): CompiledCards {
  const rules: { [source: string]: Expression } = {};
  compileGuideline(documents, (source) => {
    const rule = parse(source);
    rules[source] = rule;
    return rule;
  });
  return { documents, rules };
}

/** What was compiled of this folder; undefined when nothing was, or when the folder or the program has changed since. */
export function readCompiledCards(cardsDirectory: string): readonly CompiledCards[] | undefined {
  if (!existsSync(compiledFile)) return undefined;
  const { fingerprint, guidelines }: CompiledFile = JSON.parse(readFileSync(compiledFile, 'utf8'));
  return fingerprint === fingerprintOf(cardsDirectory) ? guidelines : undefined;
}

/** The folder's own fingerprint, and that of the code which decides what is read from it. */
function fingerprintOf(cardsDirectory: string): string {
  const hash = createHash('sha256').update(digestOf(cardsDirectory));
  const folder = fileURLToPath(new URL('../', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[jt]s$/.test(name));
  for (const name of files.sort()) hash.update(`\0${name}\0`).update(readFileSync(`${folder}${name}`));
  const parser = fileURLToPath(import.meta.resolve('../../core/rules/parse-expression.js'));
  return hash.update(readFileSync(parser)).digest('hex');
}
