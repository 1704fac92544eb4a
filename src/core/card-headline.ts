import { wordsOf } from './coding.js';
import type { RatedOrder } from './consult-context.js';
import { objectsOf } from './json.js';
import { nameOrder } from './ordered-already.js';
import { escapeMarkdown, phrase } from './phrase.js';
import { ratingOf } from './rating.js';
import { ratingsFor, regionToOffer } from './region-offer.js';
import { studyName } from './suggest-switch.js';

const mostReasons = 3;

/** The first lines of a card: what the study is rated and why it differs, what would be better, which order it is. */
export function cardHeadline(rated: RatedOrder): string {
  const { guideline, study, studyRating, decision } = rated;
  const { definition } = decision.criterion;
  // a row may have words of its own where those of its rating would say too much
  const hasOwnWords = guideline.documents.phrases[`rating.${definition.id}`] !== undefined;
  const lines = [
    phrase(guideline, 'headline', {
      study: studyName(rated, study.kind, study.region),
      studyRating: phrase(guideline, `studyRating.${studyRating}`),
      rating: phrase(guideline, `rating.${hasOwnWords ? definition.id : definition.rating}`),
    }),
    ...notesOf(rated),
    preferredStudies(rated),
    study.isRegionAssumed ? phrase(guideline, 'regionAssumed') : '',
    decision.disabled === undefined
      ? ''
      : phrase(guideline, 'disabledRow', { reason: decision.disabled.definition.disabled ?? '' }),
  ];
  return `${lines.filter((line) => line !== '').join(' ')}  \n${orderLine(rated)}`;
}

/** Which order is meant, and what it is coded to be for. */
function orderLine({ guideline, order }: RatedOrder): string {
  const reasons = objectsOf(order.reasonCode)
    .slice(0, mostReasons)
    .flatMap((reason) => wordsOf(reason) ?? []);
  const values = { order: nameOrder(order), reasons: reasons.map((words) => escapeMarkdown(words)).join('; ') };
  return phrase(guideline, reasons.length === 0 ? 'orderLine' : 'orderLineFor', values);
}

/** Why this study is rated otherwise than its row says: the modifiers that changed it, or that ask for another region. */
function notesOf({ ratings, study }: RatedOrder): readonly string[] {
  const changed = ratings.changedBy[study.kind ?? ''] ?? [];
  return ratings.modifiers.flatMap((modifier) =>
    changed.includes(modifier) || modifier.offerRegion !== undefined ? (modifier.note ?? []) : [],
  );
}

/** The studies that the row prefers, as far as this patient can have them; nothing when the first of them is ordered. */
function preferredStudies(rated: RatedOrder): string {
  const { guideline, decision, study } = rated;
  const { prefer, preferRegion, preferNote } = decision.criterion.definition;
  if (prefer.length === 0) return preferNote === undefined ? '' : phrase(guideline, 'prefer', { studies: preferNote });
  const region = preferRegion ?? regionToOffer(rated);
  const ratings = ratingsFor(rated, region);
  const kinds = Object.keys(ratings.byStudy);
  const isRefused = (kind: string): boolean => ratingOf(ratings, kind) === 'not-appropriate';
  const possible = prefer.filter((kind) => !isRefused(kind));
  const standIns = kinds.filter((kind) => ratingOf(ratings, kind) === 'appropriate');
  // where no study at all is supported, the row's own preference is meant conditionally and stays
  const shown = possible.length > 0 ? possible : standIns.length > 0 || !kinds.every(isRefused) ? standIns : prefer;
  if (shown.length === 0 || (shown[0] === study.kind && region === study.region)) return '';
  const names = shown.map((kind) => guideline.documents.ratings.studies[kind]?.label ?? kind);
  const note = preferNote === undefined ? '' : ` ${phrase(guideline, 'preferNote', { note: preferNote })}`;
  const joined = names.join(phrase(guideline, 'preferElse'));
  return phrase(guideline, 'prefer', { studies: `${joined}, ${phrase(guideline, `region.${region}`)}${note}` });
}
