import type { GuidelineDocuments } from '../core/guideline/documents.js';
import type { Report } from '../core/report/tally.js';
import { overrideChart, overrideLabel, ratingMixChart, shownCards } from './chart.js';
import { type Html, html, link, type Piece } from './html.js';
import { dataTable, type PageParts } from './page.js';
import { ratingChip } from './rating-chip.js';

/** The words that the cards have for what a report counts. */
export interface ReportWords {
  readonly documents: readonly GuidelineDocuments[];
  /** the parameters of the address, as typed */
  readonly from: string;
  readonly to: string;
}

/** Ratings from most to least pressing; one that is not here stands at the end. */
const order = [
  'indicated-emergency',
  'indicated-urgent',
  'indicated',
  'may-be-appropriate',
  'not-indicated',
  'insufficient-information',
  'no-criteria-apply',
  'out-of-scope',
];
const mostInChart = 15;
const mostWeeks = 26;

/** What fired, what clinicians did with it, and how the service did, with a table beside each chart. */
export function reportsPage(report: Report, words: ReportWords): PageParts {
  const main = html`<h1>Reports</h1>
${periodForm(words)}
${report.consults === 0 ? html`<p class="note">No order was rated in this time.</p>` : html`${figures(report)}${answers(report)}${responses(report)}`}
${reasons(report, words)}
${suggestions(report, words)}
${report.consults > 0 && unread(report, words)}`;
  return { title: 'Reports', room: 'reports', main, isWide: true };
}

function periodForm({ from, to }: ReportWords): Html {
  const query = new URLSearchParams(Object.entries({ from, to }).filter(([, value]) => value !== ''));
  const asked = (format: string): string => `/reports?${new URLSearchParams([...query, ['format', format]])}`;
  return html`<form class="period" method="get" action="/reports"><p class="field"><label for="from">From</label><input id="from" name="from" type="date" value="${from.slice(0, 10)}"></p>
<p class="field"><label for="to">To, included</label><input id="to" name="to" type="date" value="${to.slice(0, 10)}"></p>
<p><button>Show</button></p><p>The same figures as ${link(asked('csv'), 'CSV')} or ${link(asked('json'), 'JSON')}</p></form>`;
}

function figures(report: Report): Html {
  const { consults, latency, orders, unknownCards } = report;
  const unrated = report.weeks.reduce((sum, { ratings }) => sum + (ratings['insufficient-information'] ?? 0), 0);
  const shown = report.criteria.reduce((sum, row) => sum + shownCards(row), 0);
  const overridden = report.criteria.reduce((sum, row) => sum + row.overridden, 0);
  const list: readonly (readonly [figure: string, words: string])[] = [
    [String(consults), 'orders rated, each call counted'],
    [percent(unrated, consults), `could not be rated: ${unrated} of ${consults}`],
    [percent(overridden, shown), `of the cards shown were overridden: ${overridden} of ${shown}`],
    [
      `${latency.p95Milliseconds ?? '–'} ms`,
      `latency, 95 of 100 calls; half of them ${latency.p50Milliseconds ?? '–'} ms`,
    ],
    [`${orders.changed} of ${orders.advised}`, 'orders with a card asked for another study later'],
    [`${orders.signed} of ${orders.advised}`, 'orders with a card were about to be signed later'],
  ];
  return html`<h2 class="hidden">In short</h2><ul class="figures">${list.map(([figure, words]) => html`<li><strong>${figure}</strong> ${words}</li>`)}</ul>${
    unknownCards > 0 && html`<p class="hint">Feedback named ${unknownCards} cards that no stored consult has shown.</p>`
  }`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
}

function answers({ weeks }: Report): Html {
  const found = new Set(weeks.flatMap(({ ratings }) => Object.keys(ratings)));
  const ratings = [
    ...order.filter((rating) => found.has(rating)),
    ...[...found].filter((rating) => !order.includes(rating)).sort(),
  ];
  const shown = weeks.slice(-mostWeeks);
  const sums = ratings.map((rating) => weeks.reduce((sum, week) => sum + (week.ratings[rating] ?? 0), 0));
  const rows = [
    ...weeks.map(({ week, consults, ratings: mix }): readonly Piece[] => [
      html`<span class="day">${week}</span>`,
      consults,
      ...ratings.map((rating) => mix[rating] ?? 0),
    ]),
    ['all', sums.reduce((sum, one) => sum + one, 0), ...sums],
  ];
  return html`<h2>What the criteria answered</h2>
<figure><ul class="legend" aria-label="Colours of the answers">${ratings.map(
    (rating, index) =>
      html`<li class="key"><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="fill-${classOf(rating)}" width="10" height="10"/></svg>${rating.replaceAll('-', ' ')} ${sums[index]}</li>`,
  )}</ul><div class="scroll chart" tabindex="0" role="region" aria-label="Chart of the answers by week">${ratingMixChart(shown, ratings)}</div>${
    weeks.length > shown.length &&
    html`<p class="hint">The last ${shown.length} weeks; the table has all ${weeks.length}.</p>`
  }</figure>
${dataTable('Answers by week', ['Week from', 'Orders', ...ratings.map((rating) => ratingChip(classOf(rating)))], rows)}`;
}

function classOf(rating: string): string {
  return rating.toLowerCase().replace(/[^a-z-]/g, '');
}

function responses({ criteria }: Report): Html {
  const sorted = [...criteria].sort((left, right) => shareOf(right) - shareOf(left) || right.fired - left.fired);
  const charted = sorted.filter((row) => shownCards(row) > 0).slice(0, mostInChart);
  const rows = sorted.map((row): readonly Piece[] => [
    link(`/criteria/${encodeURIComponent(row.criterion)}`, row.criterion.replaceAll('-', ' ')),
    row.fired,
    row.orders,
    row.accepted,
    row.overridden,
    overrideLabel(row),
    row.ignored,
    row.unshown,
  ]);
  const headings = ['Criterion', 'Fired', 'Orders', 'Accepted', 'Overridden', 'Of cards shown', 'Ignored', 'Not shown'];
  return html`<h2>What clinicians did</h2>
${
  charted.length > 0 &&
  html`<figure><div class="scroll chart" tabindex="0" role="region" aria-label="Chart of overridden cards">${overrideChart(charted)}</div><p class="hint">Grey: fewer than 20 cards.${
    charted.length < sorted.length && ` The table has all ${sorted.length} criteria.`
  }</p></figure>`
}
${dataTable('Responses by criterion', headings, rows)}`;
}

function shareOf(row: Report['criteria'][number]): number {
  const shown = shownCards(row);
  return shown === 0 ? 0 : row.overridden / shown;
}

function reasons({ criteria }: Report, words: ReportWords): Html | undefined {
  const rows = criteria.flatMap(({ criterion, reasons: given }) =>
    given.map(({ reason, count }): readonly Piece[] => [
      reasonInWords(reason, words),
      criterion.replaceAll('-', ' '),
      count,
    ]),
  );
  if (rows.length === 0) return undefined;
  return html`<h2>Why cards were overridden</h2>${dataTable('Reasons', ['Reason', 'Criterion', 'Times'], rows)}`;
}

/** `system|code` in the words of the cards; as it was sent where they do not know it. */
function reasonInWords(reason: string, { documents }: ReportWords): string {
  const code = reason.slice(reason.lastIndexOf('|') + 1);
  for (const { overrideReasons, hl7Reasons } of documents) {
    // a code comes from outside: only what the cards themselves name is looked up
    if (Object.hasOwn(overrideReasons, code)) return overrideReasons[code]?.display ?? reason;
    if (Object.hasOwn(hl7Reasons, code)) return hl7Reasons[code] ?? reason;
  }
  return reason;
}

function suggestions({ suggestions: counted }: Report, { documents }: ReportWords): Html | undefined {
  if (counted.length === 0) return undefined;
  const rows = counted.map(({ suggestion, offered, taken }): readonly Piece[] => [
    suggestionInWords(suggestion, documents),
    taken,
    offered,
    percent(taken, offered),
  ]);
  const removing = counted
    .filter(({ suggestion }) => documents.some((each) => each.suggestions[suggestion]?.kind === 'remove'))
    .reduce((sum, { taken }) => sum + taken, 0);
  return html`<h2>Which suggestions were taken</h2>${dataTable('Suggestions', ['Suggestion', 'Taken', 'Offered', 'Share'], rows)}
<p class="hint">Orders that were cancelled by a suggestion: ${removing}.</p>`;
}

function suggestionInWords(id: string, documents: readonly GuidelineDocuments[]): string {
  // a choice of a suggestion stands behind its id
  const [name = id, choice] = id.split('.');
  for (const each of documents) {
    const suggestion = each.suggestions[name];
    if (suggestion === undefined) continue;
    if (suggestion.kind === 'text') return suggestion.text;
    const label =
      suggestion.kind === 'document' ? suggestion.choices.find((one) => one.id === choice)?.label : undefined;
    return label ?? suggestion.label.replaceAll('{{study}}', 'the study');
  }
  return id.replaceAll('-', ' ');
}

function unread({ unreadParts, consults }: Report, { documents }: ReportWords): Html {
  if (unreadParts.length === 0) return html`<h2>What could not be read</h2><p>Every part of every record was read.</p>`;
  const rows = unreadParts.map(({ part, consults: times }): readonly Piece[] => [
    documents[0]?.phrases[`part.${part}`] ?? part,
    times,
    percent(times, consults),
  ]);
  return html`<h2>What could not be read</h2>${dataTable('Parts of the record', ['Part', 'Orders', 'Share'], rows)}`;
}
