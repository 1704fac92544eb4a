import type { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';
import { type CardsOption, cardsOption, type Run } from '../terminal/terminal-command.js';
import { wholeNumber } from '../terminal/whole-number.js';

/** What can be asked about coverage, as typed. */
export interface CoverageRequest extends CardsOption {
  readonly source: string;
  /** folder of a site's own cards to write into */
  readonly writeSite?: string;
  /** processes that read; undefined = one a core */
  readonly workers?: number;
}

interface Options extends CardsOption {
  readonly writeSite?: string;
  readonly workers?: string;
}

export type ShowCoverage = (asked: CoverageRequest, terminal: Terminal) => Promise<number>;

/** Adds `coverage`: the codes and words of an export that no value set and no lexicon knows. */
export function addCoverage(program: Command, run: Run, coverageFor: () => Promise<ShowCoverage>): void {
  program
    .command('coverage')
    .description('List codes and words of an export near a fact that nothing knows, by the orders they may change.')
    .argument('<export>', 'folder with bulk FHIR R4 NDJSON, with Bundles, or one Bundle')
    .option('--write-site <folder>', "write the codes into value sets of a site's own folder, for a clinician to read")
    .option('--workers <number>', 'processes that read (default: one for each core)')
    .option(...cardsOption)
    .action(
      run(async (terminal, source: string, { workers, ...options }: Options) => {
        const processes = workers === undefined ? undefined : Math.max(1, wholeNumber('--workers', workers));
        return (await coverageFor())({ ...options, source, workers: processes }, terminal);
      }),
    );
}
