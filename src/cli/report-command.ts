import type { Command } from 'commander';
import type { ReportTools } from './report.js';
import type { Run } from './terminal/terminal-command.js';

interface ReportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format?: string;
  readonly silent?: boolean;
}

/** Adds `report`; `report` reads the store of this environment. */
export function addReport(program: Command, run: Run, report: ReportTools['report']): void {
  program
    .command('report')
    .description('Report what the store of this environment remembers: criteria, outcomes, reasons, latency.')
    .option('--from <time>', 'first day or time, such as 2026-03-01')
    .option('--to <time>', 'last day or time')
    .option('--format <format>', 'table, csv or json (default: table)')
    .option('--silent', 'only what was decided and not shown, with the figures of a backtest')
    .action(
      run(async ({ write, complain }, { from, to, format, silent }: ReportOptions) => {
        const { runReport } = await import('./report.js');
        return runReport({ from, to, format }, { report, write, complain, isSilent: silent });
      }),
    );
}
