import type { NearValueSet } from './nearest-value-set.js';
import type { Table } from './report-model.js';

/** A table holds so many rows of a long list; a file beside the report has them all. */
const mostRows = 100;

export function limited(table: Table): Table {
  const more = Math.max(0, table.rows.length - mostRows);
  return more === 0 ? table : { ...table, rows: table.rows.slice(0, mostRows), more };
}

/** The largest count first, then by name. */
export function byCount([left, more]: readonly [string, number], [right, most]: readonly [string, number]): number {
  return most - more || (left < right ? -1 : 1);
}

export function sumOf(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, each) => sum + each, 0);
}

/** A value set that is near, with the term that is. */
export function nearWords(near: NearValueSet | undefined): string {
  return near === undefined ? '' : `${near.valueSet}: ${near.term}`;
}
