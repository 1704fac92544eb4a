import { closeSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files/durable-file.js';
import { shardOf } from '../record/patient-hash.js';
import { isOrderType, recordTypes, sharedTypes } from '../record/read-types.js';
import type { ExportFile } from './export-files.js';
import type { Candidates } from './find-candidates.js';
import type { ReadFigures } from './read-figures.js';
import { type FoundResource, type VisitOptions, visitResources } from './visit-resources.js';

export interface PartitionOptions extends VisitOptions {
  readonly candidates: Candidates;
  readonly shards: number;
  /** the folder that the shards shall lie in */
  readonly folder: string;
  /** files in which candidates have been looked for */
  readonly searched: ReadonlySet<string>;
  readonly progress: (bytes: number) => void;
}

export type Partitioned =
  | { readonly kind: 'done'; readonly read: ReadFigures }
  /** files with patients or orders in which candidates have not been looked for */
  | { readonly kind: 'search-first'; readonly files: readonly string[] };

/**
 * Moves the lines of the candidates into shards by patient: `id`, a tab, the line. One pass over all bytes; a line is
 * parsed only where its bytes do not say whose it is. The folder is there whole or not at all.
 */
export async function partition(files: readonly ExportFile[], options: PartitionOptions): Promise<Partitioned> {
  const beside = `${options.folder}.${process.pid}.tmp`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  const writer = createShardWriter(beside, options.shards);
  const counts = createCounts();
  const surprises = new Set<string>();
  const partlyRead = new Set<string>();
  for (const file of files) {
    const isSearched = options.searched.has(file.name);
    const types = new Set<string>();
    await visitResources(
      file,
      {
        wants: (type) => recordTypes.has(type) || sharedTypes.has(type),
        take: (found) => {
          types.add(found.type);
          if (!isSearched && (found.type === 'Patient' || isOrderType(found.type))) surprises.add(file.name);
          move(found, options.candidates, writer, counts);
        },
        passOver: (type) => counts.add('passedOver', type),
        unreadable: () => counts.add('unreadable', ''),
        brokenOff: () => {
          for (const type of types.size > 0 ? types : recordTypes) partlyRead.add(type);
        },
        progress: options.progress,
      },
      options,
    );
  }
  writer.close();
  if (surprises.size > 0) {
    rmSync(beside, { recursive: true });
    return { kind: 'search-first', files: [...surprises] };
  }
  rmSync(options.folder, { recursive: true, force: true });
  renameSync(beside, options.folder);
  return { kind: 'done', read: { ...toFigures(counts, options.candidates), ...listed(partlyRead) } };
}

function move(found: FoundResource, candidates: Candidates, writer: ShardWriter, counts: FigureCounts): void {
  const { type, patients } = found;
  counts.add('resources', type);
  if (sharedTypes.has(type)) return writer.addShared(idIn(found), found);
  if (patients.length === 0) return counts.add('withoutPatient', type);
  for (const named of patients) {
    const id = candidates.merged.get(named) ?? named;
    if (candidates.patients?.has(id) === false) continue;
    counts.patients.add(id);
    counts.add('moved', '');
    const day = lastUpdatedIn(found);
    if (day !== undefined) counts.add('updated', day);
    writer.add(id, found);
  }
}

const idPattern = /"id"\s*:\s*"([A-Za-z0-9._~-]+)"/;

/** The id of a shared resource; its first member of that name, as long as nothing is contained in it. */
function idIn({ bytes, from, to }: FoundResource): string {
  const text = bytes.toString('utf8', from, to);
  return idPattern.exec(text)?.[1] ?? '';
}

const lastUpdated = Buffer.from('"lastUpdated":"');
/** `meta` stands among the first members; further on the word may be an extension's. */
const metaWithin = 400;

function lastUpdatedIn({ bytes, from, to }: FoundResource): string | undefined {
  const start = bytes.subarray(from, Math.min(to, from + metaWithin));
  const at = start.indexOf(lastUpdated);
  return at < 0 ? undefined : start.toString('latin1', at + lastUpdated.length, at + lastUpdated.length + 10);
}

const countedKinds = ['resources', 'passedOver', 'withoutPatient', 'unreadable', 'moved', 'updated'] as const;
type CountedKind = (typeof countedKinds)[number];

interface FigureCounts {
  readonly add: (kind: CountedKind, name: string) => void;
  readonly of: (kind: CountedKind) => ReadonlyMap<string, number>;
  readonly patients: Set<string>;
}

function createCounts(): FigureCounts {
  const tables = new Map(countedKinds.map((kind) => [kind, new Map<string, number>()]));
  const of = (kind: CountedKind): Map<string, number> => tables.get(kind) ?? new Map();
  return {
    add: (kind, name) => {
      const table = of(kind);
      table.set(name, (table.get(name) ?? 0) + 1);
    },
    of,
    patients: new Set(),
  };
}

function listed(partlyRead: ReadonlySet<string>): Pick<ReadFigures, 'partlyRead'> {
  return partlyRead.size === 0 ? {} : { partlyRead: [...partlyRead].sort() };
}

const commonestDays = 3;

function toFigures({ of, patients }: FigureCounts, { merged, patientCount }: Candidates): ReadFigures {
  const named = (kind: CountedKind) =>
    Object.fromEntries([...of(kind)].sort(([left], [right]) => (left < right ? -1 : 1)));
  const days = [...of('updated').values()].sort((left, right) => right - left);
  const all = sum(days);
  return {
    resources: named('resources'),
    passedOver: named('passedOver'),
    withoutPatient: named('withoutPatient'),
    unreadableLines: of('unreadable').get('') ?? 0,
    patients: patientCount,
    mergedPatients: merged.size,
    candidates: patients.size,
    moved: of('moved').get('') ?? 0,
    ...(all === 0 ? {} : { loadedTogether: sum(days.slice(0, commonestDays)) / all }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** Bytes that wait for their shards, over all of them: a shard's file is open only while it is written to. */
const waitingBytes = 64 * 1024 * 1024;
const mostWaitingForOne = 256 * 1024;

interface ShardWriter {
  readonly add: (patient: string, found: FoundResource) => void;
  readonly addShared: (id: string, found: FoundResource) => void;
  readonly close: () => void;
}

function createShardWriter(folder: string, shards: number): ShardWriter {
  const size = Math.max(4_096, Math.min(mostWaitingForOne, Math.floor(waitingBytes / (shards + 1))));
  const files = Array.from({ length: shards }, (_, shard) => createAppender(join(folder, `${shard}.lines`), size));
  const shared = createAppender(join(folder, 'medications.lines'), size);
  return {
    add: (patient, found) => files[shardOf(patient, shards)]?.add(patient, found),
    addShared: shared.add,
    close: () => {
      for (const file of [...files, shared]) file.flush();
    },
  };
}

function createAppender(path: string, size: number) {
  let waiting = Buffer.allocUnsafe(0);
  let used = 0;
  const append = (parts: readonly Uint8Array[]): void => {
    const descriptor = openSync(path, 'a');
    try {
      for (const part of parts) writeWhole(descriptor, part);
    } finally {
      closeSync(descriptor);
    }
  };
  const flush = (): void => {
    if (used > 0) append([waiting.subarray(0, used)]);
    used = 0;
  };
  return {
    flush,
    add: (id: string, { bytes, from, to }: FoundResource): void => {
      // a character takes three bytes at most
      const length = 3 * id.length + to - from + 2;
      if (used + length > size) flush();
      if (length > size) {
        append([Buffer.from(`${id}\t`), bytes.subarray(from, to), Buffer.from('\n')]);
        return;
      }
      if (waiting.length === 0) waiting = Buffer.allocUnsafe(size);
      used += waiting.write(`${id}\t`, used);
      used += bytes.copy(waiting, used, from, to);
      used += waiting.write('\n', used, 'latin1');
    },
  };
}
