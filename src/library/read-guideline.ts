import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { GuidelineDocuments, GuidelineHead } from '../core/guideline/documents.js';
import { AuthoringError, type AuthoringProblem } from '../errors.js';
import { type CardLayers, findLayers, namesIn, shownPath, topFile } from './card-layers.js';
import { filesLeftOut, type GuidelineFiles, toDocuments } from './guideline-files.js';
import { didYouMean } from './nearest-name.js';
import { readTable, readYaml } from './read-layered.js';
import { readShared, type SharedFiles, validated } from './read-shared.js';
import { findingsByLanguage, readTextFiles, type TextFiles } from './read-text.js';
import type { SourceFile } from './source-file.js';
import { sharedFolders, strayFiles } from './stray-files.js';
import { type LanguageFiles, languagesIn, readWords, type WordsFile } from './words.js';

/** One guideline folder as read, with its files, so that later checks can point at what they find. */
export interface GuidelineFolder {
  /** the folder's name under `cards/` */
  readonly name: string;
  readonly documents: GuidelineDocuments;
  readonly files: ReadonlyMap<keyof GuidelineFiles, SourceFile>;
  readonly words: ReadonlyMap<string, WordsFile>;
  /** words of other languages, by language */
  readonly languages: ReadonlyMap<string, LanguageFiles>;
}

/** Everything under `cards/`. `problems` empty means that every folder matches its schemas. */
export interface CardsFolder {
  readonly layers: CardLayers;
  readonly guidelines: readonly GuidelineFolder[];
  readonly shared: SharedFiles;
  readonly problems: readonly AuthoringProblem[];
}

/** Reads and validates every guideline folder. Throws one AuthoringError with all problems of all files. */
export function readGuidelines(cardsDirectory: string): readonly GuidelineDocuments[] {
  const { guidelines, problems } = readCards(cardsDirectory);
  if (problems.length > 0) throw new AuthoringError(problems);
  return guidelines.map(({ documents }) => documents);
}

/** Reads a cards folder as far as it can be read; never throws on what an author wrote. */
export function readCards(cardsDirectory: string): CardsFolder {
  const problems: AuthoringProblem[] = [];
  const layers = findLayers(cardsDirectory);
  const site = layers.site === undefined ? undefined : readYaml({ folders: [layers.site] }, 'site.yaml');
  if (site !== undefined) validated('site', site, problems);
  const shared = readShared(layers, problems);
  const names = namesIn(layers, '.').filter((name) => isGuideline(layers, name));
  if (names.length === 0)
    problems.push(problemOf(cardsDirectory, 'no guideline here: a guideline is a folder with a guideline.yaml'));
  problems.push(...strayFiles(layers, names));
  const sources = new Map<string, SourceFile | undefined>();
  const guidelines = names.flatMap((name) => readFolder({ layers, shared, names, sources, problems }, name) ?? []);
  return { layers, guidelines, shared, problems };
}

function isGuideline(layers: CardLayers, name: string): boolean {
  return !sharedFolders.includes(name) && topFile(layers, join(name, 'guideline.yaml')) !== undefined;
}

interface FolderReading {
  readonly layers: CardLayers;
  readonly shared: SharedFiles;
  readonly names: readonly string[];
  /** files that are borrowed are read once */
  readonly sources: Map<string, SourceFile | undefined>;
  readonly problems: AuthoringProblem[];
}

function readFolder(reading: FolderReading, name: string): GuidelineFolder | undefined {
  const { layers, shared } = reading;
  const files = new Map<keyof GuidelineFiles, SourceFile>();
  const guideline = readFile(reading, 'guideline', name, files);
  if (guideline === undefined) return undefined;
  const lender = lenderOf(reading, guideline, name);
  const read = <Kind extends keyof GuidelineFiles>(kind: Kind): GuidelineFiles[Kind] | undefined =>
    readFile(reading, kind, lender(kind), files);
  const found: { readonly [Kind in keyof GuidelineFiles]: GuidelineFiles[Kind] | undefined } = {
    guideline,
    facts: read('facts'),
    derived: read('derived'),
    criteria: read('criteria'),
    ratings: read('ratings'),
    studies: read('studies'),
    series: read('series'),
    overlays: read('overlays'),
    suggestions: read('suggestions'),
    'override-reasons': read('override-reasons'),
    phrases: read('phrases'),
    proofs: read('proofs'),
  };
  if (!isComplete(found)) return undefined;
  const words = readWords(layers, join(name, 'words'));
  const languages = readLanguages(reading, join(name, 'words'));
  const text = readTextFiles(layers, name);
  const documents = toDocuments(found, { words, languages }, shared, textOf(text));
  return { name, documents: layers.site === undefined ? documents : stamped(documents), files, words, languages };
}

function readLanguages({ layers, problems }: FolderReading, words: string): ReadonlyMap<string, LanguageFiles> {
  return new Map(
    languagesIn(layers, words).map((language) => {
      const folder = join(words, language);
      const source = readYaml(layers, join(folder, 'phrases.yaml'));
      const file = source && validated<GuidelineFiles['phrases']>('language-phrases', source, problems);
      return [language, { folder, phrases: file?.phrases ?? {}, source, words: readWords(layers, folder) }] as const;
    }),
  );
}

function textOf({ languages, findings }: TextFiles): GuidelineDocuments['text'] {
  return { languages: languages.map(({ document }) => document), findings: findingsByLanguage(findings) };
}

function isComplete(found: { readonly [Kind in keyof GuidelineFiles]: unknown }): found is GuidelineFiles {
  return Object.values(found).every((file) => file !== undefined);
}

function readFile<Kind extends keyof GuidelineFiles>(
  { layers, sources, problems }: FolderReading,
  kind: Kind,
  folder: string,
  files: Map<keyof GuidelineFiles, SourceFile>,
): GuidelineFiles[Kind] | undefined {
  const path = join(folder, `${kind}.yaml`);
  if (!sources.has(path))
    sources.set(path, kind === 'criteria' ? readTable(layers, path, problems) : readYaml(layers, path));
  const source = sources.get(path);
  if (source !== undefined) {
    files.set(kind, source);
    return validated<GuidelineFiles[Kind]>(kind, source, problems);
  }
  const leftOut = filesLeftOut[kind];
  if (leftOut === undefined) problems.push(problemOf(join(layers.folders[0] ?? '', path), 'file is missing'));
  return leftOut;
}

/** The folder that a file is read from: the guideline's own, or the one that it borrows the file from. */
function lenderOf(
  { names, layers, problems }: FolderReading,
  { borrow }: GuidelineHead,
  own: string,
): (kind: keyof GuidelineFiles) => string {
  if (borrow === undefined) return () => own;
  if (!names.includes(borrow.from)) {
    const path = topFile(layers, join(own, 'guideline.yaml')) ?? own;
    problems.push(problemOf(path, `borrow: no guideline "${borrow.from}"${didYouMean(borrow.from, names)}`));
  }
  return (kind) => (borrow.files.includes(kind) ? borrow.from : own);
}

const fingerprintLength = 8;

/**
 * The version of a guideline with a site's changes says what the guideline knows, so that each decision tells them apart:
 * comments, vignettes and whatever else is in the folder do not count. The order of entries does, because they are tried
 * and shown in it.
 */
function stamped(documents: GuidelineDocuments): GuidelineDocuments {
  const fingerprint = createHash('sha256').update(JSON.stringify(documents)).digest('hex').slice(0, fingerprintLength);
  const { guideline } = documents;
  return { ...documents, guideline: { ...guideline, version: `${guideline.version}+site.${fingerprint}` } };
}

function problemOf(path: string, message: string): AuthoringProblem {
  return { file: shownPath(path), line: 1, column: 1, message };
}
