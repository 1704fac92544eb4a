import { existsSync } from 'node:fs';
import { type Merged, mergeShards } from './merge/merge-shards.js';
import { makePlan, openBacktestCards } from './plan/make-plan.js';
import { type BacktestOptions, type Plan, placesIn, readPlan } from './plan/plan.js';
import type { Progress } from './plan/progress.js';
import type { BacktestTools } from './plan/tools.js';
import { openShardScorer } from './score/score-shard.js';
import { scoreInWorkers, scoreWhenTold } from './worker-pool.js';

/** What every part of a backtest works with. */
export interface BacktestContext {
  readonly tools: BacktestTools;
  readonly progress: Progress;
  /** the program to start for each process that scores */
  readonly program: string;
}

export interface RunOptions {
  readonly out: string;
  /** processes that score; with one, this process does */
  readonly workers: number;
  readonly isShareable: boolean;
}

/** All steps one after the other; what an earlier run has finished is not done again. */
export async function runBacktest(
  asked: BacktestOptions,
  { out, workers, isShareable }: RunOptions,
  context: BacktestContext,
): Promise<Merged> {
  const plan = await makePlan(asked, out, context.tools, context.progress);
  await scoreAll(plan, { out, workers }, context);
  return mergeBacktest(out, isShareable, context);
}

async function scoreAll(
  { shards }: Plan,
  { out, workers }: Pick<RunOptions, 'out' | 'workers'>,
  { tools, progress, program }: BacktestContext,
): Promise<void> {
  const { inventory } = placesIn(out);
  const waiting = Array.from({ length: shards }, (_, shard) => shard).filter((shard) => !existsSync(inventory(shard)));
  if (waiting.length < shards) progress.note(`${shards - waiting.length} of ${shards} shards have been scored before`);
  if (waiting.length === 0) return;
  const step = progress.step('score', waiting.length, 'shards');
  if (workers > 1)
    await scoreInWorkers({
      shards: waiting,
      workers,
      program,
      argv: ['backtest', 'score', '--out', out, '--worker'],
      onDone: () => step.add(1),
    });
  else {
    const scorer = await openShardScorer(out, tools);
    for (const shard of waiting) {
      await scorer.score(shard);
      step.add(1);
    }
  }
  step.end();
}

/** Scores the shards that are named, or, in a worker, those that it is told. */
export async function scoreShards(
  out: string,
  shards: readonly number[] | 'as-told',
  { tools }: BacktestContext,
): Promise<void> {
  const scorer = await openShardScorer(out, tools);
  if (shards === 'as-told') return scoreWhenTold(scorer.score);
  for (const shard of shards) await scorer.score(shard);
}

/** @throws RequestError while a shard is missing */
export async function mergeBacktest(out: string, isShareable: boolean, { tools }: BacktestContext): Promise<Merged> {
  const { options } = readPlan(out);
  const { cards } = await openBacktestCards(tools, options, out);
  return mergeShards(out, cards.guidelines, isShareable);
}
