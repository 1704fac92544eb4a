import type { Command } from 'commander';
import type { NewGuideline } from './new-guideline.js';
import { type CardsOption, cardsOption, type Run } from './terminal/terminal-command.js';

/** Adds `new`; `placeFor` says where guidelines stand and where the fixed words of a card are taken from. */
export function addNew(
  program: Command,
  run: Run,
  placeFor: (options: CardsOption) => Promise<Pick<NewGuideline, 'cardsFolder' | 'shippedCards'>>,
): void {
  program
    .command('new')
    .description('Write a minimal guideline that is valid: one criterion and four vignettes that pass.')
    .argument('<guideline>', 'its id and folder, in kebab-case, such as neck-pain')
    .option(...cardsOption)
    .action(
      run(async (terminal, name: string, options: CardsOption) => {
        const [{ runNew }, place] = await Promise.all([import('./new-guideline.js'), placeFor(options)]);
        const today = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
        return runNew({ ...place, name, today }, terminal);
      }),
    );
}
