import { readFileSync } from 'node:fs';
import { type CardLayers, namesIn, topFile } from './card-layers.js';
import type { SourceFile } from './source-file.js';

/** The words of one criterion as a file: its sections by heading. */
export interface WordsFile {
  readonly path: string;
  readonly text: string;
  readonly sections: { readonly [section: string]: string };
}

/** The words of every criterion, by criterion id: `words/foot-drop.md` is `foot-drop`. */
export function readWords(layers: CardLayers, folder: string): ReadonlyMap<string, WordsFile> {
  const names = namesIn(layers, folder).filter((name) => name.endsWith('.md'));
  return new Map(
    names.flatMap((name) => {
      const path = topFile(layers, `${folder}/${name}`);
      if (path === undefined) return [];
      const text = readFileSync(path, 'utf8');
      return [[name.slice(0, -'.md'.length), { path, text, sections: sectionsOf(text) }] as const];
    }),
  );
}

/** What a folder `words/<language>/` holds. */
export interface LanguageFiles {
  /** its path under the cards */
  readonly folder: string;
  readonly phrases: { readonly [name: string]: string };
  /** the file of the phrases; undefined = there is none */
  readonly source: SourceFile | undefined;
  readonly words: ReadonlyMap<string, WordsFile>;
}

/** The languages beside the one of the cards: folders of `words/` with the name of a language, `de`. */
export function languagesIn(layers: CardLayers, folder: string): readonly string[] {
  return namesIn(layers, folder).filter((name) => /^[a-z]{2,3}$/.test(name));
}

/** Markdown cut at its `## ` headings. */
function sectionsOf(markdown: string): { readonly [section: string]: string } {
  const parts = markdown.split(/^## +/m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf('\n');
      const heading = end < 0 ? part : part.slice(0, end);
      return [heading.trim(), end < 0 ? '' : part.slice(end + 1).trim()];
    }),
  );
}
