import { existsSync } from 'node:fs';
import { RequestError } from '../../errors.js';
import { writeDurably } from '../files/durable-file.js';
import { openBacktestCards } from '../plan/make-plan.js';
import { placesIn, readPlan } from '../plan/plan.js';
import { draftOfStudy } from '../plan/study-draft.js';
import type { BacktestTools } from '../plan/tools.js';
import { createInventory } from './inventory.js';
import type { OrderChoice } from './patient-orders.js';
import { readMedications, readShard } from './read-shard.js';
import { type Scoring, scorePatient } from './score-patient.js';

/** Scores one shard after the other with cards that are opened once. */
export interface ShardScorer {
  /** writes the results of a shard, unless they are there */
  readonly score: (shard: number) => Promise<void>;
  readonly shards: number;
}

/** @throws RequestError when nothing was planned in that folder, or with other cards or another program */
export async function openShardScorer(out: string, tools: BacktestTools): Promise<ShardScorer> {
  const scoring = await openScoring(out, tools);
  const places = placesIn(out);
  return {
    shards: scoring.plan.shards,
    score: async (shard) => {
      if (!Number.isInteger(shard) || shard < 0 || shard >= scoring.plan.shards)
        throw new RequestError({
          code: 'value',
          status: 400,
          message: `--shard ${shard} is none of the shards 0 to ${scoring.plan.shards - 1}`,
        });
      if (existsSync(places.inventory(shard))) return;
      const inventory = createInventory(scoring.cards.guidelines);
      const lines: string[] = [];
      let unreadable = 0;
      for (const patient of readShard(places.shard(shard))) {
        unreadable += patient.unreadable;
        for (const row of await scorePatient(scoring, patient, inventory)) lines.push(`${JSON.stringify(row)}\n`);
      }
      writeDurably(places.rows(shard), lines);
      // the second file says that both are there
      writeDurably(places.inventory(shard), [`${JSON.stringify({ ...inventory.toInventory(), unreadable })}\n`]);
    },
  };
}

/** Opens what was planned, and refuses to go on with other cards than it was planned with. */
export async function openScoring(out: string, tools: BacktestTools): Promise<Scoring> {
  const plan = readPlan(out);
  const { cards, against } = await openBacktestCards(tools, plan.options, out);
  if (cards.digest !== plan.digests.cards || against?.digest !== plan.digests.against || tools.version !== plan.version)
    throw new RequestError({
      code: 'value',
      status: 409,
      message: `${out}: the cards or the program have changed since this backtest was planned; plan it again, with another --out`,
    });
  const guidelines = [...cards.guidelines, ...(against?.guidelines ?? [])];
  const medicationNamed = readMedications(placesIn(out).medications);
  return {
    plan,
    tools,
    cards,
    against,
    choice: choiceOf(plan.options.allPatients, guidelines, tools),
    medicationNamed,
  };
}

function choiceOf(
  study: string | undefined,
  guidelines: Scoring['cards']['guidelines'],
  tools: BacktestTools,
): OrderChoice {
  if (study === undefined) return { kind: 'placed', guidelines };
  return { kind: 'last-visit', draft: draftOfStudy(study, guidelines, tools) };
}
