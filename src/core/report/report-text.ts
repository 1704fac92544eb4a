import type { SilentReport } from './silent.js';
import type { Report } from './tally.js';

export const reportFormats = ['table', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** A report as text: aligned tables to read, one flat CSV for a spreadsheet, or JSON. */
export function writeReport(report: Report, format: ReportFormat): string {
  switch (format) {
    case 'table':
      return toTables(report);
    case 'csv':
      return toCsv(report);
    case 'json':
      return `${JSON.stringify(report, undefined, 2)}\n`;
  }
}

/** Only what was decided and not shown: what a client that is silent would have been shown. */
export function writeSilent({ silent }: Report, format: ReportFormat): string {
  if (format === 'json') return `${JSON.stringify(silent ?? null, undefined, 2)}\n`;
  if (format === 'csv') return csvOf([csvHead, ...silentRows(silent)]);
  if (silent === undefined) return 'Every order that was decided was shown a card.\n';
  return `${silentSections(silent).map(toTable).join('\n\n')}\n`;
}

type Row = readonly (string | number)[];

function toTables(report: Report): string {
  const span = `${report.from ?? 'the first consult'} to ${report.to ?? 'now'}`;
  const { p50Milliseconds, p95Milliseconds } = report.latency;
  const head = [
    `Report from ${span}`,
    `orders advised ${report.orders.advised}, study changed ${report.orders.changed}, about to be signed ${report.orders.signed}`,
    `consults ${report.consults}, latency p50 ${p50Milliseconds ?? '-'} ms, p95 ${p95Milliseconds ?? '-'} ms, feedback on unknown cards ${report.unknownCards}`,
  ];
  const silent = report.silent === undefined ? [] : silentSections(report.silent);
  return `${[head.join('\n'), ...[...sectionsOf(report), ...silent].map(toTable)].join('\n\n')}\n`;
}

interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

function sectionsOf(report: Report): readonly Section[] {
  const ratings = [
    ...new Set([...report.studies, ...report.clinicians].flatMap((mix) => Object.keys(mix.ratings))),
  ].sort();
  const answers = [...new Set(report.weeks.flatMap((week) => Object.keys(week.ratings)))].sort();
  return [
    {
      title: 'Criteria',
      columns: ['criterion', 'fired', 'orders', 'accepted', 'overridden', 'ignored', 'unshown', 'guideline'],
      rows: report.criteria.map((row) => {
        const { criterion, fired, orders, accepted, overridden, ignored, unshown, guideline } = row;
        return [criterion, fired, orders, accepted, overridden, ignored, unshown, guideline];
      }),
    },
    {
      title: 'Override reasons',
      columns: ['criterion', 'reason', 'count'],
      rows: report.criteria.flatMap(({ criterion, reasons }) => {
        return reasons.map(({ reason, count }) => [criterion, reason, count]);
      }),
    },
    {
      title: 'Words on overridden cards',
      columns: ['reason', 'fact', 'outcome', 'count'],
      rows: report.words.map(({ reason, fact, outcome, count }) => [reason, fact, outcome, count]),
    },
    {
      title: 'Studies by month',
      columns: ['study', 'month', 'consults', ...ratings],
      rows: report.studies.map(({ study, month, consults, ratings: mix }) => {
        return [study, month, consults, ...ratings.map((rating) => mix[rating] ?? 0)];
      }),
    },
    {
      title: 'Clinicians by year',
      columns: ['clinician', 'year', 'consults', 'accepted', 'overridden', ...ratings],
      rows: report.clinicians.map(({ clinician, year, consults, accepted, overridden, ratings: mix }) => {
        return [clinician, year, consults, accepted, overridden, ...ratings.map((rating) => mix[rating] ?? 0)];
      }),
    },
    {
      title: 'Answers by week',
      columns: ['week', 'consults', ...answers],
      rows: report.weeks.map(({ week, consults, ratings: mix }) => {
        return [week, consults, ...answers.map((rating) => mix[rating] ?? 0)];
      }),
    },
    {
      title: 'Suggestions',
      columns: ['suggestion', 'offered', 'taken'],
      rows: report.suggestions.map(({ suggestion, offered, taken }) => [suggestion, offered, taken]),
    },
    {
      title: 'Record parts that could not be read',
      columns: ['part', 'consults'],
      rows: report.unreadParts.map(({ part, consults }) => [part, consults]),
    },
  ];
}

function toTable({ title, columns, rows }: Section): string {
  if (rows.length === 0) return `${title}: none`;
  const lines = [columns, ...rows.map((row) => row.map(shorten))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const isNumber = columns.map((_, index) => rows.every((row) => typeof row[index] === 'number'));
  const toLine = (line: readonly string[]): string =>
    line
      .map((cell, index) => (isNumber[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  return [title, ...lines.map(toLine)].join('\n');
}

/** Keyed hashes are long; their beginning tells them apart on a screen. */
function shorten(cell: string | number): string {
  return onOneLine(String(cell)).replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1');
}

/** One row for each number: `report,name,period,measure,value`. */
function toCsv(report: Report): string {
  const { p50Milliseconds, p95Milliseconds } = report.latency;
  const rows: readonly Row[] = [
    csvHead,
    ['all', '', '', 'consults', report.consults],
    ['all', '', '', 'p50Milliseconds', p50Milliseconds ?? ''],
    ['all', '', '', 'p95Milliseconds', p95Milliseconds ?? ''],
    ['all', '', '', 'unknownCards', report.unknownCards],
    ...report.criteria.flatMap((row) => [
      ...criterionMeasures.map((measure) => ['criterion', row.criterion, '', measure, row[measure]]),
      ...row.reasons.map(({ reason, count }) => ['override reason', row.criterion, '', reason, count]),
    ]),
    ...report.words.map(({ reason, fact, outcome, count }) => ['words', fact, outcome, reason, count]),
    ...report.studies.flatMap(({ study, month, ratings }) => mixRows('study', study, month, ratings)),
    ...report.clinicians.flatMap(({ clinician, year, ratings, accepted, overridden }) =>
      mixRows('clinician', clinician, year, { ...ratings, accepted, overridden }),
    ),
    ...report.weeks.flatMap(({ week, ratings }) => mixRows('week', '', week, ratings)),
    ...report.suggestions.flatMap(({ suggestion, offered, taken }) =>
      mixRows('suggestion', suggestion, '', { offered, taken }),
    ),
    ...Object.entries(report.orders).map(([measure, value]) => ['orders', '', '', measure, value]),
    ...report.unreadParts.map(({ part, consults }) => ['unread part', part, '', 'consults', consults]),
    ...silentRows(report.silent),
  ];
  return csvOf(rows);
}

const csvHead: Row = ['report', 'name', 'period', 'measure', 'value'];

function csvOf(rows: readonly Row[]): string {
  return rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

/** The tables of a backtest, over orders that were decided and not shown. */
function silentSections({
  studies,
  criteria,
  orders,
  ordersADay,
  mostOnOneDay,
  clinicians,
}: SilentReport): readonly Section[] {
  const ratings = [...new Set(studies.flatMap((mix) => Object.keys(mix.ratings)))].sort();
  return [
    {
      title: 'Not shown: ratings by study',
      columns: ['study', 'orders', ...ratings],
      rows: studies.map((mix) => [mix.study, mix.orders, ...ratings.map((rating) => mix.ratings[rating] ?? 0)]),
    },
    {
      title: 'Not shown: by criterion',
      columns: ['criterion', 'rating', 'orders'],
      rows: criteria.map((row) => [row.criterion, row.rating, row.orders]),
    },
    {
      title: 'Not shown: orders a day and by clinician',
      columns: ['what', 'number'],
      rows: [
        ['orders', orders],
        ['orders a day of the span', ordersADay],
        ['most on one day', mostOnOneDay],
        ['clinicians', clinicians.number],
        ['orders of the clinician in the middle', clinicians.middle],
        ['orders of the clinician whom nine of ten have fewer than', clinicians.nineOfTen],
        ['most orders of one clinician', clinicians.most],
      ],
    },
  ];
}

function silentRows(silent: SilentReport | undefined): readonly Row[] {
  if (silent === undefined) return [];
  const { orders, ordersADay, mostOnOneDay, studies, criteria } = silent;
  return [
    ['silent', '', '', 'orders', orders],
    ['silent', '', '', 'ordersADay', ordersADay],
    ['silent', '', '', 'mostOnOneDay', mostOnOneDay],
    ...studies.flatMap((mix) => mixRows('silent study', mix.study, '', mix.ratings)),
    ...criteria.map((row): Row => ['silent criterion', row.criterion, '', row.rating, row.orders]),
  ];
}

const criterionMeasures = ['fired', 'orders', 'accepted', 'overridden', 'ignored', 'unshown'] as const;

function mixRows(
  kind: string,
  name: string,
  period: string,
  measures: { readonly [measure: string]: number },
): readonly Row[] {
  return Object.entries(measures).map(([measure, value]) => [kind, name, period, measure, value]);
}

/** A cell that a spreadsheet takes as text: it never begins like a formula, also not after white space. */
function toCell(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const line = onOneLine(cell);
  const text = /^\s*[=+\-@＝＋－＠]/u.test(line) ? `'${line}` : line;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Text of a client without line breaks, and without characters that a terminal would obey or nobody would see. */
function onOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ');
}
