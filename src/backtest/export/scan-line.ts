import { patientIdIn } from '../record/patient-reference.js';

/**
 * Reads what is needed from the bytes of a line, without parsing it; `chunk` comes before the first line of a buffer, and
 * of each line first its type is asked for. Undefined where several members could be meant, or none: then the line has to
 * be parsed.
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

/**
 * A string that equals a whole token with its quotes can only stand in JSON as that token: inside a string, quotes are
 * escaped. So a key is found by its bytes, and only how deep it stands is not known; a line with one such key needs no more.
 */
export function createLineScanner(): LineScanner {
  let bytes: Buffer = Buffer.alloc(0);
  const typeKey = createKeyFinder('"resourceType"');
  const subjectKey = createKeyFinder('"subject"');
  const patientKey = createKeyFinder('"patient"');
  const names = createNameReader();
  const typeOf = (from: number, to: number): string | undefined => {
    const key = typeKey.first(from, to);
    // the first member of the line is its own; any other may be that of a resource inside it
    const isOwn = key !== undefined && (!typeKey.isRepeated() || isFirstMember(bytes, from, key - typeKey.length));
    const start = isOwn ? stringAfter(bytes, key, to) : undefined;
    return start === undefined ? undefined : names.nameAt(bytes, start, to);
  };
  return {
    chunk: (chunk, end) => {
      bytes = chunk;
      for (const key of [typeKey, subjectKey, patientKey]) key.start(chunk, end);
    },
    typeOf,
    patientOf: (from, to) => {
      const [subject, patient] = [subjectKey.first(from, to), patientKey.first(from, to)];
      if ((subject === undefined) === (patient === undefined)) return undefined;
      if (subjectKey.isRepeated() || patientKey.isRepeated() || typeKey.isRepeated()) return undefined;
      const id = idAfter(bytes, subject ?? patient ?? from, to);
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
      last = bytes.toString('latin1', from, end);
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
    if (byte === quote)
      return isSimple ? bytes.toString('latin1', from, at) : patientIdIn(bytes.toString('latin1', start, at));
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

/** Finds one key in line after line; what lies ahead is looked for once, so that all lines together cost one pass. */
function createKeyFinder(token: string) {
  const needle = Buffer.from(token);
  let bytes: Buffer = Buffer.alloc(0);
  let end = 0;
  let next = 0;
  let isTwice = false;
  const find = (from: number): number => {
    for (let at = from; ; at += needle.length) {
      const found = bytes.indexOf(needle, at);
      if (found < 0 || found >= end) return end;
      if (bytes[skipSpace(bytes, found + needle.length, end)] === colon) return found;
      at = found;
    }
  };
  return {
    start: (chunk: Buffer, to: number): void => {
      bytes = chunk;
      end = to;
      next = find(0);
    },
    length: needle.length,
    /** where the first such key of the line ends; undefined when it has none */
    first: (from: number, to: number): number | undefined => {
      isTwice = false;
      if (next < from) next = find(from);
      if (next >= to) return undefined;
      const found = next;
      next = find(found + needle.length);
      isTwice = next < to;
      return found + needle.length;
    },
    /** whether the line that was asked for last has the key several times */
    isRepeated: (): boolean => isTwice,
  };
}

function isFirstMember(bytes: Buffer, from: number, key: number): boolean {
  const start = skipSpace(bytes, from, key);
  return bytes[start] === openBrace && skipSpace(bytes, start + 1, key) === key;
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
