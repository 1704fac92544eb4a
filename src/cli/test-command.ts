import type { Command } from 'commander';
import { type CardsOption, cardsOption, type Run } from './terminal/terminal-command.js';
import type { TestedGuideline } from './test.js';

interface TestOptions extends CardsOption {
  readonly mutate?: boolean;
}

/** Adds `test`; `readAll` reads the guidelines with their vignettes and throws an AuthoringError for what is wrong. */
export function addTest(
  program: Command,
  run: Run,
  readAll: (options: CardsOption) => Promise<readonly TestedGuideline[]>,
): void {
  program
    .command('test')
    .description('Run the vignettes, and say what they leave open.')
    .argument('[guideline]', 'id of one guideline (default: all)')
    .option('--mutate', 'also put small faults into the table and list those that no vignette notices')
    .option(...cardsOption)
    .action(
      run(async (terminal, guideline: string | undefined, options: TestOptions) => {
        const [{ runTests }, guidelines] = await Promise.all([import('./test.js'), readAll(options)]);
        return runTests({ guidelines, only: guideline, mutate: options.mutate === true }, terminal);
      }),
    );
}
