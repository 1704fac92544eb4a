import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file that is there whole or not at all: beside its place first, on the disk, then renamed. Whoever is killed in
 * between leaves the place as it was; two that write the same bytes do not disturb each other.
 */
export function writeDurably(file: string, parts: Iterable<string | Uint8Array>): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(beside, 'w');
  try {
    for (const part of parts) writeWhole(descriptor, typeof part === 'string' ? Buffer.from(part) : part);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  renameSync(beside, file);
}

/** What a file holds as JSON; undefined when there is none. */
export function readJsonFile(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

export function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
