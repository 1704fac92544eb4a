import { main } from '../../src/cli/main.js';
import type { Terminal } from '../../src/cli/terminal/terminal.js';

export interface CommandResult {
  readonly code: number;
  /** what a pipe would get */
  readonly printed: string;
  readonly complaints: string;
}

/** Runs one command line in this process, with its output caught; `paint` shows where colours would be. */
export async function runCommand(
  argv: readonly string[],
  paint: Terminal['paint'] = (_, text) => text,
): Promise<CommandResult> {
  let [printed, complaints] = ['', ''];
  const code = await main(argv, {
    write: (text) => {
      printed += text;
    },
    complain: (text) => {
      complaints += text;
    },
    progress: () => undefined,
    paint,
    columns: 100,
  });
  return { code, printed, complaints };
}
