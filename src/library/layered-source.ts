import { isObject } from '../core/values/json.js';
import type { AuthoringProblem } from '../errors.js';
import type { SourceFile, ValuePath } from './source-file.js';

/**
 * A file with a site's file laid over it: mappings are merged key by key, lists whose entries have an `id` entry by
 * entry, anything else is replaced. Problems point into the site's file where it says something, else into ours.
 */
export function laySource(lower: SourceFile, upper: SourceFile): SourceFile {
  const problems = [...lower.problems, ...upper.problems, ...repeatedIds(upper)];
  const value = problems.length > 0 ? undefined : lay(lower.value, upper.value);
  const upperPath = (path: ValuePath): ValuePath => pathIn(upper.value, value, path);
  const lowerPath = (path: ValuePath): ValuePath => pathIn(lower.value, value, path);
  return {
    path: upper.path,
    value,
    problems,
    has: (path) => upper.has(upperPath(path)) || lower.has(lowerPath(path)),
    problemAt: (path, message, offset) =>
      upper.has(upperPath(path))
        ? upper.problemAt(upperPath(path), message, offset)
        : lower.problemAt(lowerPath(path), message, offset),
    problemAtKey: (path, message) =>
      upper.has(upperPath(path))
        ? upper.problemAtKey(upperPath(path), message)
        : lower.problemAtKey(lowerPath(path), message),
    besides: (path) => (path.length === idDepth ? knownBeside(lower.value, value, path) : undefined),
  };
}

/** Of two changes of one entry only the first would be made. */
function repeatedIds(upper: SourceFile): readonly AuthoringProblem[] {
  return Object.entries(isObject(upper.value) ? upper.value : {}).flatMap(([collection, entries]) =>
    isListWithIds(entries)
      ? entries.flatMap(({ id }, index) =>
          entries.findIndex((entry) => entry.id === id) < index
            ? [upper.problemAt([collection, index, 'id'], `id: "${String(id)}" stands twice; say it in one entry`)]
            : [],
        )
      : [],
  );
}

/** Where ids stand in every file: one level inside a collection, such as `criteria` or `derived`. */
const idDepth = 2;

/** The ids that the lower file has where the merged one has an entry which the lower one does not know. */
function knownBeside(lower: unknown, merged: unknown, path: ValuePath): readonly string[] | undefined {
  const [collection = '', entry = ''] = path;
  const known = idsOf(child(lower, collection));
  const id = isListWithIds(child(merged, collection)) ? idAt(child(child(merged, collection), entry)) : entry;
  return known === undefined || known.includes(String(id)) ? undefined : known;
}

/** The ids of a collection: those of its entries, or its keys; undefined for anything else. */
export function idsOf(value: unknown): readonly string[] | undefined {
  if (isListWithIds(value)) return value.map(({ id }) => String(id));
  return isObject(value) ? Object.keys(value) : undefined;
}

function idAt(entry: unknown): string {
  return isObject(entry) ? String(entry.id) : '';
}

/** A file whose value was put in another order; entries with ids are still found where they stand. */
export function withValue(source: SourceFile, value: unknown): SourceFile {
  const own = (path: ValuePath): ValuePath => pathIn(source.value, value, path);
  return {
    ...source,
    value,
    has: (path) => source.has(own(path)),
    problemAt: (path, message, offset) => source.problemAt(own(path), message, offset),
    problemAtKey: (path, message) => source.problemAtKey(own(path), message),
    besides: (path) => source.besides(own(path)),
  };
}

function lay(lower: unknown, upper: unknown): unknown {
  if (isObject(lower) && isObject(upper)) {
    const keys = new Set([...Object.keys(lower), ...Object.keys(upper)]);
    return Object.fromEntries([...keys].map((key) => [key, key in upper ? lay(lower[key], upper[key]) : lower[key]]));
  }
  if (!isListWithIds(lower) || !isListWithIds(upper)) return upper;
  const changed = lower.map((entry) => {
    const change = upper.find(({ id }) => id === entry.id);
    return change === undefined ? entry : lay(entry, change);
  });
  return [...changed, ...upper.filter(({ id }) => !lower.some((entry) => entry.id === id))];
}

interface WithId {
  readonly id: unknown;
}

function isListWithIds(value: unknown): value is readonly WithId[] {
  return Array.isArray(value) && value.every((entry) => isObject(entry) && typeof entry.id === 'string');
}

/** The same path in one of the two files: places in lists with ids are found by id. */
function pathIn(own: unknown, merged: unknown, path: ValuePath): ValuePath {
  const found: (string | number)[] = [];
  let [at, inMerged] = [own, merged];
  for (const step of path) {
    let place = step;
    if (typeof step === 'number' && isListWithIds(inMerged) && isListWithIds(at)) {
      const id = inMerged[step]?.id;
      place = at.findIndex((entry) => entry.id === id);
    }
    found.push(place);
    at = child(at, place);
    inMerged = child(inMerged, step);
  }
  return found;
}

function child(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isObject(value) ? value[String(step)] : undefined;
}
