import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** Receives one line of a file: the bytes from `from` up to `to`, without its end of line; valid until it returns. */
export type TakeLine = (bytes: Buffer, from: number, to: number) => void;

/** How a file is read, and who is told. */
export interface LineReader {
  readonly line: TakeLine;
  /** the last line of a file that does not end with an end of line: it may have been cut off */
  readonly lastLine: TakeLine;
  /** the beginning of a line that is longer than anything that is read */
  readonly tooLong?: TakeLine;
  /** a packed file ended before its end, or is none */
  readonly brokenOff?: () => void;
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
/** A file without an end of line, whatever it is, shall not fill the memory. */
const longestLine = 8 * chunkSize;
const newline = 10;
const carriageReturn = 13;

/** Reads the lines of a file, gzip or not, byte order mark and CRLF or not; empty lines are passed over. */
export async function readLines(path: string, reader: LineReader): Promise<void> {
  const lines = createLines(reader);
  const isWhole = path.endsWith('.gz') ? await readPacked(path, lines, reader) : readPlain(path, lines, reader);
  lines.end(isWhole);
}

interface Lines {
  /** where the next bytes go: read into it, then tell how many they are */
  readonly space: () => { readonly bytes: Buffer; readonly at: number };
  readonly filled: (count: number) => void;
  /** `isWhole`: nothing is known to be missing behind what was read */
  readonly end: (isWhole: boolean) => void;
}

function createLines({ line, lastLine, tooLong, brokenOff, chunk, isEnough }: LineReader): Lines {
  let bytes = Buffer.allocUnsafe(chunkSize);
  let kept = 0;
  let isStart = true;
  /** what comes now belongs to a line of which the beginning was too long already */
  let isInLongLine = false;
  const give = (take: TakeLine, from: number, to: number): void => {
    const last = to > from && bytes[to - 1] === carriageReturn ? to - 1 : to;
    if (last > from) take(bytes, from, last);
  };
  /** moves what follows the long line to the front; how many bytes were left out */
  const leaveLongLine = (end: number): number => {
    const next = bytes.subarray(0, end).indexOf(newline);
    isInLongLine = next < 0;
    const left = next < 0 ? end : next + 1;
    bytes.copyWithin(0, left, end);
    return left;
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
      if (kept >= longestLine) {
        if (!isInLongLine) {
          chunk?.(bytes, kept);
          tooLong?.(bytes, 0, kept);
        }
        isInLongLine = true;
        kept = 0;
      }
      if (kept === bytes.length) {
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
      if (isInLongLine) end -= leaveLongLine(end);
      const done = end === 0 ? 0 : takeAll(end);
      bytes.copyWithin(0, done, end);
      kept = end - done;
    },
    end: (isWhole) => {
      if (isEnough?.() === true) return;
      if (kept > 0) {
        chunk?.(bytes, kept);
        give(lastLine, 0, kept);
      }
      if (!isWhole) brokenOff?.();
    },
  };
}

function readPlain(path: string, lines: Lines, { progress, isEnough }: LineReader): boolean {
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const { bytes, at } = lines.space();
      const count = readSync(descriptor, bytes, at, bytes.length - at, null);
      if (count === 0) return true;
      lines.filled(count);
      progress?.(count);
      if (isEnough?.() === true) return true;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Whether the file is whole; of one that was cut off or damaged all lines before are read. */
function readPacked(path: string, lines: Lines, { progress, isEnough }: LineReader): Promise<boolean> {
  const packed = createReadStream(path, { highWaterMark: chunkSize / 8 });
  const unpacked = createGunzip({ chunkSize: 1024 * 1024 });
  return new Promise((resolve, reject) => {
    const stop = (isWhole: boolean): void => {
      packed.destroy();
      unpacked.destroy();
      resolve(isWhole);
    };
    packed.on('data', (data) => progress?.(data.length * packedTo));
    packed.on('error', reject);
    unpacked.on('error', () => stop(false));
    unpacked.on('end', () => stop(true));
    unpacked.on('data', (data: Buffer) => {
      try {
        for (let from = 0; from < data.length && isEnough?.() !== true; ) {
          const { bytes, at } = lines.space();
          const count = data.copy(bytes, at, from);
          lines.filled(count);
          from += count;
        }
      } catch (error) {
        reject(error);
        stop(false);
      }
      if (isEnough?.() === true) stop(true);
    });
    packed.pipe(unpacked);
  });
}
