import { isObject, type JsonObject, textOf } from './json.js';

/** Which of two versions of one resource is newer: above 0 the left, below 0 the right; undefined = neither says. */
export function compareVersions(left: JsonObject, right: JsonObject): number | undefined {
  const [one, other] = [left.meta, right.meta];
  if (!isObject(one) || !isObject(other)) return undefined;
  return difference(versionOf(one), versionOf(other)) ?? difference(momentOf(one), momentOf(other));
}

function difference(left: number, right: number): number | undefined {
  return Number.isNaN(left - right) || left === right ? undefined : left - right;
}

/** Versions that are whole numbers count up; any other version says nothing about its age. */
function versionOf({ versionId }: JsonObject): number {
  const version = typeof versionId === 'number' ? String(versionId) : textOf(versionId);
  return version !== undefined && /^\d{1,15}$/.test(version) ? Number(version) : Number.NaN;
}

function momentOf({ lastUpdated }: JsonObject): number {
  return Date.parse(textOf(lastUpdated) ?? '');
}
