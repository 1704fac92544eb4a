import { isObject } from './json.js';

/** Where a value keeps its JSON text, put together of pieces that were written before; such a value never changes again. */
export const writtenText = Symbol('JSON text');

/** A value that keeps its text from now on, written in one piece. */
export function written<Value extends object>(value: Value): Value {
  return Object.assign(value, { [writtenText]: asciiText(value) });
}

/**
 * The JSON text of a value, in ASCII unless it is long: other characters are escaped, so that no string between here and the
 * network takes two bytes a character. Values that keep their text are not written again. They are found through arrays and
 * along `path`: by depth, the members in which they may stand, and which need no escapes in their own names.
 */
export function jsonText(value: unknown, path: readonly (readonly string[])[] = [], depth = 0): string {
  if (typeof value !== 'object' || value === null) return asciiText(value);
  if (writtenText in value && typeof value[writtenText] === 'string') return value[writtenText];
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += (text === '' ? '' : ',') + jsonText(item, path, depth);
    return `[${text}]`;
  }
  const members = path[depth];
  if (members === undefined || !isObject(value)) return asciiText(value);
  for (const name in value) {
    const part = value[name];
    if (part === undefined) continue;
    const written = members.includes(name) ? jsonText(part, path, depth + 1) : asciiText(part);
    text += `${text === '' ? '' : ','}"${name}":${written}`;
  }
  return `{${text}}`;
}

const beyondAscii = /[^\0-\x7f]/g;
/** What somebody sent back may be megabytes, which escapes would make six times as long: it stays as it is. In characters. */
const longestEscaped = 10_000;

function asciiText(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  if (text.length > longestEscaped || Buffer.byteLength(text) === text.length) return text;
  const escaped = text.replace(beyondAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  // what was made of a wide string stays wide until it is read anew
  return Buffer.from(escaped, 'latin1').toString('latin1');
}
