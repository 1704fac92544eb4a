import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FindingsDocument, LanguageDocument } from '../core/text/text-documents.js';
import type { AuthoringProblem } from '../errors.js';
import { type CardLayers, namesIn, shownPath } from './card-layers.js';
import { validated } from './read-shared.js';
import { parseYaml, type SourceFile } from './source-file.js';

/** One file of words as read; a site's file is one more, whose lists are added to ours. */
export interface TextFile<T> {
  readonly language: string;
  readonly source: SourceFile;
  readonly document: T;
}

/** The words that texts are read with: of all languages, and of one guideline. */
export interface TextFiles {
  readonly languages: readonly TextFile<LanguageDocument>[];
  readonly findings: readonly TextFile<FindingsDocument>[];
  readonly problems: readonly AuthoringProblem[];
}

/** Reads `text/*.yaml` and `<guideline>/text/*.yaml` of every layer. */
export function readTextFiles(layers: CardLayers, guideline: string): TextFiles {
  const problems: AuthoringProblem[] = [];
  const languages = readFolder<LanguageDocument>(layers, 'text', { kind: 'text-language', problems });
  const folder = join(guideline, 'text');
  const findings = readFolder<FindingsDocument>(layers, folder, { kind: 'text-findings', problems });
  return { languages, findings, problems };
}

function readFolder<T>(
  layers: CardLayers,
  folder: string,
  { kind, problems }: { readonly kind: 'text-language' | 'text-findings'; readonly problems: AuthoringProblem[] },
): readonly TextFile<T>[] {
  const names = namesIn(layers, folder).filter((name) => name.endsWith('.yaml'));
  return names.flatMap((name) =>
    layers.folders.flatMap((layer) => {
      const path = join(layer, folder, name);
      if (!existsSync(path)) return [];
      const source = parseYaml(shownPath(path), readFileSync(path, 'utf8'));
      const document = validated<T>(kind, source, problems);
      return document === undefined ? [] : [{ language: name.slice(0, -'.yaml'.length), source, document }];
    }),
  );
}

/** The documents of a language in all layers as one: lists are joined, so that a pattern may name a list of ours. */
export function findingsByLanguage(
  files: TextFiles['findings'],
): readonly (FindingsDocument & { readonly language: string })[] {
  const languages = [...new Set(files.map(({ language }) => language))];
  return languages.map((language) => {
    const documents = files.filter((file) => file.language === language).map(({ document }) => document);
    return { ...documents.reduce(joined), language };
  });
}

function joined(lower: FindingsDocument, upper: FindingsDocument): FindingsDocument {
  const lists = { ...lower.lists };
  for (const [name, words] of Object.entries(upper.lists ?? {})) lists[name] = [...(lists[name] ?? []), ...words];
  const facts = { ...lower.facts };
  for (const [fact, words] of Object.entries(upper.facts)) {
    const known = facts[fact] ?? {};
    facts[fact] = {
      new: words.new ?? known.new,
      emergency: words.emergency ?? known.emergency,
      says: [...(known.says ?? []), ...(words.says ?? [])],
      inOrder: [...(known.inOrder ?? []), ...(words.inOrder ?? [])],
      points: [...(known.points ?? []), ...(words.points ?? [])],
      denied: [...(known.denied ?? []), ...(words.denied ?? [])],
      not: [...(known.not ?? []), ...(words.not ?? [])],
      unless: [...(known.unless ?? []), ...(words.unless ?? [])],
    };
  }
  const topics = { ...lower.topics };
  for (const [topic, { words, unless }] of Object.entries(upper.topics ?? {}))
    topics[topic] = {
      words: [...(topics[topic]?.words ?? []), ...words],
      unless: [...(topics[topic]?.unless ?? []), ...(unless ?? [])],
    };
  return {
    lists,
    facts,
    topics,
    groups: { ...lower.groups, ...upper.groups },
    places: { ...lower.places, ...upper.places },
  };
}
