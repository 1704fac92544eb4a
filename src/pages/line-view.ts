import type { Entry, Line, Span } from '../core/document/span.js';
import type { GuidelineHead } from '../core/guideline/documents.js';
import { type Html, html, link, type Piece } from './html.js';

/** A line of a guideline as HTML; keys of sources become links to where they can be read. */
export function drawLine(line: Line, sources: GuidelineHead['sources']): Html {
  return html`${line.map((span) => drawSpan(span, sources))}`;
}

function drawSpan(span: Span, sources: GuidelineHead['sources']): Piece {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'strong':
      return html`<strong>${span.text}</strong>`;
    case 'code':
      return html`<code>${span.text}</code>`;
    case 'sources':
      return html`<small>(${span.keys.map((key, index) => html`${index > 0 && ', '}${link(sources[key]?.url ?? '#sources', key)}`)})</small>`;
  }
}

/** What is said of a row, as a term and its description. */
export function drawEntry({ name, line, list }: Entry, sources: GuidelineHead['sources']): Html {
  return html`<dt>${name}</dt><dd>${line.length > 0 && html`<p>${drawLine(line, sources)}</p>`}${
    list.length > 0 && html`<ul>${list.map((item) => html`<li>${drawLine(item, sources)}</li>`)}</ul>`
  }</dd>\n`;
}
