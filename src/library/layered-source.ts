import { isObject } from '../core/values/json.js';
import type { SourceFile, ValuePath } from './source-file.js';

/**
 * A file with a site's file laid over it: mappings are merged key by key, lists whose entries have an `id` entry by
 * entry, anything else is replaced. Problems point into the site's file where it says something, else into ours.
 */
export function laySource(lower: SourceFile, upper: SourceFile): SourceFile {
  const value = lower.problems.length + upper.problems.length > 0 ? undefined : lay(lower.value, upper.value);
  const upperPath = (path: ValuePath): ValuePath => pathIn(upper.value, value, path);
  const lowerPath = (path: ValuePath): ValuePath => pathIn(lower.value, value, path);
  return {
    path: upper.path,
    value,
    problems: [...lower.problems, ...upper.problems],
    has: (path) => upper.has(upperPath(path)) || lower.has(lowerPath(path)),
    problemAt: (path, message, offset) =>
      upper.has(upperPath(path))
        ? upper.problemAt(upperPath(path), message, offset)
        : lower.problemAt(lowerPath(path), message, offset),
    problemAtKey: (path, message) =>
      upper.has(upperPath(path))
        ? upper.problemAtKey(upperPath(path), message)
        : lower.problemAtKey(lowerPath(path), message),
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
