import type {
  OverlayDefinition,
  OverrideReasonDefinition,
  SuggestionDefinition,
} from '../core/guideline/advice-documents.js';
import type {
  CriterionDefinition,
  DerivedDefinition,
  FactDefinition,
  GuidelineDocuments,
  GuidelineHead,
  Phrases,
  ProofsDocument,
} from '../core/guideline/documents.js';
import type { RatingsDocument, StudiesDocument } from '../core/guideline/ratings-documents.js';
import type { SeriesDefinition } from '../core/guideline/series-documents.js';
import type { SharedFiles } from './read-shared.js';
import { withThresholds } from './thresholds.js';
import type { LanguageFiles, WordsFile } from './words.js';

/** The YAML files of a guideline folder, each by its name without `.yaml`, with the shape that its schema describes. */
export interface GuidelineFiles {
  readonly guideline: GuidelineHead;
  readonly facts: { readonly facts: { readonly [fact: string]: FactDefinition } };
  readonly derived: { readonly derived: { readonly [fact: string]: DerivedDefinition } };
  readonly criteria: { readonly criteria: readonly CriterionDefinition[] };
  readonly ratings: RatingsDocument;
  readonly studies: StudiesDocument;
  readonly series: { readonly series: { readonly [series: string]: SeriesDefinition } };
  readonly overlays: { readonly overlays: readonly OverlayDefinition[] };
  readonly suggestions: { readonly suggestions: { readonly [id: string]: SuggestionDefinition } };
  readonly 'override-reasons': { readonly overrideReasons: { readonly [id: string]: OverrideReasonDefinition } };
  readonly phrases: { readonly phrases: Phrases };
  readonly proofs: ProofsDocument;
}

/** Every file of a guideline folder by its whole name. */
export const guidelineFileNames: readonly string[] = Object.keys({
  guideline: true,
  facts: true,
  derived: true,
  criteria: true,
  ratings: true,
  studies: true,
  series: true,
  overlays: true,
  suggestions: true,
  'override-reasons': true,
  phrases: true,
  proofs: true,
} satisfies { readonly [Kind in keyof GuidelineFiles]: true }).map((kind) => `${kind}.yaml`);

/** What a guideline without the file has. */
export const filesLeftOut: Partial<GuidelineFiles> = {
  series: { series: {} },
  overlays: { overlays: [] },
  suggestions: { suggestions: {} },
  'override-reasons': { overrideReasons: {} },
  phrases: { phrases: {} },
  proofs: { usual: {}, impossible: [], properties: [], exceptions: [] },
};

/** One document of everything that a guideline folder and the files shared by all guidelines hold. */
export function toDocuments(
  files: GuidelineFiles,
  { words, languages }: RowWords,
  shared: SharedFiles,
  text: GuidelineDocuments['text'],
): GuidelineDocuments {
  return withThresholds({
    guideline: files.guideline,
    ...shared.codes,
    recordForms: shared.recordForms,
    facts: files.facts.facts,
    derived: files.derived.derived,
    criteria: files.criteria.criteria,
    ratings: files.ratings,
    studies: files.studies,
    series: files.series.series,
    overlays: files.overlays.overlays,
    suggestions: files.suggestions.suggestions,
    overrideReasons: files['override-reasons'].overrideReasons,
    phrases: files.phrases.phrases,
    proofs: files.proofs,
    words: sectionsOf(words),
    text,
    valueSets: shared.valueSets,
    ...(languages.size === 0 ? {} : { languages: languagesOf(languages) }),
  });
}

/** The words of rows, in the language of the cards and in others. */
interface RowWords {
  readonly words: ReadonlyMap<string, WordsFile>;
  readonly languages: ReadonlyMap<string, LanguageFiles>;
}

function sectionsOf(words: ReadonlyMap<string, WordsFile>): GuidelineDocuments['words'] {
  return Object.fromEntries([...words].map(([criterion, { sections }]) => [criterion, sections]));
}

function languagesOf(languages: ReadonlyMap<string, LanguageFiles>): GuidelineDocuments['languages'] {
  return Object.fromEntries(
    [...languages].map(([language, { phrases, words }]) => [language, { phrases, words: sectionsOf(words) }]),
  );
}
