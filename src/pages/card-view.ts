import { isObject, type JsonObject, objectsOf, textOf } from '../core/values/json.js';
import { type Html, html, link, type Piece } from './html.js';
import { markdown } from './markdown.js';
import { ratingChip } from './rating-chip.js';

const indicators: ReadonlyMap<string, string> = new Map([
  ['critical', 'Critical'],
  ['warning', 'Warning'],
  ['info', 'Info'],
]);

/** The cards of an answer as an EHR shows them; whatever the answer holds, it is shown as text. */
export function drawAnswer(answer: JsonObject): Html {
  const cards = objectsOf(answer.cards);
  if (cards.length === 0)
    return html`<div class="card is-empty"><p><strong>No card.</strong> The service has nothing to say about this order: the EHR shows nothing.</p></div>`;
  const badges = ratingBadges(answer);
  return html`${cards.map((card, index) => drawCard(card, index, badges))}`;
}

function drawCard(card: JsonObject, index: number, badges: readonly Html[]): Html {
  const indicator = textOf(card.indicator) ?? 'info';
  const known = indicators.has(indicator) ? indicator : 'info';
  const detail = textOf(card.detail);
  return html`<article class="card is-${known}" aria-labelledby="summary-${index}">
<p class="bar">${indicators.get(known)}${index === 0 && badges}</p>
<h3 id="summary-${index}" class="summary" tabindex="-1">${textOf(card.summary) ?? ''}</h3>
${detail !== undefined && html`<div class="detail">${markdown(detail)}</div>`}
${drawSuggestions(card)}
${drawReasons(card, index)}
<p class="source">Source: ${drawSource(card)}${objectsOf(card.links).map(drawLink)}</p>
</article>`;
}

function drawSuggestions(card: JsonObject): Html | undefined {
  const suggestions = objectsOf(card.suggestions);
  if (suggestions.length === 0) return undefined;
  return html`<ul class="suggestions" aria-label="Suggestions">${suggestions.map(drawSuggestion)}</ul>
<p class="taken" role="status"></p>`;
}

/** What the script needs to play the EHR stands beside the button as data. */
function drawSuggestion(suggestion: JsonObject): Html {
  const isRecommended = suggestion.isRecommended === true;
  const actions = JSON.stringify(objectsOf(suggestion.actions));
  return html`<li><button type="button" data-actions="${actions}"${isRecommended && html` class="recommended"`}>${
    textOf(suggestion.label) ?? ''
  }${isRecommended && html` <small>recommended</small>`}</button></li>`;
}

function drawReasons(card: JsonObject, index: number): Html | undefined {
  const reasons = objectsOf(card.overrideReasons);
  if (reasons.length === 0) return undefined;
  return html`<p class="override"><label for="override-${index}">Go on anyway, because</label>
<select id="override-${index}"><option value="">choose a reason</option>${reasons.map(
    (reason) => html`<option>${textOf(reason.display) ?? textOf(reason.code) ?? ''}</option>`,
  )}</select></p>`;
}

function drawSource({ source }: JsonObject): Piece {
  if (!isObject(source)) return '';
  return link(textOf(source.url), textOf(source.label) ?? '');
}

/** A link that an EHR launches stands apart, so that the page can open it with the record that it has. */
function drawLink({ label, url, type, appContext }: JsonObject): Html {
  const drawn = link(textOf(url), textOf(label) ?? '');
  const isLaunched = type === 'smart' && textOf(appContext) !== undefined;
  return isLaunched ? html` · <span class="launched">${drawn}</span>` : html` · ${drawn}`;
}

/** The ratings that go back into the orders: the badge beside the card's own words. */
function ratingBadges(answer: JsonObject): readonly Html[] {
  return objectsOf(answer.systemActions).flatMap(({ resource }) =>
    objectsOf(resource).flatMap(({ extension }) =>
      objectsOf(extension).flatMap(({ valueCodeableConcept }) =>
        objectsOf(valueCodeableConcept).flatMap(({ coding }) => {
          const [first] = objectsOf(coding);
          const code = textOf(first?.code);
          if (code === undefined) return [];
          return [html`<span class="badge">PAMA ${ratingChip(safeClass(code), textOf(first?.display) ?? code)}</span>`];
        }),
      ),
    ),
  );
}

function safeClass(code: string): string {
  return code.toLowerCase().replace(/[^a-z-]/g, '');
}
