import type { Vignette, VignetteOrder } from '../core/trial/vignette.js';
import { type Html, html } from './html.js';
import { ratingChip } from './rating-chip.js';

/** The worked cases that a row decides: what is known, what was ordered, how the study is rated; all of them are tested. */
export function drawVignettes(vignettes: readonly Vignette[], criterion: string): Html | undefined {
  const decided = vignettes.flatMap(({ id, title, facts, why, order, expected, additionalOrders = [] }) =>
    [{ order, expected }, ...additionalOrders]
      .filter((one) => one.expected.criterion === criterion)
      .map((one) => ({ id, title, facts, why, order: one.order, studyRating: one.expected.studyRating })),
  );
  if (decided.length === 0) return undefined;
  const list = html`<ul>${decided.map(
    ({ title, facts, why, order, studyRating }) =>
      html`<li><strong>${title}</strong>: ${wordsOfOrder(order)} ${ratingChip(studyRating)}<br><small>${wordsOfFacts(facts)}${why !== undefined && ` – ${why}`}</small></li>\n`,
  )}</ul>`;
  return html`<h2>Cases that are decided here</h2>
<details><summary>${decided.length === 1 ? '1 case, tested' : `${decided.length} cases, each tested`} with every change of the criteria</summary><div class="folded">${list}</div></details>`;
}

function wordsOfOrder({ modality, region, contrast }: VignetteOrder): string {
  return [modality, region, contrast === undefined ? '' : `contrast ${contrast.replaceAll('-', ' ')}`]
    .filter(Boolean)
    .join(', ');
}

const mostCharacters = 60;

function wordsOfFacts(facts: Vignette['facts']): string {
  return Object.entries(facts)
    .map(([fact, value]) => {
      const words = fact.replaceAll('-', ' ');
      if (value === true) return words;
      if (value === false) return `no ${words}`;
      const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return `${words}: ${shown.length > mostCharacters ? `${shown.slice(0, mostCharacters)}…` : shown}`;
    })
    .join('; ');
}
