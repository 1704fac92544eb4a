import { type Html, html } from './html.js';

/** A rating in its colour, with its words: the colour alone says nothing. */
export function ratingChip(rating: string, words: string = rating.replaceAll('-', ' ')): Html {
  return html`<span class="chip is-${rating}">${words}</span>`;
}
