import type { Command } from 'commander';
import type { CheckTools } from './check.js';
import { type CardsOption, cardsOption, type Run } from './terminal/terminal-command.js';

/** Adds `check`; `toolsFor` loads what reads and proves a folder. */
export function addCheck(
  program: Command,
  run: Run,
  toolsFor: (options: CardsOption) => Promise<Omit<CheckTools, 'terminal'>>,
): void {
  program
    .command('check')
    .description('Check every file of the guidelines, and prove the decision tables over all combinations of facts.')
    .argument('[folder]', 'folder of the guidelines (default: CARDS_DIR, or cards)')
    .option(...cardsOption)
    .action(
      run(async (terminal, folder: string | undefined, options: CardsOption) => {
        const cards = folder ?? options.cards;
        const [{ runCheck }, tools] = await Promise.all([import('./check.js'), toolsFor({ ...options, cards })]);
        return runCheck({ ...tools, terminal });
      }),
    );
}
