import { isId, patientIdIn } from '../record/patient-reference.js';
import { isTypeName } from '../record/read-types.js';

/**
 * Reads what is needed from the bytes of a line, without parsing it; `chunk` comes before the first line of a buffer.
 * Undefined where several members could be meant, or none: then the line has to be parsed.
 */
export interface LineScanner {
  readonly chunk: (bytes: Buffer, end: number) => void;
  readonly typeOf: (from: number, to: number) => string | undefined;
  readonly patientOf: (from: number, to: number) => string | undefined;
}

const quote = 34;
const colon = 58;
const backslash = 92;
const openBrace = 123;
const space = 32;
const slash = 47;
const patientStart = Buffer.from('Patient/');
const referenceKey = Buffer.from('"reference"');
const resourceTypeKey = Buffer.from('"resourceType"');

/**
 * A string that equals a whole token with its quotes can only stand in JSON as that token: inside a string, quotes are
 * escaped. So a key is found by its bytes, and only how deep it stands is not known; a line with one such key needs no more.
 */
export function createLineScanner(): LineScanner {
  let bytes: Buffer = Buffer.alloc(0);
  const typeKey = createKeyFinder('"resourceType"', 'Type"');
  const subjectKey = createKeyFinder('"subject"', 'ject"');
  const patientKey = createKeyFinder('"patient"', 'patient');
  const names = createNameReader();
  const typeOf = (from: number, to: number): string | undefined => {
    // the first member of the line is its own, whatever follows; any other may be that of a resource inside it
    const key = firstMember(bytes, from, to) ?? typeKey.only(from, to);
    const start = key === undefined ? undefined : stringAfter(bytes, key, to);
    return start === undefined ? undefined : names.nameAt(bytes, start, to);
  };
  return {
    chunk: (chunk, end) => {
      bytes = chunk;
      for (const key of [typeKey, subjectKey, patientKey]) key.start(chunk, end);
    },
    typeOf,
    patientOf: (from, to) => {
      const subject = subjectKey.only(from, to);
      const key = subject ?? patientKey.only(from, to);
      if (key === undefined || typeKey.only(from, to) === undefined) return undefined;
      if ((subject === undefined ? subjectKey : patientKey).isIn(from, to)) return undefined;
      const id = idAfter(bytes, key, to);
      return id === '' ? undefined : id;
    },
  };
}

/** Reads the name of a type; one line after the other mostly has the same. */
function createNameReader() {
  let last = '';
  let lastBytes: Buffer = Buffer.alloc(0);
  return {
    nameAt: (bytes: Buffer, from: number, to: number): string | undefined => {
      const { length } = lastBytes;
      if (length > 0 && bytes[from + length] === quote && isSame(bytes, from, lastBytes)) return last;
      const end = bytes.indexOf(quote, from);
      if (end < 0 || end > to) return undefined;
      const name = bytes.toString('latin1', from, end);
      if (!isTypeName(name)) return undefined;
      last = name;
      lastBytes = Buffer.from(last, 'latin1');
      return last;
    },
  };
}

/** The id of the patient in the Reference behind a key; undefined unless its first member is a plain reference to one. */
function idAfter(bytes: Buffer, key: number, to: number): string | undefined {
  const value = valueAfter(bytes, key, to);
  if (value === undefined || bytes[value] !== openBrace) return undefined;
  const inner = skipSpace(bytes, value + 1, to);
  if (!isSame(bytes, inner, referenceKey)) return undefined;
  const start = stringAfter(bytes, inner + referenceKey.length, to);
  if (start === undefined) return undefined;
  const isPlain = isSame(bytes, start, patientStart);
  const from = isPlain ? start + patientStart.length : start;
  let isSimple = isPlain;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) {
      const id = bytes.toString('latin1', from, at);
      return isSimple && isId(id) ? id : patientIdIn(bytes.toString('latin1', start, at));
    }
    if (byte === backslash || byte > 126) return undefined;
    if (byte === slash) isSimple = false;
  }
  return undefined;
}

/** Where the text of a string value begins behind a key that ends at `at`; undefined when no string stands there. */
function stringAfter(bytes: Buffer, at: number, to: number): number | undefined {
  const value = valueAfter(bytes, at, to);
  return value !== undefined && bytes[value] === quote ? value + 1 : undefined;
}

/**
 * Finds one key in line after line. What lies ahead is looked for when it is asked for and remembered, so that all lines
 * together cost one pass at most, and lines that nobody asks about none. It is a part of the key that is looked for: under
 * eight bytes that begin with a rare one are found three to five times as fast as the whole (Node compares first bytes only).
 */
function createKeyFinder(key: string, part: string) {
  const [whole, needle] = [Buffer.from(key), Buffer.from(part)];
  const before = key.indexOf(part);
  let bytes: Buffer = Buffer.alloc(0);
  let end = 0;
  // the last two that were found: those of a line stay known until a later line is asked about
  let [found, next] = [-1, -1];
  const find = (from: number): number => {
    for (let at = from; ; at += needle.length) {
      at = bytes.indexOf(needle, at);
      if (at < 0 || at >= end) return end;
      const start = at - before;
      if (start < from || !isSame(bytes, start, whole)) continue;
      if (bytes[skipSpace(bytes, start + whole.length, end)] === colon) return start;
    }
  };
  const seek = (from: number): void => {
    if (found >= from) return;
    found = next >= from ? next : find(from);
    next = -1;
  };
  return {
    start: (chunk: Buffer, to: number): void => {
      bytes = chunk;
      end = to;
      found = -1;
      next = -1;
    },
    isIn: (from: number, to: number): boolean => {
      seek(from);
      return found < to;
    },
    /** where such a key of the line ends; undefined when it has none, or several */
    only: (from: number, to: number): number | undefined => {
      seek(from);
      if (found >= to) return undefined;
      if (next < 0) next = find(found + whole.length);
      return next < to ? undefined : found + whole.length;
    },
  };
}

/** Where the key `resourceType` ends, if it is the first member of the line. */
function firstMember(bytes: Buffer, from: number, to: number): number | undefined {
  const start = skipSpace(bytes, from, to);
  if (bytes[start] !== openBrace) return undefined;
  const key = skipSpace(bytes, start + 1, to);
  return isSame(bytes, key, resourceTypeKey) ? key + resourceTypeKey.length : undefined;
}

function valueAfter(bytes: Buffer, key: number, to: number): number | undefined {
  const at = skipSpace(bytes, key, to);
  return bytes[at] === colon ? skipSpace(bytes, at + 1, to) : undefined;
}

function skipSpace(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] ?? 0) <= space) at += 1;
  return at;
}

function isSame(bytes: Buffer, from: number, expected: Buffer): boolean {
  for (let at = 0; at < expected.length; at += 1) if (bytes[from + at] !== expected[at]) return false;
  return true;
}
