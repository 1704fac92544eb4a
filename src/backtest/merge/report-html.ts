import { escapeHtml } from '../../core/values/escape-html.js';
import type { BacktestReport, Cell, Column, Section, Table } from './report-model.js';

/** The report as one page: text, tables and drawn bars; it asks for nothing from anywhere and runs nothing. */
export function reportAsHtml({ title, isShareable, sections }: BacktestReport): string {
  const links = sections.map(
    ({ id, title: name }, index) => `<li><a href="#${toHtml(id)}">${index + 1}. ${toHtml(name)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${toHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${toHtml(title)}</h1>
<p class="first">${toHtml(sections[0]?.says[0] ?? '')}</p>
<p>${isShareable ? 'Counts under 11 have been taken out.' : 'Holds small counts: not for sharing. The folder shareable/ has the same report without them.'}</p>
<nav><ol>${links.join('')}</ol></nav>
</header>
<main>
${sections.map(sectionAsHtml).join('\n')}
</main>
</body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .2rem .75rem .2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; }
.first { border-left: .25rem solid #b60; padding-left: .75rem; font-weight: 600; }
nav ol { list-style: none; padding: 0; }
div.wide { overflow-x: auto; }
svg { vertical-align: middle; }
svg rect { fill: #37a; }
@media print { nav { display: none; } section { break-before: page; } }
`;

function sectionAsHtml({ id, title, says, tables }: Section, index: number): string {
  const paragraphs = says.map((each) => `<p>${toHtml(each)}</p>`).join('\n');
  return `<section id="${toHtml(id)}">
<h2>${index + 1}. ${toHtml(title)}</h2>
${paragraphs}
${tables.map(tableAsHtml).join('\n')}
</section>`;
}

function tableAsHtml({ title, columns, rows, more = 0 }: Table): string {
  if (rows.length === 0 && more === 0) return `<p>${toHtml(title)}: none.</p>`;
  const heads = columns.map((column) => `<th scope="col"${classOf(column)}>${toHtml(column.name)}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${row.map((cell, index) => cellAsHtml(cell, columns[index])).join('')}</tr>`)
    .join('\n');
  const rest = more > 0 ? `<p>${more} more rows are not shown.</p>` : '';
  return `<div class="wide"><table><caption>${toHtml(title)}</caption><thead><tr>${heads}</tr></thead>
<tbody>
${body}
</tbody></table></div>${rest}`;
}

function cellAsHtml(cell: Cell, column: Column | undefined): string {
  if (column?.kind === 'share' && typeof cell === 'number')
    return `<td class="number">${percent(cell)} ${bar(cell)}</td>`;
  return `<td${classOf(column)}>${toHtml(String(cell))}</td>`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

const barWidth = 120;

/** The number stands beside it, so the bar itself says nothing to those who cannot see it. */
function bar(part: number): string {
  const width = Math.round(Math.max(0, Math.min(1, part)) * barWidth);
  return `<svg width="${barWidth}" height="10" aria-hidden="true"><rect width="${width}" height="10"/></svg>`;
}

function classOf(column: Column | undefined): string {
  return column === undefined || column.kind === 'text' ? '' : ' class="number"';
}

/** Text of an export in HTML; characters that are not seen, or that turn the reading direction, are shown as a box. */
function toHtml(value: string): string {
  return escapeHtml(value).replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{fffd}');
}
