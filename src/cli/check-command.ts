import type { Command } from 'commander';
import type { CheckTools } from './check.js';
import { cardsArgument } from './terminal/choose-cards.js';
import { type CardsOption, cardsOption, type Run } from './terminal/terminal-command.js';

/** Adds `check`; `toolsFor` loads what reads and proves a folder. */
export function addCheck(
  program: Command,
  run: Run,
  toolsFor: (cards: string | undefined, options: CardsOption) => Promise<Omit<CheckTools, 'terminal'>>,
): void {
  program
    .command('check')
    .description('Check every file of the guidelines, and prove the decision tables over all combinations of facts.')
    .argument(...cardsArgument)
    .option(...cardsOption)
    .action(
      run(async (terminal, cards: string | undefined, options: CardsOption) => {
        const [{ runCheck }, tools] = await Promise.all([import('./check.js'), toolsFor(cards, options)]);
        return runCheck({ ...tools, terminal });
      }),
    );
}
