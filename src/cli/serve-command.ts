import type { Command } from 'commander';
import type { Run } from './terminal/terminal-command.js';

/** Adds `serve`; `serve` resolves once the service listens, which then keeps the process. */
export function addServe(program: Command, run: Run, serve: () => Promise<void>): void {
  program
    .command('serve')
    .description('Run the service until it is told to stop. Settings come from the environment; the README lists them.')
    .action(
      run(async () => {
        await serve();
        return 0;
      }),
    );
}
