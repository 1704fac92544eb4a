import type { Command } from 'commander';
import { type CardsOption, cardsOption, type Run } from '../terminal/terminal-command.js';
import type { ReadGuideline } from './read.js';

interface ReadOptions extends CardsOption {
  readonly where?: string;
  readonly on?: string;
  readonly label?: string;
}

/** Adds `read`; `readAll` reads the guidelines with their words and throws an AuthoringError for what is wrong. */
export function addRead(
  program: Command,
  run: Run,
  readAll: (options: CardsOption) => Promise<readonly ReadGuideline[]>,
): void {
  program
    .command('read')
    .description('Show how a text is read: its words, what they point to, and what the words around make of it.')
    .argument('<text>', 'the text, in quotes')
    .option('--where <place>', 'where it stands (default: order.note)')
    .option('--on <day>', 'the day on which it was written, such as 2026-03-01 (default: today)')
    .option('--label <words>', 'what was asked, when the text is its answer')
    .option(...cardsOption)
    .action(
      run(async (terminal, text: string, options: ReadOptions) => {
        const [{ runRead }, guidelines] = await Promise.all([import('./read.js'), readAll(options)]);
        const today = options.on ?? new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
        return runRead(
          { text, where: options.where ?? 'order.note', today, label: options.label },
          guidelines,
          terminal,
        );
      }),
    );
}
