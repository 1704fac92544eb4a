import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDay } from '../core/values/day.js';
import { isObject, textOf } from '../core/values/json.js';
import { RequestError } from '../errors.js';
import { writeDurably } from './files/durable-file.js';
import { placesIn } from './plan/plan.js';
import type { BacktestTools } from './plan/tools.js';
import { shardOf } from './record/patient-hash.js';
import { readShard } from './score/read-shard.js';
import { datedOrders } from './score/score-patient.js';
import { openScoring } from './score/score-shard.js';

/** An order of a backtest and the record that it was asked about, as files for `explain`. */
export interface WrittenExample {
  readonly bundle: string;
  readonly order: string;
  /** YYYY-MM-DD */
  readonly asOf: string;
  readonly patient: string;
}

/**
 * Writes the record of one line of orders.ndjson, as it stood on the day of the order, and the order beside it.
 * @throws RequestError for a line that is not there
 */
export async function writeExample(
  out: string,
  line: number,
  { to, tools }: { readonly to: string; readonly tools: BacktestTools },
): Promise<WrittenExample> {
  const row = rowAt(join(out, 'orders.ndjson'), line);
  const scoring = await openScoring(out, tools);
  for (const patient of readShard(placesIn(out).shard(shardOf(row.patient, scoring.plan.shards)))) {
    if (patient.id !== row.patient) continue;
    for (const { placed, record } of datedOrders(scoring, patient)) {
      if (placed.reference !== row.order) continue;
      const written = {
        bundle: join(to, `${line}.record.json`),
        order: join(to, `${line}.order.json`),
        asOf: formatDay(placed.at.day),
        patient: patient.id,
      };
      const entry = record.resources.map((resource) => ({ resource }));
      writeDurably(written.bundle, [JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry })]);
      writeDurably(written.order, [JSON.stringify(placed.draft)]);
      return written;
    }
  }
  throw notThere(`line ${line} of ${out}/orders.ndjson: its record is not in ${placesIn(out).records}`);
}

function rowAt(file: string, line: number): { readonly patient: string; readonly order: string } {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const text = lines[line - 1] ?? '';
  const row: unknown = text === '' ? undefined : JSON.parse(text);
  const [patient, order] = isObject(row) ? [textOf(row.patient), textOf(row.order)] : [];
  if (patient === undefined || order === undefined)
    throw notThere(`--line ${line}: ${file} has ${Math.max(0, lines.length - 1)} lines`);
  return { patient, order };
}

function notThere(message: string): RequestError {
  return new RequestError({ code: 'not-found', status: 404, message });
}
