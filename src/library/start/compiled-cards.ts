import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type CompiledWords,
  compileGuideline,
  compileWordsOf,
  type ParseRule,
} from '../../core/guideline/compile-guideline.js';
import type { GuidelineDocuments } from '../../core/guideline/documents.js';
import type { Expression } from '../../core/rules/expression.js';
import { digestOf } from './cards-digest.js';
import { isMarkedChecked } from './checked-cards.js';

/** A guideline as it was read, the trees of its rules by their text, and its words. */
export interface CompiledCards {
  readonly documents: GuidelineDocuments;
  readonly rules: { readonly [source: string]: Expression };
  readonly words: CompiledWords;
}

interface CompiledFile {
  /** of the cards, and of the program that read them */
  readonly fingerprint: string;
  readonly guidelines: readonly CompiledCards[];
}

/** Beside the compiled program, which it is trusted like. */
const compiledFile = fileURLToPath(new URL('../../cards.json', import.meta.url));

/**
 * Writes what reading a proved folder gives, so that a start need neither read and validate its files nor parse its rules
 * nor put its words together.
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
  return { documents, rules, words: compileWordsOf(documents) };
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
  for (const room of ['library', 'core/rules', 'core/guideline', 'core/text', 'core/values']) {
    const folder = fileURLToPath(new URL(`../../${room}/`, import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[jt]s$/.test(name));
    for (const name of files.sort()) hash.update(`\0${name}\0`).update(readFileSync(`${folder}${name}`));
  }
  return hash.digest('hex');
}
