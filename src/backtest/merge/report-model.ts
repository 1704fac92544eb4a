/** A report as data: report.json is this, report.html shows this. */
export interface BacktestReport {
  readonly title: string;
  /** small cells have been taken out, so that it may leave the site */
  readonly isShareable: boolean;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** paragraphs; no figure stands in them */
  readonly says: readonly string[];
  readonly tables: readonly Table[];
}

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** each row is about few people or none: a row with a small count is left out as a whole when a report is shared */
  readonly isLeftOutWhenSmall?: boolean;
  /** how many people stand behind all of it; fewer than eleven are not shared */
  readonly basis?: number;
  /** rows that were left out of the end */
  readonly more?: number;
}

export interface Column {
  readonly name: string;
  /** a `share` is a number from 0 to 1 of the count before it */
  readonly kind: 'text' | 'count' | 'share';
}

export type Cell = string | number;

export const text = (name: string): Column => ({ name, kind: 'text' });
export const counts = (name: string): Column => ({ name, kind: 'count' });
export const share = (name: string): Column => ({ name, kind: 'share' });

const fewest = 11;

/** A count that says too much about too few people. */
const small = `<${fewest}`;

/** The report without cells under eleven, days, rows about single people and places in other files. */
export function toShareable(report: BacktestReport): BacktestReport {
  const sections = report.sections.map((section) => ({
    ...section,
    says: section.says.map(withoutDays),
    tables: section.tables
      .filter(({ id, basis }) => id !== 'examples' && (basis ?? fewest) >= fewest)
      .map(withoutSmall),
  }));
  return { ...report, isShareable: true, sections };
}

/** The first and the last day of an export are days of one person each; the year is enough to tell its span. */
function withoutDays(paragraph: string): string {
  return paragraph.replace(/\b(\d{4})-\d{2}-\d{2}\b/g, '$1');
}

function withoutSmall(table: Table): Table {
  if (table.isLeftOutWhenSmall === true) {
    const rows = table.rows.filter((row) => !row.some((cell, column) => isSmall(table, cell, column)));
    return { ...table, rows, more: (table.more ?? 0) + table.rows.length - rows.length };
  }
  const hidden = table.columns.map((_, column) => hiddenRows(table, column));
  const rows = table.rows.map((row, index) =>
    row.map((cell, column): Cell => {
      if (hidden[column]?.has(index) === true) return small;
      const isShareOfHidden = table.columns[column]?.kind === 'share' && hidden[column - 1]?.has(index) === true;
      return isShareOfHidden ? '' : cell;
    }),
  );
  return { ...table, rows };
}

/** The rows of a column that are small; where it is only one, the next larger one too, or a sum would tell it. */
function hiddenRows(table: Table, column: number): ReadonlySet<number> {
  const hidden = new Set(
    table.rows.flatMap((row, index) => (isSmall(table, row[column] ?? '', column) ? [index] : [])),
  );
  if (hidden.size !== 1) return hidden;
  const others = table.rows.flatMap((row, index) => {
    const cell = row[column];
    return typeof cell === 'number' && cell > 0 && !hidden.has(index) ? [{ index, cell }] : [];
  });
  const [next] = others.sort((left, right) => left.cell - right.cell);
  return next === undefined ? hidden : new Set([...hidden, next.index]);
}

function isSmall({ columns }: Table, cell: Cell, column: number): boolean {
  return columns[column]?.kind === 'count' && typeof cell === 'number' && cell > 0 && cell < fewest;
}
