import type { ConsultTrace } from '../core/contract/consult-trace.js';
import type { GuidelineDocuments } from '../core/guideline/documents.js';
import { type Html, html, link, type Piece } from './html.js';
import { dataTable, type PageParts } from './page.js';
import { ratingChip } from './rating-chip.js';

/** One consult of the log: what was read, what was missing and why it was answered so, by ids and references. */
export function tracePage(trace: ConsultTrace, documents: GuidelineDocuments | undefined): PageParts {
  const { id, time, hook, client, guideline, guidelineVersion, criterion, study, latencyMilliseconds } = trace;
  const version = encodeURIComponent(guidelineVersion);
  const row = link(`/criteria/${encodeURIComponent(criterion)}?version=${version}`, criterion.replaceAll('-', ' '));
  const terms: readonly (readonly [name: string, said: Piece])[] = [
    ['Consult', html`<code>${id}</code>`],
    [
      'When',
      html`<time datetime="${time}">${time}</time>, ${hook}, client ${client}, ${Math.round(latencyMilliseconds)} ms`,
    ],
    ['Study', html`${study} ${ratingChip(trace.studyRating)}`],
    ['Criterion', html`${row} ${ratingChip(trace.rating)}`],
    ['Guideline', `${guideline} ${guidelineVersion}`],
    ['Earlier consult', trace.earlierConsult !== '' && link(`/trace/${trace.earlierConsult}`, trace.earlierConsult)],
  ];
  const main = html`<h1>Trace of one answer</h1>
<p class="lead">What the log keeps: ids of facts, references and codes. Names, texts and resources are not kept.</p>
<dl class="terms">${terms.map(([name, said]) => said !== false && html`<dt>${name}</dt><dd>${said}</dd>`)}</dl>
${drawFacts(trace, documents)}
<h2>Proofs</h2>
${trace.proofs.length === 0 ? html`<p>Nothing in the record was needed for it.</p>` : html`<ul>${trace.proofs.map((reference) => html`<li><code>${reference}</code></li>`)}</ul>`}
<h2>Could not be read</h2>
<p>${trace.unreadParts.length === 0 ? 'Every part of the record was read.' : trace.unreadParts.join(', ')}</p>
<h2>What was offered, and what became of it</h2>
${trace.offered.length > 0 && html`<ul>${trace.offered.map((name) => html`<li><code>${name}</code></li>`)}</ul>`}
${trace.outcomes.length === 0 ? html`<p>No feedback has come.</p>` : html`<ul>${trace.outcomes.map(({ outcome, time: at, reason }) => html`<li>${outcome}, ${at}${reason !== '' && html`: <code>${reason}</code>`}</li>`)}</ul>`}`;
  return { title: 'Trace', main };
}

function drawFacts({ facts, criterion }: ConsultTrace, documents: GuidelineDocuments | undefined): Html {
  const rows = Object.entries(facts).map(([fact, value]): readonly Piece[] => [
    html`<code>${fact}</code>`,
    documents?.facts[fact]?.label ?? documents?.derived[fact]?.label ?? '',
    typeof value === 'object' ? `at least ${value.atLeast}` : String(value),
  ]);
  const screen = (documents?.guideline.safety.screen ?? []).filter((fact) => facts[fact] === undefined);
  return html`<h2>Facts that it was decided on</h2>
${rows.length === 0 ? html`<p>None was known.</p>` : dataTable('Facts', ['Fact', 'Name', 'Value'], rows)}
<p>Of the emergency screen not known, or not looked at by ${criterion.replaceAll('-', ' ')}: ${screen.length === 0 ? 'nothing' : screen.join(', ')}.</p>`;
}
