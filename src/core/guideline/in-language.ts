import { memoByPart } from '../values/memo.js';
import type { GuidelineDocuments, LanguageWords } from './documents.js';
import type { Criterion, Guideline } from './guideline.js';

/** The language of the cards themselves. */
const ownLanguage = 'en';

/**
 * The guideline in the words of a language: the setting of the client, else what the call accepts (`Accept-Language`).
 * What a language has no words for stays as it is; facts, rules and codes are the same ones.
 */
export function inLanguage(guideline: Guideline, setting: string | undefined, accepted = ''): Guideline {
  const { languages } = guideline.documents;
  if (setting === undefined && accepted === '') return guideline;
  const wanted = setting === undefined ? acceptedLanguages(accepted) : [setting];
  for (const language of wanted) {
    if (language === ownLanguage) return guideline;
    // a header may ask for `constructor`
    const words = languages !== undefined && Object.hasOwn(languages, language) ? languages[language] : undefined;
    if (words !== undefined) return translated(guideline, words);
  }
  return guideline;
}

/** The languages of an `Accept-Language` header without their regions, most wanted first. */
function acceptedLanguages(header: string): readonly string[] {
  const wanted = header
    .slice(0, mostCharacters)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
      return { language: tag.trim().split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) };
    });
  return wanted
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality)
    .map(({ language }) => language);
}

const mostCharacters = 200;

const translated = memoByPart((guideline: Guideline, words: LanguageWords): Guideline => {
  const documents = withWords(guideline.documents, words);
  const summaries = new Map(documents.criteria.map((definition) => [definition.id, definition]));
  const criteria = guideline.criteria.map((row) => {
    return { ...row, definition: summaries.get(row.definition.id) ?? row.definition };
  });
  const same = (row: Criterion | undefined): Criterion | undefined =>
    criteria.find(({ definition }) => definition.id === row?.definition.id);
  const overlays = new Map(documents.overlays.map((definition) => [definition.id, definition]));
  return {
    ...guideline,
    documents,
    labelOf: (fact) => words.phrases[`fact.${fact}`] ?? guideline.labelOf(fact),
    // a language may write its nouns with capitals: its labels stand in a sentence as they are written
    labelInSentence: (fact) => words.phrases[`fact.${fact}`] ?? guideline.labelInSentence(fact),
    criteria,
    unsettledRows: { redFlag: same(guideline.unsettledRows.redFlag), other: same(guideline.unsettledRows.other) },
    overlays: guideline.overlays.map((overlay) => {
      return { ...overlay, definition: overlays.get(overlay.definition.id) ?? overlay.definition };
    }),
  };
});

/** The documents with every text that the language has in place of their own. */
function withWords(documents: GuidelineDocuments, { phrases, words }: LanguageWords): GuidelineDocuments {
  const say = (name: string, own: string): string => phrases[name] ?? own;
  const { criteria, facts, overlays, overrideReasons, ratings, suggestions } = documents;
  return {
    ...documents,
    phrases: { ...withoutShort(documents.phrases, phrases), ...phrases },
    words: { ...documents.words, ...words },
    criteria: criteria.map((row) => ({ ...row, summary: words[row.id]?.[summarySection] ?? row.summary })),
    facts: mapped(facts, (fact, name) => ({
      ...fact,
      label: say(`fact.${name}`, fact.label),
      ask: say(`ask.${name}`, fact.ask),
    })),
    overlays: overlays.map((overlay) => ({ ...overlay, text: say(`overlay.${overlay.id}`, overlay.text) })),
    overrideReasons: mapped(overrideReasons, (reason, id) => ({
      ...reason,
      display: say(`overrideReason.${id}`, reason.display),
    })),
    ratings: {
      ...ratings,
      studies: mapped(ratings.studies, (study, id) => ({ ...study, label: say(`study.${id}`, study.label) })),
    },
    suggestions: mapped(suggestions, (suggestion, id) => {
      if (suggestion.kind === 'text') return { ...suggestion, text: say(`suggestion.${id}`, suggestion.text) };
      if (suggestion.kind !== 'document') return { ...suggestion, label: say(`suggestion.${id}`, suggestion.label) };
      const choices = suggestion.choices.map((choice) => ({
        ...choice,
        label: say(`suggestion.${id}.${choice.id}`, choice.label),
      }));
      return { ...suggestion, choices };
    }),
  };
}

const shortPrefix = 'shortLabel.';

/** A label in the language is better than a short one in another. */
function withoutShort(own: LanguageWords['phrases'], inLanguage: LanguageWords['phrases']): LanguageWords['phrases'] {
  const isHidden = (name: string): boolean =>
    name.startsWith(shortPrefix) && inLanguage[`suggestion.${name.slice(shortPrefix.length)}`] !== undefined;
  return Object.fromEntries(Object.entries(own).filter(([name]) => !isHidden(name)));
}

/** The section of a row's words in another language that stands for the summary of the table. */
export const summarySection = 'Summary';

function mapped<Value, Made>(
  values: { readonly [name: string]: Value },
  make: (value: Value, name: string) => Made,
): { readonly [name: string]: Made } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value, name)]));
}
