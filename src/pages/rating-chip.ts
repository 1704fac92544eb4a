import type { GroupRating } from '../core/document/group-ratings.js';
import { type Html, html } from './html.js';

/** A rating in its colour, with its words: the colour alone says nothing. */
export function ratingChip(rating: string, words: string = rating.replaceAll('-', ' ')): Html {
  return html`<span class="chip is-${rating}">${words}</span>`;
}

/** A cell of the ratings: letter and colour to look at, words to hear. */
export function ratedCell({ letter, rating }: GroupRating): Html {
  const words = rating.replaceAll('-', ' ');
  return html`<td class="rated is-${rating}"><span aria-hidden="true">${letter === '-' ? '–' : letter}</span><span class="hidden">${words}</span></td>`;
}

/** What the letters stand for. */
export const ratingLegend: Html = html`<ul class="legend" aria-label="Letters of the ratings"><li>${ratingChip(
  'appropriate',
  'A  appropriate',
)}</li><li>${ratingChip('may-be-appropriate', 'M  may be appropriate')}</li><li>${ratingChip(
  'not-appropriate',
  'N  not appropriate',
)}</li><li>${ratingChip('unrated', '–  not rated')}</li></ul>`;
