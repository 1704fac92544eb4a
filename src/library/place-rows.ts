import { isObject, type JsonObject } from '../core/values/json.js';
import type { AuthoringProblem } from '../errors.js';
import { withValue } from './layered-source.js';
import { didYouMean } from './nearest-name.js';
import type { SourceFile } from './source-file.js';

/** Where a row of a site's folder says that it stands. */
type Place = 'before' | 'after';

interface Row {
  readonly id: string;
  /** the row as the schema knows it, without its place */
  readonly row: JsonObject;
  readonly places: readonly { readonly kind: Place; readonly id: string }[];
  /** only the site's folder has it */
  readonly isNew: boolean;
}

/** A table with each row where the site's folder places it, and what is wrong with the places. */
export interface PlacedRows {
  readonly source: SourceFile;
  readonly problems: readonly AuthoringProblem[];
}

/**
 * Puts each row with `before` or `after` beside the row it names; a new row without either stands above the last row,
 * which stays last. Takes a criteria.yaml as it was laid; one that is not well formed is left to its schema.
 */
export function placeRows(source: SourceFile): PlacedRows {
  const entries = isObject(source.value) ? source.value.criteria : undefined;
  if (!isObject(source.value) || !Array.isArray(entries) || !entries.every(isRow)) return { source, problems: [] };
  const rows = entries.map((entry, index) => toRow(entry, source.besides(['criteria', index]) !== undefined));
  const last = rows.findLast(({ isNew }) => !isNew);
  const problems = rows.flatMap((row, index) => placeProblems(source, { rows, last, row, index }));
  if (problems.length > 0 || last === undefined) return { source, problems };
  const placed = inOrder(rows, last);
  const lost = rows.findIndex((row) => !placed.includes(row));
  if (lost >= 0) {
    const message = `${rows[lost]?.places[0]?.kind}: rows are placed beside each other in a circle`;
    return { source, problems: [source.problemAt(['criteria', lost], message)] };
  }
  return { source: withValue(source, { ...source.value, criteria: placed.map(({ row }) => row) }), problems: [] };
}

/** A place in a table that nothing lies under: its rows stand as they are written. */
export function placesRefused(source: SourceFile): readonly AuthoringProblem[] {
  const entries = isObject(source.value) ? source.value.criteria : undefined;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry, index) =>
    (['before', 'after'] as const)
      .filter((kind) => isObject(entry) && kind in entry)
      .map((kind) =>
        source.problemAtKey(
          ['criteria', index, kind],
          `${kind}: only a row that a site lays over a shipped table is placed; move the row itself`,
        ),
      ),
  );
}

function isRow(entry: unknown): entry is JsonObject {
  return isObject(entry) && typeof entry.id === 'string';
}

function toRow({ before, after, ...row }: JsonObject, isNew: boolean): Row {
  const places = Object.entries({ before, after }).flatMap(([kind, id]) =>
    typeof id === 'string' ? [{ kind: kind === 'before' ? ('before' as const) : ('after' as const), id }] : [],
  );
  return { id: String(row.id), row, places, isNew };
}

function placeProblems(
  source: SourceFile,
  table: { readonly rows: readonly Row[]; readonly last: Row | undefined; readonly row: Row; readonly index: number },
): readonly AuthoringProblem[] {
  const { rows, last, row, index } = table;
  const ids = rows.map(({ id }) => id).filter((id) => id !== row.id);
  const at = (kind: Place, message: string): AuthoringProblem =>
    source.problemAt(['criteria', index, kind], `${kind}: ${message}`);
  const [first, second] = row.places;
  if (first === undefined) return [];
  if (second !== undefined) return [at(second.kind, `"before" is given as well; give one of the two`)];
  if (!ids.includes(first.id)) return [at(first.kind, `no row "${first.id}"${didYouMean(first.id, ids)}`)];
  if (row.id === last?.id) return [at(first.kind, `the last row "${row.id}" stays last`)];
  if (first.kind === 'after' && first.id === last?.id)
    return [at('after', `the last row "${first.id}" stays last; write "before"`)];
  return [];
}

/** Rows beside the same one keep the order in which they are written. */
function inOrder(rows: readonly Row[], last: Row): readonly Row[] {
  const beside = (kind: Place, id: string): readonly Row[] =>
    rows.filter(({ places: [place] }) => place?.kind === kind && place.id === id);
  const withNeighbours = (row: Row): readonly Row[] => [
    ...beside('before', row.id).flatMap(withNeighbours),
    row,
    ...beside('after', row.id).flatMap(withNeighbours),
  ];
  const unplaced = rows.filter(({ places }) => places.length === 0);
  const shipped = unplaced.filter((row) => !row.isNew && row !== last);
  return [...shipped, ...unplaced.filter(({ isNew }) => isNew), last].flatMap(withNeighbours);
}
