import type { Command } from 'commander';
import { cardsArgument } from './terminal/choose-cards.js';
import { type CardsOption, cardsOption, type Run } from './terminal/terminal-command.js';
import type { TestedGuideline } from './test.js';

interface TestOptions extends CardsOption {
  readonly mutate?: boolean;
}

/** Adds `test`; `read` reads the chosen guidelines with their vignettes and throws an AuthoringError for what is wrong. */
export function addTest(
  program: Command,
  run: Run,
  read: (cards: string | undefined, options: CardsOption) => Promise<readonly TestedGuideline[]>,
): void {
  program
    .command('test')
    .description('Run the vignettes, and say what they leave open.')
    .argument(...cardsArgument)
    .option('--mutate', 'also put small faults into the table and list those that no vignette notices')
    .option(...cardsOption)
    .action(
      run(async (terminal, cards: string | undefined, options: TestOptions) => {
        const [{ runTests }, guidelines] = await Promise.all([import('./test.js'), read(cards, options)]);
        return runTests({ guidelines, mutate: options.mutate === true }, terminal);
      }),
    );
}
