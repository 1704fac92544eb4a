import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { CriterionReport, Report } from '../core/report/tally.js';
import { type Html, raw } from './html.js';

const width = 720;
const mixHeight = 280;
const barHeight = 30;
const margins = 60;
/** Below this many cards a share says little. */
const fewCards = 20;

/** What the criteria answered in each week: stacked bars, the sum on top of each. */
export function ratingMixChart(weeks: Report['weeks'], ratings: readonly string[]): Html {
  const cells = weeks.flatMap(({ week, ratings: mix }) =>
    ratings.map((rating) => ({ week, rating, orders: mix[rating] ?? 0 })),
  );
  const range = ratings.map((rating) => `var(--r-${rating})`);
  return draw(`Answers by week, ${weeks.length} weeks; the table below has the numbers`, {
    height: mixHeight,
    marginTop: 34,
    marginBottom: 45,
    color: { domain: [...ratings], range },
    x: {
      type: 'band',
      label: 'week from',
      tickFormat: (week: string) => week.slice('YYYY-'.length),
      domain: weeks.map(({ week }) => week),
    },
    y: { grid: true, label: 'orders', tickFormat: (count: number) => (Number.isInteger(count) ? String(count) : '') },
    marks: [
      Plot.barY(cells, { x: 'week', y: 'orders', fill: 'rating', order: [...ratings] }),
      Plot.text([...weeks], {
        x: 'week',
        y: 'consults',
        text: (week) => String(week.consults),
        dy: -8,
        fill: 'currentColor',
      }),
      Plot.ruleY([0], { stroke: 'currentColor' }),
    ],
  });
}

/** Which share of the cards of each criterion was overridden, most first; grey where there were few. */
export function overrideChart(criteria: readonly CriterionReport[]): Html {
  const rows = criteria.map((row) => ({ ...row, share: shareOf(row), label: overrideLabel(row) }));
  return draw('Overridden cards by criterion; the table below has the numbers', {
    height: rows.length * barHeight + margins,
    marginTop: 8,
    marginBottom: 45,
    marginLeft: 250,
    marginRight: 90,
    x: { grid: true, label: 'overridden, % of cards shown', domain: [0, 100] },
    y: {
      type: 'band',
      label: null,
      domain: rows.map(({ criterion }) => criterion),
      tickFormat: (id: string) => id.replaceAll('-', ' '),
    },
    marks: [
      Plot.barX(rows, {
        x: 'share',
        y: 'criterion',
        fill: (row) => (shownCards(row) < fewCards ? 'var(--c-unknown)' : 'var(--accent)'),
      }),
      Plot.text(rows, { x: 'share', y: 'criterion', text: 'label', dx: 6, textAnchor: 'start', fill: 'currentColor' }),
      Plot.ruleX([0], { stroke: 'currentColor' }),
    ],
  });
}

/** The cards of a criterion that a clinician could respond to. */
export function shownCards({ fired, unshown }: CriterionReport): number {
  return fired - unshown;
}

/** `58 of 203`: the same words in the chart and in the table. */
export function overrideLabel(row: CriterionReport): string {
  return `${row.overridden} of ${shownCards(row)}`;
}

function shareOf(row: CriterionReport): number {
  const shown = shownCards(row);
  return shown === 0 ? 0 : (100 * row.overridden) / shown;
}

/** One drawing as text: its colours come from the style sheet, and it carries no style of its own, which the page forbids. */
function draw(label: string, options: Plot.PlotOptions): Html {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const figure = Plot.plot({ ...options, width, className: 'plot', document });
  for (const style of [...figure.querySelectorAll('style')]) style.remove();
  // one picture with one name: the parts of it have none of their own
  for (const part of [...figure.querySelectorAll('[aria-label]')]) part.removeAttribute('aria-label');
  figure.setAttribute('role', 'img');
  figure.setAttribute('aria-label', label);
  return raw(figure.outerHTML);
}
