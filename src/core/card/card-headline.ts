import type { RatedOrder } from '../decide/rated-order.js';
import { ratingOf, type StudyRatings } from '../decide/rating.js';
import { ratingsInRegion, wantedRegion } from '../decide/what-if.js';
import { findPhrase, phrase, phraseOf } from '../guideline/phrase.js';
import { reasonConceptsOf } from '../order/order-elements.js';
import { nameOrder } from '../order/received-order.js';
import { studyName } from '../suggest/switch-study.js';
import { wordsOf } from '../values/coding.js';
import { escapeMarkdown } from '../values/markdown.js';

const mostReasons = 3;
const longestQuote = 80;

/** The first lines of a card: what the study is rated and why it differs, what would be better, which order it is. */
export function cardHeadline(rated: RatedOrder): string {
  const { guideline, study, studyRating, decision } = rated;
  const { id, rating } = decision.criterion.definition;
  let line = phrase(guideline, 'headline', {
    study: studyName(rated, study.kind, study.region),
    studyRating: phraseOf(guideline, 'studyRating', studyRating),
    // a row may have words of its own where those of its rating would say too much
    rating: findPhrase(guideline, 'rating', id) ?? phraseOf(guideline, 'rating', rating),
  });
  for (const note of notesOf(rated)) line += ` ${note}`;
  const preferred = preferredStudies(rated);
  if (preferred !== '') line += ` ${preferred}`;
  if (study.isRegionAssumed && !isWholeBody(rated)) line += ` ${phrase(guideline, 'regionAssumed')}`;
  if (study.unclearRegion !== undefined)
    line += ` ${phrase(guideline, 'regionUnclear', { words: escapeMarkdown(study.unclearRegion.slice(0, longestQuote)) })}`;
  if (decision.kind === 'switched-off')
    line += ` ${phrase(guideline, 'disabledRow', { reason: decision.row.definition.disabled ?? '' })}`;
  return `${line}  \n${orderLine(rated)}`;
}

/** Whether the ordered study has no region that could be meant. */
export function isWholeBody({ guideline, study }: RatedOrder): boolean {
  return guideline.documents.ratings.studies[study.kind ?? '']?.wholeBody === true;
}

/** Which order is meant, and what it is coded to be for. */
function orderLine({ guideline, order }: RatedOrder): string {
  const reasons: string[] = [];
  for (const reason of reasonConceptsOf(order).slice(0, mostReasons)) {
    const words = wordsOf(reason);
    if (words !== undefined) reasons.push(escapeMarkdown(words));
  }
  const name = nameOrder(order);
  if (reasons.length === 0) return phrase(guideline, 'orderLine', { order: name });
  return phrase(guideline, 'orderLineFor', { order: name, reasons: reasons.join('; ') });
}

/** Why this study is rated otherwise than its row says: the modifiers that changed it, or that ask for another region. */
export function notesOf({ ratings, study }: RatedOrder): readonly string[] {
  if (ratings.modifiers.length === 0) return [];
  const changed = ratings.changedBy[study.kind ?? ''] ?? [];
  return ratings.modifiers.flatMap((modifier) =>
    changed.includes(modifier) || modifier.offerRegion !== undefined ? (modifier.note ?? []) : [],
  );
}

/** The studies that the row prefers, as far as this patient can have them; nothing when the first of them is ordered. */
export function preferredStudies(rated: RatedOrder): string {
  const { guideline, decision, study } = rated;
  const { prefer, preferRegion, preferNote } = decision.criterion.definition;
  if (prefer.length === 0) return preferNote === undefined ? '' : phrase(guideline, 'prefer', { studies: preferNote });
  const region = preferRegion ?? wantedRegion(rated);
  const ratings = ratingsInRegion(rated, region);
  const possible = prefer.filter((kind) => ratingOf(ratings, kind) !== 'not-appropriate');
  const shown = possible.length > 0 ? possible : standInsFor(prefer, ratings);
  if (shown.length === 0 || (shown[0] === study.kind && region === study.region)) return '';
  const names = shown.map((kind) => guideline.documents.ratings.studies[kind]?.label ?? kind);
  const note = preferNote === undefined ? '' : ` ${phrase(guideline, 'preferNote', { note: preferNote })}`;
  const joined = names.join(phrase(guideline, 'preferElse'));
  return phrase(guideline, 'prefer', { studies: `${joined}, ${phraseOf(guideline, 'region', region)}${note}` });
}

/** What is appropriate instead; where no study at all is supported, the row's own preference is meant conditionally. */
function standInsFor(prefer: readonly string[], ratings: StudyRatings): readonly string[] {
  const kinds = Object.keys(ratings.byStudy);
  const isAnySupported = kinds.some((kind) => ratingOf(ratings, kind) !== 'not-appropriate');
  return isAnySupported ? kinds.filter((kind) => ratingOf(ratings, kind) === 'appropriate') : prefer;
}
