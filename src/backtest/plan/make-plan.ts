import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RequestError } from '../../errors.js';
import { type ExportFiles, findExportFiles } from '../export/export-files.js';
import { type Candidates, findCandidates } from '../export/find-candidates.js';
import { type Inspection, inspectExport } from '../export/inspect-export.js';
import { type Partitioned, partition } from '../export/partition.js';
import { packedTo } from '../export/read-lines.js';
import { recordTypes } from '../record/read-types.js';
import { type BacktestOptions, findPlan, type Plan, placesIn, writePlan } from './plan.js';
import type { Progress } from './progress.js';
import { draftOfStudy } from './study-draft.js';
import type { BacktestTools, OpenedCards } from './tools.js';

/** The cards of a backtest, opened. */
export interface BacktestCards {
  readonly cards: OpenedCards;
  readonly against: OpenedCards | undefined;
}

/** Opens the cards of a run; a folder that has been proved once for it is not proved again. */
export async function openBacktestCards(
  tools: BacktestTools,
  options: Pick<BacktestOptions, 'cards' | 'against'>,
  out: string,
): Promise<BacktestCards> {
  const { dataDir } = placesIn(out);
  const cards = await tools.openCards(options.cards, dataDir('cards'));
  const against =
    options.against === undefined ? undefined : await tools.openCards(options.against, dataDir('against'));
  return { cards, against };
}

/**
 * Looks at an export, finds its candidates and moves their records into shards. What has been planned before for the same
 * export, cards and options is taken as it is.
 * @throws RequestError for an export that is of no use, and for a folder with another run in it
 */
export async function makePlan(
  asked: BacktestOptions,
  out: string,
  tools: BacktestTools,
  progress: Progress,
): Promise<Plan> {
  const options = { ...asked, source: resolve(asked.source) };
  const files = await findExportFiles(options.source, isOfBacktest(options.source, out));
  const opened = await openBacktestCards(tools, options, out);
  if (options.allPatients !== undefined) draftOfStudy(options.allPatients, opened.cards.guidelines, tools);
  const digests = digestsOf(files, opened);
  const known = knownPlan(out, options, digests);
  if (known !== undefined) return known;
  clearBrokenOff(out);
  const inspection = await inspectUsable(files, options.source, progress);
  const done = await partitionWhole({
    files,
    inspection,
    opened,
    tools,
    progress,
    out,
    takesAll: options.allPatients !== undefined,
  });
  const named = ({ guidelines }: OpenedCards) => guidelines.map(({ id, version }) => `${id} ${version}`);
  const plan: Plan = {
    format: 1,
    version: tools.version,
    options,
    digests,
    guidelines: named(opened.cards),
    ...(opened.against === undefined ? {} : { againstGuidelines: named(opened.against) }),
    shards: done.shards,
    usesLastUpdated: usesLastUpdated(options, done.read.loadedTogether),
    ...(files.types === undefined ? {} : { types: files.types }),
    read: done.read,
    orders: done.orders,
  };
  writePlan(out, plan);
  return plan;
}

/**
 * Whether a folder inside the export holds results of this or of another backtest.
 * @throws RequestError where the results would go to the export itself
 */
function isOfBacktest(source: string, out: string): (folder: string) => boolean {
  const own = existsSync(out) ? realpathSync(out) : resolve(out);
  if (existsSync(source) && realpathSync(source) === own)
    throw new RequestError({
      code: 'value',
      status: 400,
      message: `--out ${out}: is the export itself; results need a folder of their own`,
    });
  return (folder) => realpathSync(folder) === own || existsSync(placesIn(folder).plan);
}

/** What an earlier run has planned there, if it was asked the same. */
function knownPlan(out: string, options: BacktestOptions, digests: Plan['digests']): Plan | undefined {
  const known = findPlan(out);
  if (known === undefined || !existsSync(placesIn(out).records)) return undefined;
  if (isSame(known, options, digests)) return known;
  throw new RequestError({
    code: 'value',
    status: 409,
    message: `${out}: holds a backtest of another export, other cards or other options; name another --out, or delete ${placesIn(out).work}`,
  });
}

/** Takes away what a run left that ended before its plan was whole; what is not of a backtest stays. */
function clearBrokenOff(out: string): void {
  const { work, plan, records, scored } = placesIn(out);
  mkdirSync(work, { recursive: true });
  const unfinished = readdirSync(work).filter((name) => /^records\.\d+\.tmp$/.test(name));
  for (const path of [plan, records, scored, ...unfinished.map((name) => join(work, name))])
    rmSync(path, { recursive: true, force: true });
}

async function inspectUsable(files: ExportFiles, source: string, progress: Progress): Promise<Inspection> {
  const inspection = await inspectExport(files);
  progress.note(describe(files, inspection));
  if (inspection.problems.length === 0) return inspection;
  throw new RequestError({
    code: 'structure',
    status: 422,
    message: `${source}: no backtest of this export\n  ${inspection.problems.join('\n  ')}`,
  });
}

/** Half of all resources last updated on three days were loaded then, and not written down. */
const loadedFrom = 0.5;

function usesLastUpdated({ lastUpdated }: BacktestOptions, loadedTogether: number | undefined): boolean {
  if (lastUpdated !== 'auto') return lastUpdated === 'use';
  return loadedTogether !== undefined && loadedTogether < loadedFrom;
}

interface Partitioning {
  readonly files: ExportFiles;
  readonly inspection: Inspection;
  readonly opened: BacktestCards;
  readonly tools: BacktestTools;
  readonly progress: Progress;
  readonly out: string;
  readonly takesAll: boolean;
}

type Done = Extract<Partitioned, { readonly kind: 'done' }>;

async function partitionWhole(
  given: Partitioning,
): Promise<Pick<Done, 'read'> & Pick<Candidates, 'orders'> & { readonly shards: number }> {
  const {
    files: { files },
    inspection,
    opened,
    tools,
    progress,
    out,
    takesAll,
  } = given;
  const visit = { resourcesOfBundle: tools.resourcesOfBundle, parsed: inspection.parsed };
  const guidelines = [...opened.cards.guidelines, ...(opened.against?.guidelines ?? [])];
  let searched = inspection.searched;
  for (;;) {
    const toSearch = files.filter(({ name }) => searched.has(name));
    const search = progress.step('candidates', bytesOf(toSearch), 'bytes');
    const candidates = await findCandidates(toSearch, { ...visit, guidelines, takesAll, progress: search.add });
    search.end();
    const shards = shardCount(bytesOf(files), candidates);
    const moving = progress.step('partition', bytesOf(files), 'bytes');
    const partitioned = await partition(files, {
      ...visit,
      candidates,
      shards,
      folder: placesIn(out).records,
      searched,
      progress: moving.add,
    });
    moving.end();
    if (partitioned.kind === 'done') return { read: partitioned.read, orders: candidates.orders, shards };
    searched = new Set([...searched, ...partitioned.files]);
  }
}

/** What a shard shall hold, so that a process which scores it stays small. */
const shardBytes = 24 * 1024 * 1024;
const mostShards = 4_096;
/** So many even of little, so that several processes have something to do. */
const fewestShards = 8;

function shardCount(bytes: number, { patients, patientCount }: Candidates): number {
  const share = patients === undefined || patientCount === 0 ? 1 : patients.size / patientCount;
  return Math.min(mostShards, Math.max(fewestShards, Math.ceil((bytes * share) / shardBytes)));
}

function bytesOf(files: ExportFiles['files']): number {
  return files.reduce((sum, { bytes, name }) => sum + (name.endsWith('.gz') ? bytes * packedTo : bytes), 0);
}

function digestsOf({ files }: ExportFiles, { cards, against }: BacktestCards): Plan['digests'] {
  const hash = createHash('sha256');
  for (const { name, bytes, changed } of files) hash.update(`${name}\0${bytes}\0${changed}\0`);
  return {
    cards: cards.digest,
    ...(against === undefined ? {} : { against: against.digest }),
    source: hash.digest('hex'),
  };
}

function isSame(plan: Plan, options: BacktestOptions, digests: Plan['digests']): boolean {
  const { allPatients, lastUpdated } = options;
  return (
    JSON.stringify(plan.digests) === JSON.stringify(digests) &&
    plan.options.allPatients === allPatients &&
    plan.options.lastUpdated === lastUpdated
  );
}

function describe({ files }: ExportFiles, { types, warnings }: Inspection): string {
  const read = [...types.keys()].filter((type) => recordTypes.has(type)).sort();
  const found = types.size === 0 ? 'documents' : `${types.size} types, of which are read: ${read.join(', ')}`;
  const size = (bytesOf(files) / 1e6).toFixed(0);
  return [`${files.length} files, about ${size} MB unpacked; ${found}`, ...warnings].join('\n  ');
}
