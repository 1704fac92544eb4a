import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guideline } from '../../core/guideline/guideline.js';
import { memoByObject } from '../../core/values/memo.js';
import { RequestError } from '../../errors.js';
import { readJsonFile, writeDurably } from '../files/durable-file.js';
import { type Plan, placesIn, readPlan } from '../plan/plan.js';
import type { ShardInventory } from '../score/inventory.js';
import type { OrderRow } from '../score/order-row.js';
import { createInventoryMerge, type MergedInventory } from './merge-inventories.js';
import { createFindNearest, factValueSets, studyValueSets } from './nearest-value-set.js';
import { reportAsHtml } from './report-html.js';
import { type BacktestReport, toShareable } from './report-model.js';
import { ordersSection, readSection } from './report-read.js';
import { differenceSection, missingSection, unknownSection } from './report-sections.js';
import { answersSection } from './report-tables.js';
import { reproduceSection } from './reproduce-section.js';
import { createOrderTally, type OrderFigures } from './tally-orders.js';
import { toCsv } from './write-csv.js';

/** What a merge found, beside the files that it wrote. */
export interface Merged {
  readonly plan: Plan;
  readonly figures: OrderFigures;
  readonly inventory: MergedInventory;
}

/**
 * Puts the results of all shards together; the bytes depend on what was asked and on nothing else.
 * @throws RequestError while a shard is missing
 */
export function mergeShards(out: string, guidelines: readonly Guideline[], isShareable: boolean): Merged {
  const plan = readPlan(out);
  const places = placesIn(out);
  const shards = Array.from({ length: plan.shards }, (_, shard) => shard);
  const missing = shards.filter((shard) => !existsSync(places.inventory(shard)));
  if (missing.length > 0)
    throw new RequestError({
      code: 'not-found',
      status: 409,
      message: `${out}: ${missing.length} of ${plan.shards} shards have not been scored; run "backtest score --shard ${missing[0]} --out ${out}" (missing: ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ' …' : ''})`,
    });
  const tally = createOrderTally();
  const hash = createHash('sha256');
  writeDurably(join(out, 'orders.ndjson'), rowsOf(shards.map(places.rows), tally.add, hash.update.bind(hash)));
  const merge = createInventoryMerge();
  for (const shard of shards) {
    const inventory = readJsonFile(places.inventory(shard));
    if (!isInventory(inventory)) continue;
    merge.add(inventory);
    tally.addUnreadable(inventory.unreadable);
  }
  const nearest = nearestOf(guidelines);
  const inventory = merge.toMerged(nearest.fact);
  const { figures } = tally;
  const report: BacktestReport = {
    title: 'Backtest of the spine imaging criteria',
    isShareable: false,
    sections: [
      readSection(plan, figures),
      ordersSection(plan, figures, nearest.study),
      answersSection(figures),
      missingSection(figures),
      unknownSection(inventory),
      differenceSection(figures, plan.options.against !== undefined),
      reproduceSection(plan, hash.digest('hex')),
    ],
  };
  writeReport(out, report, inventory);
  if (isShareable) writeReport(join(out, 'shareable'), toShareable(report), shareableOf(inventory));
  return { plan, figures, inventory };
}

const nearestOf = memoByObject((guidelines: readonly Guideline[]) => ({
  fact: createFindNearest(guidelines, factValueSets(guidelines)),
  study: createFindNearest(guidelines, studyValueSets(guidelines)),
}));

/** The lines of the shards, each counted on its way. */
function* rowsOf(
  files: readonly string[],
  add: (row: OrderRow, line: number) => void,
  update: (bytes: Buffer) => unknown,
): Generator<Buffer> {
  let line = 0;
  for (const file of files) {
    const bytes = readFileSync(file);
    update(bytes);
    for (const text of bytes.toString('utf8').split('\n')) {
      if (text === '') continue;
      line += 1;
      const row: unknown = JSON.parse(text);
      if (isRow(row)) add(row, line);
    }
    yield bytes;
  }
}

function writeReport(folder: string, report: BacktestReport, { codes, words }: MergedInventory): void {
  const codeRows = codes.map(({ system, code, display, affected, orders, patients, near }) => [
    system,
    code,
    display,
    affected,
    orders,
    patients,
    near?.valueSet ?? '',
    near?.facts.join(' ') ?? '',
  ]);
  const codeHead = ['system', 'code', 'display', 'orders affected', 'orders', 'patients', 'nearest value set', 'facts'];
  const wordRows = words.map(({ words: phrase, orders, patients, near }) => [
    phrase,
    orders,
    patients,
    near?.valueSet ?? '',
    near?.facts.join(' ') ?? '',
  ]);
  const wordHead = ['words', 'orders', 'patients', 'nearest value set', 'facts'];
  writeDurably(join(folder, 'codes.csv'), [toCsv([codeHead, ...codeRows])]);
  writeDurably(join(folder, 'texts.csv'), [toCsv([wordHead, ...wordRows])]);
  writeDurably(join(folder, 'report.json'), [`${JSON.stringify(report, undefined, 1)}\n`]);
  writeDurably(join(folder, 'report.html'), [reportAsHtml(report)]);
}

const fewestShared = 11;

/** What may leave: nothing that is told of fewer than eleven patients or orders. */
function shareableOf({ codes, words }: MergedInventory): MergedInventory {
  const isMany = ({ orders, patients }: { readonly orders: number; readonly patients: number }): boolean =>
    orders >= fewestShared && patients >= fewestShared;
  return {
    codes: codes.filter((code) => isMany(code) && (code.affected === 0 || code.affected >= fewestShared)),
    words: words.filter(isMany),
  };
}

/** Written by `score` of the same plan, whole or not at all. */
function isRow(value: unknown): value is OrderRow {
  return typeof value === 'object' && value !== null && 'answer' in value;
}

function isInventory(value: unknown): value is ShardInventory {
  return typeof value === 'object' && value !== null && 'codes' in value;
}
