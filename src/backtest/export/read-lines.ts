import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { constants, createGunzip } from 'node:zlib';

/** Receives one line of a file: the bytes from `from` up to `to`, without its end of line; valid until it returns. */
export type TakeLine = (bytes: Buffer, from: number, to: number) => void;

/** How a file is read, and who is told. */
export interface LineReader {
  readonly line: TakeLine;
  /** the last line of a file that does not end with an end of line: it may have been cut off */
  readonly lastLine: TakeLine;
  /** the same buffer serves several lines: told once, before its first line; `end` is where its lines end */
  readonly chunk?: (bytes: Buffer, end: number) => void;
  /** bytes since the last call; of a packed file an estimate */
  readonly progress?: (bytes: number) => void;
  /** true: nothing more is wanted */
  readonly isEnough?: () => boolean;
}

/** Bulk NDJSON packs to about an eighth of its size; progress counts bytes as they are unpacked. */
export const packedTo = 8;
const chunkSize = 4 * 1024 * 1024;
const newline = 10;
const carriageReturn = 13;

/** Reads the lines of a file, gzip or not, byte order mark and CRLF or not; empty lines are passed over. */
export async function readLines(path: string, reader: LineReader): Promise<void> {
  const lines = createLines(reader);
  if (path.endsWith('.gz')) await readPacked(path, lines, reader);
  else readPlain(path, lines, reader);
  lines.end();
}

interface Lines {
  /** where the next bytes go: read into it, then tell how many they are */
  readonly space: () => { readonly bytes: Buffer; readonly at: number };
  readonly filled: (count: number) => void;
  readonly end: () => void;
}

function createLines({ line, lastLine, chunk, isEnough }: LineReader): Lines {
  let bytes = Buffer.allocUnsafe(chunkSize);
  let kept = 0;
  let isStart = true;
  const give = (take: TakeLine, from: number, to: number): void => {
    const last = to > from && bytes[to - 1] === carriageReturn ? to - 1 : to;
    if (last > from) take(bytes, from, last);
  };
  const takeAll = (end: number): number => {
    const lastEnd = bytes.lastIndexOf(newline, end - 1);
    if (lastEnd < 0) return 0;
    chunk?.(bytes, lastEnd);
    let from = 0;
    while (from <= lastEnd && isEnough?.() !== true) {
      const to = bytes.indexOf(newline, from);
      give(line, from, to);
      from = to + 1;
    }
    return lastEnd + 1;
  };
  return {
    space: () => {
      if (kept === bytes.length) {
        // a line longer than the buffer
        const longer = Buffer.allocUnsafe(bytes.length * 2);
        bytes.copy(longer, 0, 0, kept);
        bytes = longer;
      }
      return { bytes, at: kept };
    },
    filled: (count) => {
      let end = kept + count;
      if (isStart && end >= 3) {
        isStart = false;
        if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
          bytes.copyWithin(0, 3, end);
          end -= 3;
        }
      }
      const done = end === 0 ? 0 : takeAll(end);
      bytes.copyWithin(0, done, end);
      kept = end - done;
    },
    end: () => {
      if (kept === 0 || isEnough?.() === true) return;
      chunk?.(bytes, kept);
      give(lastLine, 0, kept);
    },
  };
}

function readPlain(path: string, lines: Lines, { progress, isEnough }: LineReader): void {
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const { bytes, at } = lines.space();
      const count = readSync(descriptor, bytes, at, bytes.length - at, null);
      if (count === 0) return;
      lines.filled(count);
      progress?.(count);
      if (isEnough?.() === true) return;
    }
  } finally {
    closeSync(descriptor);
  }
}

async function readPacked(path: string, lines: Lines, { progress, isEnough }: LineReader): Promise<void> {
  const packed = createReadStream(path, { highWaterMark: chunkSize / 8 });
  packed.on('data', (data) => progress?.(data.length * packedTo));
  // a packed file that was cut off gives what it holds, then a last line without an end
  const unpacked = packed.pipe(createGunzip({ chunkSize: 1024 * 1024, finishFlush: constants.Z_SYNC_FLUSH }));
  for await (const data of unpacked) {
    if (!Buffer.isBuffer(data)) continue;
    for (let from = 0; from < data.length; ) {
      const { bytes, at } = lines.space();
      const count = data.copy(bytes, at, from);
      lines.filled(count);
      from += count;
    }
    if (isEnough?.() === true) break;
  }
  packed.destroy();
}
