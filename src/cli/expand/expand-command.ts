import type { Command } from 'commander';
import { type CardsOption, cardsOption, type Run } from '../terminal/terminal-command.js';
import type { ExpandTools } from './expand.js';

interface ExpandOptions extends CardsOption {
  readonly server?: string;
  readonly figures?: boolean;
}

/** Adds `expand`; `toolsFor` loads what reads and writes value sets. */
export function addExpand(
  program: Command,
  run: Run,
  toolsFor: (options: CardsOption, forSite: boolean) => Promise<ExpandTools>,
): void {
  program
    .command('expand')
    .description('Build the codes of the value sets from the lists in expansions/, or from a terminology server.')
    .option('--server <url>', "a FHIR terminology server; what it lists goes into the site's folder")
    .option('--figures', 'print what becomes of each list, and write nothing')
    .option(...cardsOption)
    .action(
      run(async (terminal, { server, figures, ...options }: ExpandOptions) => {
        const [{ runExpand, runFigures, runServerExpansion }, tools] = await Promise.all([
          import('./expand.js'),
          toolsFor(options, server !== undefined),
        ]);
        if (server !== undefined) return runServerExpansion(server, tools, terminal);
        return figures === true ? runFigures(tools, terminal) : runExpand(tools, terminal);
      }),
    );
}
