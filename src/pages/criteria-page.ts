import { decisionFlow, type FlowRow, type Stage } from '../core/document/decision-flow.js';
import { groupRatings } from '../core/document/group-ratings.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { rowTitle } from '../core/guideline/row-title.js';
import { type Html, html, link, type Piece } from './html.js';
import type { PageParts } from './page.js';
import { ratedCell, ratingChip, ratingLegend } from './rating-chip.js';

/** All guidelines as the stages that an order goes through, and how each group of rows rates each study. */
export function criteriaPage(guidelines: readonly Guideline[]): PageParts {
  const main = html`<h1>Criteria</h1>
<p class="lead">An order goes down this page. The rows are tried one after the other, and the first whose condition is true answers.</p>
${guidelines.map(drawGuideline)}`;
  return { title: 'Criteria', room: 'criteria', main, isWide: true };
}

function drawGuideline(guideline: Guideline): Html {
  const { title, version, reviewedOn, scope, status, openQuestions } = guideline.documents.guideline;
  const stages = decisionFlow(guideline.documents);
  const rows = stages.reduce((sum, stage) => sum + stage.rows.length, 0);
  const ratings = [...new Set(stages.flatMap((stage) => stage.rows.map(({ rating }) => rating)))];
  return html`<section aria-labelledby="g-${guideline.id}"><h2 id="g-${guideline.id}">${title}</h2>
<p>Version ${version}, last reviewed <time datetime="${reviewedOn}">${reviewedOn}</time>: ${rows} rows.${status !== undefined && html` <em>${status}</em>.`}${
    openQuestions.length > 0 && ` ${openQuestions.length} questions are open to the reviewer.`
  }</p>
<p>${scope}</p>
<h3>How the table decides</h3>
<ul class="legend" aria-label="Colours of the answers">${ratings.map((rating) => html`<li>${ratingChip(rating)}</li>`)}</ul>
<ol class="lanes">${stages.map((stage, index) => drawStage(guideline, stage, index))}</ol>
<h3>How each study is rated</h3>
<p>A row names a group; the group rates the ordered study. What else changes a rating stands in the printed guideline.</p>
${ratingLegend}
${drawMatrix(guideline)}
</section>`;
}

function drawStage(guideline: Guideline, { name, rows }: Stage, index: number): Html {
  return html`<li>${index > 0 && html`<p class="next">none true <span aria-hidden="true">↓</span></p>`}<div class="lane"><h3>${name === '' ? 'First' : name}</h3><ol>${rows.map(
    (row) => drawRow(guideline, row),
  )}</ol></div></li>\n`;
}

function drawRow(guideline: Guideline, { rank, id, rating, isSwitchedOff }: FlowRow): Html {
  return html`<li value="${rank}"><a class="row-box is-${rating}" href="/criteria/${id}"><span class="rank">${rank}</span><span class="words">${rowTitle(guideline, id)}<span class="hidden">, ${rating.replaceAll('-', ' ')}</span>${
    isSwitchedOff && html`<small>switched off</small>`
  }</span></a></li>`;
}

function drawMatrix({ documents }: Guideline): Html {
  const { ratings, criteria } = documents;
  const studies = Object.values(ratings.studies).map(({ label }) => label);
  const rowsOf = (group: string): Piece =>
    criteria.flatMap(({ id, group: own }, index) =>
      own === group ? [html`${link(`/criteria/${id}`, String(index + 1))} `] : [],
    );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Ratings of studies by group"><table class="matrix"><caption>Ratings of studies by group</caption>
<thead><tr><th scope="col">Group</th>${studies.map((label) => html`<th scope="col">${label}</th>`)}<th scope="col">Rows</th></tr></thead>
<tbody>${Object.keys(ratings.groups).map(
    (group) =>
      html`<tr><th scope="row"><code>${group}</code></th>${groupRatings(ratings, group).map(ratedCell)}<td>${rowsOf(group)}</td></tr>\n`,
  )}</tbody></table></div>`;
}
