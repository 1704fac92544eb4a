import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isObject, type JsonObject, objectsOf, textOf } from '../../core/values/json.js';
import { RequestError } from '../../errors.js';
import { isTypeName } from '../record/read-types.js';
import { readLines } from './read-lines.js';

/** One file of an export: `lines` holds a resource a line, `document` one resource, mostly a Bundle. */
export interface ExportFile {
  readonly kind: 'lines' | 'document';
  readonly path: string;
  /** from the folder of the export */
  readonly name: string;
  readonly bytes: number;
  /** when it was written last, in milliseconds since 1970 */
  readonly changed: number;
}

/** What lies in the folder of an export. */
export interface ExportFiles {
  readonly files: readonly ExportFile[];
  /** the types that the export was limited to (`_type` in its manifest); undefined = all, or not told */
  readonly types: readonly string[] | undefined;
  /** files that the manifest names and that are not there */
  readonly missing: readonly string[];
  /** files that hold no FHIR resources */
  readonly others: readonly string[];
}

/**
 * The files of a bulk export or of a folder of Bundles, those of folders inside it included, sorted by name; `isLeftOut`
 * says of a folder inside it whether it holds something else.
 * @throws RequestError for a folder that is not there or holds nothing to read
 */
export async function findExportFiles(
  folder: string,
  isLeftOut: (folder: string) => boolean = () => false,
): Promise<ExportFiles> {
  if (!existsSync(folder)) throw unusable(`${folder}: there is no such folder`);
  const paths = statSync(folder).isDirectory() ? pathsUnder(folder, isLeftOut, new Set()) : [folder];
  const files: ExportFile[] = [];
  const others: string[] = [];
  const manifests: JsonObject[] = [];
  for (const path of paths) {
    const name = relative(folder, path) || basename(path);
    const kind = await kindOf(path);
    if (kind.kind === 'manifest') manifests.push(kind.manifest);
    else if (kind.kind === 'other') others.push(name);
    else files.push({ kind: kind.kind, path, name, ...sizeOf(path) });
  }
  if (files.length === 0)
    throw unusable(`${folder}: no NDJSON file and no Bundle among ${paths.length} files; name the folder of an export`);
  const outputs = manifests.flatMap(({ output }) => objectsOf(output));
  const named = outputs.flatMap(({ url }) => textOf(url)?.split(/[?#]/)[0]?.split('/').at(-1) ?? []);
  const there = new Set(files.map(({ name }) => basename(name).replace(/\.gz$/, '')));
  const missing = [...new Set(named)].filter((name) => !there.has(name.replace(/\.gz$/, '')));
  // the names in a manifest are often ids of downloads and not those of the files
  const isNamedAlike = missing.length < named.length;
  return { files, types: typesOf(manifests), missing: isNamedAlike ? missing : [], others };
}

function sizeOf(path: string): { readonly bytes: number; readonly changed: number } {
  const { size, mtimeMs } = statSync(path);
  return { bytes: size, changed: Math.trunc(mtimeMs) };
}

/** Links are followed, and a folder that is reached twice is read once. */
function pathsUnder(folder: string, isLeftOut: (folder: string) => boolean, seen: Set<string>): readonly string[] {
  const real = realpathSync(folder);
  if (seen.has(real)) return [];
  seen.add(real);
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      if (found?.isDirectory() === true) return isLeftOut(path) ? [] : pathsUnder(path, isLeftOut, seen);
      return found?.isFile() === true ? [path] : [];
    });
}

type FileKind =
  | { readonly kind: 'lines' | 'document' | 'other' }
  | { readonly kind: 'manifest'; readonly manifest: JsonObject };

const lineNames = /\.(ndjson|jsonl)(\.gz)?$/i;
const jsonNames = /\.json(\.gz)?$|\.gz$|^[^.]+$/i;

/** By the name, else by the first line: a whole resource in it makes a file of lines. */
async function kindOf(path: string): Promise<FileKind> {
  if (lineNames.test(path)) return { kind: 'lines' };
  if (!jsonNames.test(basename(path))) return { kind: 'other' };
  const first = parsed(await firstLineOf(path));
  if (isObject(first) && first.resourceType !== undefined) return { kind: 'lines' };
  const whole = isObject(first) ? first : documentAt(path);
  if (!isObject(whole)) return { kind: 'other' };
  if (Array.isArray(whole.output) && whole.resourceType === undefined) return { kind: 'manifest', manifest: whole };
  return { kind: whole.resourceType === undefined ? 'other' : 'document' };
}

const nothing = Buffer.alloc(0);

async function firstLineOf(path: string): Promise<string> {
  let line: string | undefined;
  const take = (bytes: Buffer, from: number, to: number): void => {
    line ??= bytes.toString('utf8', from, to);
  };
  await readLines(path, {
    line: take,
    lastLine: take,
    tooLong: () => take(nothing, 0, 0),
    isEnough: () => line !== undefined,
  });
  return line ?? '';
}

/** A document is parsed whole; a larger one is no patient's record, and would not fit into a process of the promised size. */
const largestDocument = 128 * 1024 * 1024;

/**
 * The text of a whole file, unpacked, without its byte order mark.
 * @throws Error for a file that is too large or damaged
 */
export function readDocument(path: string): string {
  if (statSync(path).size > largestDocument) throw new RangeError(`${path} is too large`);
  const bytes = readFileSync(path);
  const unpacked = path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: largestDocument }) : bytes;
  const text = unpacked.toString('utf8');
  return text.startsWith('\u{feff}') ? text.slice(1) : text;
}

function documentAt(path: string): unknown {
  try {
    return JSON.parse(readDocument(path));
  } catch (error) {
    // a file that may not be read is told, and not left out
    if (error instanceof Error && 'syscall' in error) throw error;
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function typesOf(manifests: readonly JsonObject[]): readonly string[] | undefined {
  const types = manifests.flatMap(({ request }) => {
    const url = textOf(request) ?? '';
    return URL.canParse(url, 'http://export') ? new URL(url, 'http://export').searchParams.getAll('_type') : [];
  });
  const named = types.flatMap((each) => each.split(',')).filter(isTypeName);
  return named.length === 0 ? undefined : [...new Set(named)].sort();
}

function unusable(message: string): RequestError {
  return new RequestError({ code: 'not-found', status: 404, message });
}
