import type { Terminal } from './terminal.js';

/** Makes the action of a command out of a step that answers the exit code; `terminal` is where the step writes. */
export type Run = <Arguments extends readonly unknown[]>(
  step: (terminal: Terminal, ...given: Arguments) => Promise<number>,
) => (...given: Arguments) => Promise<void>;

/** The option of every command that reads guidelines. */
export interface CardsOption {
  readonly cards?: string;
}

/** Flags and description of that option, for commander. */
export const cardsOption = ['--cards <folder>', 'folder of the guidelines (default: CARDS_DIR, or cards)'] as const;
