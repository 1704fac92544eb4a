import { fork } from 'node:child_process';
import { RequestError } from '../errors.js';

/** Shards, and the processes that score them. */
export interface PoolOptions {
  readonly shards: readonly number[];
  readonly workers: number;
  /** the program, and what to tell it so that it waits for shards */
  readonly program: string;
  readonly argv: readonly string[];
  readonly onDone: (shard: number) => void;
}

/** Stands for a shard where a process ended before it was given one. */
const beforeTheFirst = -1;
/** A shard that ends so many processes is not given to another one. */
const mostDeaths = 3;
/** So many processes in a row may end before they are given anything. */
const mostFalseStarts = 10;

/**
 * Gives shards to processes of their own, one at a time. A process that dies is replaced and its shard scored again: what it
 * had not finished was never there.
 * @throws RequestError for a shard that no process survives
 */
export async function scoreInWorkers({ shards, workers, program, argv, onDone }: PoolOptions): Promise<void> {
  const waiting = [...shards];
  const deaths = new Map<number, number>();
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lost = await runWorker(waiting, {
        program,
        argv,
        onDone: (shard) => {
          deaths.delete(beforeTheFirst);
          onDone(shard);
        },
      });
      if (lost === undefined) return;
      const count = (deaths.get(lost) ?? 0) + 1;
      deaths.set(lost, count);
      if (count >= (lost === beforeTheFirst ? mostFalseStarts : mostDeaths))
        throw new RequestError({
          code: 'invalid',
          status: 500,
          message:
            lost === beforeTheFirst
              ? `${count} processes ended before they could score anything; run "backtest score --shard 0" to see why`
              : `shard ${lost}: ${count} processes ended before it was scored; run "backtest score --shard ${lost}" to see why`,
        });
      if (lost !== beforeTheFirst) waiting.unshift(lost);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, waiting.length) }, work));
}

/** One process until nothing is left to do; answers the shard that it died over. */
function runWorker(
  waiting: number[],
  { program, argv, onDone }: Pick<PoolOptions, 'program' | 'argv' | 'onDone'>,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const worker = fork(program, [...argv], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    let current: number | undefined;
    const next = (): void => {
      current = waiting.shift();
      if (current === undefined) worker.disconnect();
      else worker.send(current, () => undefined);
    };
    worker.on('message', (done) => {
      if (typeof done === 'number') onDone(done);
      next();
    });
    worker.on('error', () => undefined); // it has ended, and `exit` follows
    worker.on('exit', (code) => resolve(current ?? (code === 0 ? undefined : beforeTheFirst)));
  });
}

/** In a worker: says that it is ready, and then scores each shard that it is told, until nobody is left to tell it. */
export function scoreWhenTold(score: (shard: number) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    process.once('disconnect', resolve);
    process.on('message', (shard) => {
      if (typeof shard !== 'number') return;
      score(shard).then(() => process.send?.(shard), reject);
    });
    process.send?.('ready');
  });
}
