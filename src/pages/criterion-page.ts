import { criterionEntries } from '../core/document/criterion-entries.js';
import { groupRatings } from '../core/document/group-ratings.js';
import { type RuleSource, ruleInLines } from '../core/document/rule-words.js';
import { termMeanings } from '../core/document/term-meanings.js';
import type { CriterionDefinition } from '../core/guideline/documents.js';
import type { Guideline } from '../core/guideline/guideline.js';
import { fill, findPhrase, phrase, phraseOf } from '../core/guideline/phrase.js';
import { rowTitle } from '../core/guideline/row-title.js';
import { parseExpression } from '../core/rules/parse-expression.js';
import type { Release } from '../core/trial/release.js';
import type { Vignette } from '../core/trial/vignette.js';
import { type Html, html, link } from './html.js';
import { drawEntry, drawLine } from './line-view.js';
import { markdown } from './markdown.js';
import type { PageParts } from './page.js';
import { ratingChip } from './rating-chip.js';
import { drawHistory } from './row-history.js';
import { drawVignettes } from './vignette-list.js';

/** A row of a guideline, with what is kept beside the guideline. */
export interface CriterionView {
  /** in the language of the reader */
  readonly guideline: Guideline;
  readonly row: CriterionDefinition;
  readonly vignettes: readonly Vignette[];
  /** earlier versions, newest first */
  readonly releases: readonly Release[];
}

/** Entries that have a section of their own on this page. */
const toldElsewhere: ReadonlySet<string> = new Set([
  'Switched off',
  'If',
  'Rule',
  'Imaging is',
  'From the guidance',
  'Source',
]);

/** The sections of a row's words, with the phrase of each heading. */
const sections = [
  ['What to do', 'whatToDo'],
  ['What would change this', 'changes'],
  ['Why', 'why'],
  ['For the patient', 'forThePatient'],
] as const;

/** The page of one row: when it answers and what, how it rates each study, what would change it, and what it stands on. */
export function criterionPage(view: CriterionView): PageParts {
  const { guideline, row } = view;
  const { documents } = guideline;
  const { sources, title, version, reviewedOn } = documents.guideline;
  const rank = documents.criteria.findIndex(({ id }) => id === row.id) + 1;
  const name = rowTitle(guideline, row.id);
  const hasLeaflet = documents.words[row.id]?.['For the patient'] !== undefined;
  const entries = criterionEntries(ruleSource(guideline), row).filter((entry) => !toldElsewhere.has(entry.name));
  const main = html`<p><a href="/criteria">Criteria</a> · row ${rank} of ${documents.criteria.length}</p>
<h1>${name}</h1>
<p>${ratingChip(row.rating)} <strong>${row.summary}</strong></p>
<p>${findPhrase(guideline, 'rating', row.id) ?? phraseOf(guideline, 'rating', row.rating)}</p>
${row.disabled !== undefined && html`<p class="note">Switched off at this site: ${row.disabled}</p>`}
${hasLeaflet && html`<p class="leaflet-link">${link(`/criteria/${row.id}/leaflet`, phrase(guideline, 'link.leaflet'))}</p>`}
<h2>${phrase(guideline, 'page.when')}</h2>
${drawCondition(guideline, row)}
${drawWords(guideline, row.id)}
<h2>How each study is rated</h2>
${drawRatings(guideline, row)}
<h2>The card</h2>
<dl class="terms">${entries.map((entry) => drawEntry(entry, sources))}</dl>
${drawVignettes(view.vignettes, row.id)}
<h2 id="sources">${phrase(guideline, 'page.sources')}</h2>
${drawSources(guideline, row)}
${drawHistory(view, (rule) => ruleWords(guideline, rule))}
${drawNeighbours(guideline, rank)}
<p class="hint">${phrase(guideline, 'page.footer', { title, version, reviewedOn })}</p>`;
  return { title: name, language: phrase(guideline, 'page.language'), room: 'criteria', main };
}

function ruleSource(guideline: Guideline): RuleSource {
  return { documents: guideline.documents, labelOf: guideline.labelOf, parse: parseExpression };
}

function ruleWords(guideline: Guideline, rule: string): Html {
  const { join, lines } = ruleInLines(ruleSource(guideline), rule);
  const { sources } = guideline.documents.guideline;
  const [first] = lines;
  if (lines.length === 1 && first !== undefined) return html`<p>${drawLine(first, sources)}</p>`;
  const all = phrase(guideline, join === 'all of' ? 'page.allOf' : 'page.anyOf');
  return html`<p>${all}</p><ul>${lines.map((line) => html`<li>${drawLine(line, sources)}</li>`)}</ul>`;
}

function drawCondition(guideline: Guideline, { when, reached }: CriterionDefinition): Html {
  if (reached === 'withheld')
    return html`<p>It is reached only in place of another answer, which cannot be given; its own rule is never tried.</p>`;
  return html`<p>The rows before it were not true, and:</p>${ruleWords(guideline, when)}<p><small>As a rule:</small> <code>${when}</code></p>
${drawMeanings(guideline, when)}`;
}

function drawMeanings(guideline: Guideline, when: string): Html | undefined {
  const meanings = termMeanings(ruleSource(guideline), when);
  if (meanings.length === 0) return undefined;
  const { sources } = guideline.documents.guideline;
  return html`<details><summary>What these words stand for</summary><div class="folded"><dl>${meanings.map(
    ({ label, meaning }) => html`<dt><strong>${label}</strong></dt><dd>${drawLine(meaning, sources)}</dd>`,
  )}</dl></div></details>`;
}

/** The words of the card; what is filled in for one order stays visible. */
function drawWords({ documents, labelOf }: Guideline, id: string): Html {
  const names = [...Object.keys(documents.facts), ...Object.keys(documents.derived)];
  const filledIn = {
    study: '‹the ordered study›',
    ...Object.fromEntries(names.map((fact) => [fact, `‹${labelOf(fact)}›`])),
  };
  const own = documents.words[id] ?? {};
  return html`${sections.map(([section, name]) => {
    const words = own[section];
    if (words === undefined) return undefined;
    return html`<h2>${documents.phrases[name] ?? section}</h2><div class="words-of-card">${markdown(fill(words, filledIn))}</div>`;
  })}`;
}

function drawRatings({ documents }: Guideline, { group, prefer }: CriterionDefinition): Html {
  const ratings = groupRatings(documents.ratings, group);
  if (ratings.every(({ rating }) => rating === 'unrated')) return html`<p>This row rates no study.</p>`;
  return html`<table><caption class="hidden">Rating of each study by this row</caption><thead><tr><th scope="col">Study</th><th scope="col">Letter</th><th scope="col">Rating</th></tr></thead><tbody>${ratings.map(
    ({ study, label, letter, rating }) =>
      html`<tr><th scope="row">${label}${prefer.includes(study) && html` <small>(preferred)</small>`}</th><td class="rated is-${rating}">${letter === '-' ? '–' : letter}</td><td>${rating.replaceAll('-', ' ')}</td></tr>`,
  )}</tbody></table><p class="hint">Contraindications, pregnancy and the region of the order can change these ratings; a card says so.</p>`;
}

function drawSources({ documents }: Guideline, row: CriterionDefinition): Html {
  const { sources, guidance } = documents.guideline;
  const statements = row.guidance.flatMap((id) => {
    const statement = guidance[id];
    return statement === undefined
      ? []
      : [html`<li><strong>${id}</strong> (${statement.where}): ${statement.text}</li>`];
  });
  const listed = row.sources.map((key) => {
    const source = sources[key];
    const where = source?.where === undefined ? '' : ` – ${source.where}`;
    return html`<li>${link(source?.url, source?.title ?? key)}${where}</li>`;
  });
  return html`<p>${row.source}</p>${listed.length > 0 && html`<ul>${listed}</ul>`}${
    statements.length > 0 && html`<h3>Statements of the source guidance</h3><ul>${statements}</ul>`
  }`;
}

function drawNeighbours(guideline: Guideline, rank: number): Html {
  const { criteria } = guideline.documents;
  const [before, after] = [criteria[rank - 2], criteria[rank]];
  return html`<nav class="beside" aria-label="Rows before and after">${
    before !== undefined && html`<span>Before: ${link(`/criteria/${before.id}`, rowTitle(guideline, before.id))}</span>`
  }${after !== undefined && html`<span>After: ${link(`/criteria/${after.id}`, rowTitle(guideline, after.id))}</span>`}</nav>`;
}

/** The words for the patient alone, to be printed; undefined for a row that has none. */
export function leafletPage(guideline: Guideline, { id }: CriterionDefinition): PageParts | undefined {
  const words = guideline.documents.words[id]?.['For the patient'];
  if (words === undefined) return undefined;
  const title = phrase(guideline, 'leaflet.title');
  const main = html`<article class="leaflet"><h1>${title}</h1>${markdown(words)}<p>${phrase(guideline, 'leaflet.ask')}</p></article>`;
  return { title, language: phrase(guideline, 'page.language'), room: 'criteria', main };
}
