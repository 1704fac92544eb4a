import type { Command } from 'commander';
import { RequestError } from '../../errors.js';
import type { Terminal } from '../terminal/terminal.js';
import { type CardsOption, cardsOption, type Run } from '../terminal/terminal-command.js';
import { wholeNumber } from '../terminal/whole-number.js';

/** What can be asked of a backtest, as typed. */
export interface BacktestRequest extends CardsOption {
  readonly source: string;
  readonly against?: string;
  readonly allPatients?: string;
  readonly lastUpdated: 'auto' | 'use' | 'ignore';
  readonly out: string;
  /** processes that score; undefined = one a core */
  readonly workers?: number;
  readonly shareable: boolean;
}

/** The steps of a backtest; each answers the exit code. */
export interface BacktestActions {
  readonly run: (asked: BacktestRequest, terminal: Terminal) => Promise<number>;
  readonly plan: (asked: BacktestRequest, terminal: Terminal) => Promise<number>;
  readonly score: (out: string, shards: readonly number[] | 'as-told', terminal: Terminal) => Promise<number>;
  readonly merge: (out: string, isShareable: boolean, terminal: Terminal) => Promise<number>;
  readonly example: (
    out: string,
    asked: { readonly line: number; readonly to: string },
    terminal: Terminal,
  ) => Promise<number>;
}

interface Options extends CardsOption {
  readonly against?: string;
  readonly allPatients?: string;
  readonly lastUpdated?: string;
  readonly out: string;
  readonly workers?: string;
  readonly shareable?: boolean;
  readonly shard?: string;
  readonly worker?: boolean;
  readonly line?: string;
  readonly to?: string;
}

const usualOut = 'backtest';

/** Adds `backtest`, its steps and the step that looks at one order; `actionsFor` loads what they need. */
export function addBacktest(program: Command, run: Run, actionsFor: () => Promise<BacktestActions>): void {
  const backtest = program
    .command('backtest')
    .description('Score the orders of a bulk export as of their dates, and report what the criteria would have done.')
    .argument('[export]', 'folder with bulk FHIR R4 NDJSON (.gz or not), or with Bundles')
    .option(...cardsOption)
    .option('--against <folder>', 'other cards: report the orders that they would move')
    .option(
      '--all-patients <study>',
      'ask about this study, such as mri-wo:lumbar, for every patient on the last visit',
    )
    .option(
      '--last-updated <how>',
      'whether meta.lastUpdated says when a resource was recorded: auto, use or ignore',
      'auto',
    )
    .option('--out <folder>', 'where the results go', usualOut)
    .option('--workers <number>', 'processes that score (default: one for each core)')
    .option('--shareable', 'write a report without small counts beside it, into <out>/shareable');
  backtest.action(
    run(async (terminal, source: string | undefined, _options: Options, command: Command) => {
      const request = toRequest(source, command);
      return (await actionsFor()).run(request, terminal);
    }),
  );
  addSteps(backtest, run, actionsFor);
}

/** The steps, for engines that run them: `plan`, `score`, `merge`; and `example`. */
function addSteps(backtest: Command, run: Run, actionsFor: () => Promise<BacktestActions>): void {
  backtest
    .command('plan')
    .description('First step: look at the export and move the records of the orders into shards; print the shards.')
    .argument('<export>', 'folder of the export')
    .action(
      run(async (terminal, source: string, _options: Options, command: Command) =>
        (await actionsFor()).plan(toRequest(source, command), terminal),
      ),
    );
  backtest
    .command('score')
    .description('Second step: score one shard, or several. A shard that has been scored is passed over.')
    .option('--shard <numbers>', 'numbers of shards such as 3 or 0,4,5')
    .option('--worker', 'score the shards that the starting process names')
    .action(
      run(async (terminal, _options: Options, command: Command) => {
        const options: Options = command.optsWithGlobals();
        return (await actionsFor()).score(options.out, shardsOf(options), terminal);
      }),
    );
  backtest
    .command('merge')
    .description('Last step: put the shards together into the report and its files; refuses while a shard is missing.')
    .action(
      run(async (terminal, _options: Options, command: Command) => {
        const { out, shareable = false }: Options = command.optsWithGlobals();
        return (await actionsFor()).merge(out, shareable, terminal);
      }),
    );
  backtest
    .command('example')
    .description('Write one order of orders.ndjson and its record as of that day as files for `explain`.')
    .requiredOption('--line <number>', 'line of orders.ndjson')
    .requiredOption('--to <folder>', 'where the files go')
    .action(
      run(async (terminal, _options: Options, command: Command) => {
        const { out, line, to = '' }: Options = command.optsWithGlobals();
        return (await actionsFor()).example(out, { line: wholeNumber('--line', line), to }, terminal);
      }),
    );
}

function toRequest(source: string | undefined, command: Command): BacktestRequest {
  const { lastUpdated, workers, shareable = false, ...rest }: Options = command.optsWithGlobals();
  if (source === undefined)
    throw unusable('name the folder of an export: backtest <export folder>; its steps are plan, score and merge');
  if (lastUpdated !== 'auto' && lastUpdated !== 'use' && lastUpdated !== 'ignore')
    throw unusable(`--last-updated ${lastUpdated} is none of auto, use, ignore`);
  const { cards, against, allPatients, out } = rest;
  const processes = workers === undefined ? undefined : Math.max(1, wholeNumber('--workers', workers));
  return { source, cards, against, allPatients, out, lastUpdated, shareable, workers: processes };
}

function shardsOf({ shard, worker }: Options): readonly number[] | 'as-told' {
  if (worker === true) return 'as-told';
  if (shard === undefined) throw unusable('--shard <numbers> is missing; "backtest plan" prints which there are');
  return shard.split(',').map((number) => wholeNumber('--shard', number));
}

function unusable(message: string): RequestError {
  return new RequestError({ code: 'value', status: 400, message });
}
