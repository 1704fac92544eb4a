import type { Command } from 'commander';
import { type CardsOption, cardsOption, type Run } from '../terminal/terminal-command.js';
import type { ExplainTools } from './explain.js';

interface ExplainOptions extends CardsOption {
  readonly order?: string;
  readonly asOf?: string;
  readonly patient?: string;
  readonly json?: boolean;
}

/** Adds `explain`; `toolsFor` loads the guidelines and the parts of the service that decide. */
export function addExplain(
  program: Command,
  run: Run,
  toolsFor: (options: CardsOption) => Promise<Omit<ExplainTools, 'terminal'>>,
): void {
  program
    .command('explain')
    .description('Explain the answer to an order: every fact with its proof, every row, the card as it would look.')
    .argument('<patient>', 'file with a FHIR R4 Bundle of a patient, or with a whole hook request')
    .option(
      '--order <study, code or file>',
      'a study such as mri-wo or mri-wo:lumbar, a CPT code, or a ServiceRequest file',
    )
    .option('--as-of <date>', 'day of the evaluation, YYYY-MM-DD (default: today)')
    .option('--patient <id>', 'which patient, where a Bundle holds several')
    .option('--json', 'print JSON')
    .option(...cardsOption)
    .action(
      run(async (terminal, patient: string, options: ExplainOptions) => {
        const [{ runExplain }, tools] = await Promise.all([import('./explain.js'), toolsFor(options)]);
        const { order, asOf, json = false } = options;
        return runExplain({ patient, order, asOf, patientId: options.patient, json }, { ...tools, terminal });
      }),
    );
}
