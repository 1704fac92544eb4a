import type { Command } from 'commander';
import { type CardsOption, cardsOption, type Run } from '../terminal/terminal-command.js';
import type { PrintedGuideline } from './document.js';

interface DocsOptions extends CardsOption {
  readonly out: string;
}

/** Adds `docs`; `readAll` reads the guidelines with their vignettes and throws an AuthoringError for what is wrong. */
export function addDocs(
  program: Command,
  run: Run,
  readAll: (options: CardsOption) => Promise<readonly PrintedGuideline[]>,
): void {
  program
    .command('docs')
    .description('Print each guideline as a document to read and sign: Markdown, and one HTML page.')
    .option('--out <folder>', 'where to write', 'docs/guideline')
    .option(...cardsOption)
    .action(
      run(async (terminal, options: DocsOptions) => {
        const [{ runDocs }, guidelines] = await Promise.all([import('./document.js'), readAll(options)]);
        return runDocs({ guidelines, folder: options.out }, terminal);
      }),
    );
}
