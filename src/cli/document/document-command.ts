import type { Command } from 'commander';
import { cardsArgument } from '../terminal/choose-cards.js';
import { type CardsOption, cardsOption, type Run } from '../terminal/terminal-command.js';
import type { PrintedCards } from './document.js';

interface DocsOptions extends CardsOption {
  readonly out: string;
  readonly since?: string;
  readonly release?: boolean;
}

/** Adds `docs`; `read` reads the chosen guidelines with their vignettes and throws an AuthoringError for what is wrong. */
export function addDocs(
  program: Command,
  run: Run,
  read: (cards: string | undefined, options: CardsOption) => Promise<PrintedCards>,
): void {
  program
    .command('docs')
    .description('Print each guideline as a document to read and sign: Markdown, and one HTML page.')
    .argument(...cardsArgument)
    .option('--out <folder>', 'where to write', 'docs/guideline')
    .option('--since <version>', 'print only what changed since a released version')
    .option('--release', 'keep this version under history/ of the cards, for later comparisons')
    .option(...cardsOption)
    .action(
      run(async (terminal, cards: string | undefined, options: DocsOptions) => {
        const [{ runDocs }, printed] = await Promise.all([import('./document.js'), read(cards, options)]);
        const { out: folder, since, release } = options;
        return runDocs({ ...printed, folder, since, keeps: release === true }, terminal);
      }),
    );
}
