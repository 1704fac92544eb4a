import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../core/values/json.js';
import { RequestError } from '../../errors.js';
import type { OrderInventory } from '../export/order-inventory.js';
import type { ReadFigures } from '../export/read-figures.js';
import { readJsonFile, writeDurably } from '../files/durable-file.js';

/** What a backtest was asked to do; two runs that were asked the same give the same bytes. */
export interface BacktestOptions {
  /** folder of the export, or one file of it */
  readonly source: string;
  readonly cards: string;
  /** other cards to compare with */
  readonly against?: string;
  /** a study such as `mri-wo:lumbar` that each patient is taken to be ordered on the last visit */
  readonly allPatients?: string;
  /** whether `meta.lastUpdated` tells when a resource was written down; `auto` looks whether it is the day of a load */
  readonly lastUpdated: 'auto' | 'use' | 'ignore';
}

/** Everything that scoring a shard needs; one file, beside the shards. */
export interface Plan {
  readonly format: 1;
  readonly version: string;
  readonly options: BacktestOptions;
  /** fingerprints of the cards, and of the names, sizes and times of the export's files */
  readonly digests: { readonly cards: string; readonly against?: string; readonly source: string };
  readonly guidelines: readonly string[];
  readonly againstGuidelines?: readonly string[];
  readonly shards: number;
  readonly usesLastUpdated: boolean;
  readonly types?: readonly string[];
  readonly read: ReadFigures;
  readonly orders: OrderInventory;
}

/** Where a backtest keeps what. */
export function placesIn(out: string) {
  const work = join(out, 'work');
  return {
    work,
    plan: join(work, 'plan.json'),
    records: join(work, 'records'),
    medications: join(work, 'records', 'medications.lines'),
    shard: (shard: number) => join(work, 'records', `${shard}.lines`),
    scored: join(work, 'scored'),
    rows: (shard: number) => join(work, 'scored', `${shard}.orders.ndjson`),
    inventory: (shard: number) => join(work, 'scored', `${shard}.inventory.json`),
    dataDir: (which: 'cards' | 'against') => join(work, which),
  };
}

/** @throws RequestError when nothing has been planned there, or the plan is damaged */
export function readPlan(out: string): Plan {
  const plan = planAt(placesIn(out).plan);
  if (!isPlan(plan))
    throw new RequestError({
      code: 'not-found',
      status: 404,
      message: `${out}: nothing has been planned here; run "backtest plan <export folder> --out ${out}" first`,
    });
  return plan;
}

function planAt(file: string): unknown {
  try {
    return readJsonFile(file);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RequestError({
      code: 'structure',
      status: 422,
      message: `${file}: is damaged; delete it and plan again`,
    });
  }
}

export function findPlan(out: string): Plan | undefined {
  return existsSync(placesIn(out).plan) ? readPlan(out) : undefined;
}

export function writePlan(out: string, plan: Plan): void {
  writeDurably(placesIn(out).plan, [`${JSON.stringify(plan, undefined, 1)}\n`]);
}

const members = ['version', 'options', 'digests', 'shards', 'read', 'orders'];

/** Written by `writePlan` of this format. */
function isPlan(value: unknown): value is Plan {
  return isObject(value) && value.format === 1 && members.every((member) => value[member] !== undefined);
}
