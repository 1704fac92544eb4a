import { namesIn, phrasePlaces } from '../../core/guideline/phrase.js';
import { didYouMean } from '../nearest-name.js';
import { fillThresholds } from '../thresholds.js';
import type { CheckContext } from './check-context.js';

/** Reports `{{name}}` in a phrase, an overlay, a suggestion or the words of a language that nothing ever fills in. */
export function checkPlaces(context: CheckContext): void {
  const { documents, folder, report, problems } = context;
  const { phrases, overlays, suggestions, facts, derived } = documents;
  if (!context.isBorrowed('phrases'))
    for (const [name, text] of Object.entries(phrases))
      for (const message of openPlaces(text, phrasePlaces)) report('phrases', ['phrases', name], message);
  for (const [index, { text }] of overlays.entries())
    for (const message of openPlaces(text, placesOfOverlay)) report('overlays', ['overlays', index, 'text'], message);
  for (const [id, suggestion] of Object.entries(suggestions)) {
    const [member, text] = suggestion.kind === 'text' ? ['text', suggestion.text] : ['label', suggestion.label];
    for (const message of openPlaces(text, placesOfSuggestion))
      report('suggestions', ['suggestions', id, member], message);
  }
  const filledInWords = [...placesOfSuggestion, ...Object.keys(facts), ...Object.keys(derived)];
  const rules = new Map(documents.criteria.map(({ id, when }) => [id, when]));
  for (const { phrases: own, source, words } of folder.languages.values()) {
    for (const [name, text] of Object.entries(own))
      for (const message of openPlaces(text, placesOf(context, name)))
        if (source !== undefined) problems.push(source.problemAt(['phrases', name], message));
    for (const [row, { path, text }] of words)
      for (const [index, line] of text.split('\n').entries())
        for (const message of openPlaces(fillThresholds(line, derived, rules.get(row)), filledInWords))
          problems.push({ file: path, line: index + 1, column: 1, message });
  }
}

const placesOfOverlay: readonly string[] = ['named'];
const placesOfSuggestion: readonly string[] = ['study'];

/** A text in another language has the places of the text that it stands for. */
function placesOf({ documents: { phrases } }: CheckContext, name: string): readonly string[] {
  const own = phrases[name];
  if (own !== undefined) return namesIn(own);
  return name.startsWith('overlay.') ? placesOfOverlay : placesOfSuggestion;
}

function openPlaces(text: string, known: readonly string[]): readonly string[] {
  return [...text.matchAll(/\{\{(.*?)\}\}/g)].flatMap(([whole, name = '']) =>
    known.includes(name) ? [] : [`nothing is filled in for ${whole}${didYouMean(name, known)}`],
  );
}
