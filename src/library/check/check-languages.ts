import { summarySection } from '../../core/guideline/in-language.js';
import { didYouMean } from '../nearest-name.js';
import type { LanguageFiles } from '../words.js';
import type { CheckContext } from './check-context.js';

const mostNamed = 6;

/** Names in the words of a language that nothing is called: they would never be read. */
export function checkLanguages({ folder, documents, problems }: CheckContext): void {
  const rows = documents.criteria.map(({ id }) => id);
  const phrases = [...Object.keys(documents.phrases), ...textsOf(documents)];
  const known = new Set(phrases);
  for (const { phrases: own, source, words } of folder.languages.values()) {
    for (const name of Object.keys(own))
      if (!known.has(name) && source !== undefined)
        problems.push(source.problemAt(['phrases', name], `no phrase "${name}"${didYouMean(name, phrases)}`));
    for (const [row, { path }] of words)
      if (!rows.includes(row))
        problems.push({ file: path, line: 1, column: 1, message: `no criterion "${row}"${didYouMean(row, rows)}` });
  }
}

/** What a language has no words for, which is then said in the language of the cards; one text for each kind. */
export function languageGaps({ folder, documents }: CheckContext): readonly { file: string; message: string }[] {
  return [...folder.languages].flatMap(([language, files]) => {
    const rows = documents.criteria.filter(({ indicator }) => indicator !== 'none').map(({ id }) => id);
    const kinds: readonly (readonly [string, readonly string[]])[] = [
      ['words of rows', rows.filter((id) => !files.words.has(id))],
      [`summaries ("## ${summarySection}")`, rows.filter((id) => hasNoSummary(files, id))],
      ['phrases', Object.keys(documents.phrases).filter((name) => files.phrases[name] === undefined)],
      ['texts of the cards', textsOf(documents).filter((name) => files.phrases[name] === undefined)],
    ];
    return kinds.flatMap(([kind, missing]) => {
      if (missing.length === 0) return [];
      const rest = missing.length - mostNamed;
      const names = `${missing.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
      const message = `language "${language}" lacks ${missing.length} ${kind}, which are said in English: ${names}`;
      return [{ file: files.source?.path ?? files.folder, message }];
    });
  });
}

function hasNoSummary({ words }: LanguageFiles, row: string): boolean {
  const file = words.get(row);
  return file !== undefined && file.sections[summarySection] === undefined;
}

/** The texts of the cards outside the phrases, by the name that a language gives them. */
function textsOf(documents: CheckContext['documents']): readonly string[] {
  const { facts, overlays, overrideReasons, ratings, suggestions } = documents;
  return [
    ...Object.keys(facts).flatMap((fact) => [`fact.${fact}`, `ask.${fact}`]),
    ...overlays.map(({ id }) => `overlay.${id}`),
    ...Object.keys(overrideReasons).map((id) => `overrideReason.${id}`),
    ...Object.keys(ratings.studies).map((id) => `study.${id}`),
    ...Object.entries(suggestions).flatMap(([id, suggestion]) =>
      suggestion.kind === 'document'
        ? suggestion.choices.map((choice) => `suggestion.${id}.${choice.id}`)
        : [`suggestion.${id}`],
    ),
  ];
}
