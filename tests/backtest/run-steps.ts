import { Command } from 'commander';
import { addBacktest } from '../../src/cli/backtest/backtest-command.js';
import { addCoverage } from '../../src/cli/backtest/coverage-command.js';
import { addExplain } from '../../src/cli/explain/explain-command.js';
import type { Terminal } from '../../src/cli/terminal/terminal.js';
import type { Run } from '../../src/cli/terminal/terminal-command.js';
import { hookNames } from '../../src/core/contract/hook-request.js';
import { readPrefetch } from '../../src/fhir/prefetch.js';
import { subjectOf } from '../../src/fhir/subject.js';
import { toHookRequest } from '../../src/http/endpoints/hook-envelope.js';
import { openBacktest, openCoverage } from '../../src/service/open-backtest.js';
import { temporaryFolder, tools } from './small-export.js';

/** What a command line printed; what went wrong is thrown. */
export interface Printed {
  readonly printed: string;
  readonly complaints: string;
}

/**
 * Runs `backtest`, its steps, `coverage` or `explain` as typed, with the cards that all tests of a file share: opening them
 * takes longer than all that is done with them here.
 */
export async function runStep(argv: readonly string[]): Promise<Printed> {
  let [printed, complaints] = ['', ''];
  const terminal: Terminal = {
    write: (text) => {
      printed += text;
    },
    complain: (text) => {
      complaints += text;
    },
    progress: () => undefined,
    paint: (_, text) => text,
    columns: 100,
  };
  const run: Run =
    (step) =>
    async (...given) => {
      await step(terminal, ...given);
    };
  const program = new Command().exitOverride();
  addBacktest(program, run, async () => openBacktest(tools));
  addCoverage(program, run, async () => openCoverage(tools));
  addExplain(program, run, async ({ cards = 'cards' }) => {
    const { guidelines } = await tools.openCards(cards, temporaryFolder());
    return {
      guidelines,
      consult: async (request, record, now) => tools.consult(guidelines, { request, record, now }),
      toHookRequest: (body) => toHookRequest(body, hookNames),
      readPrefetch: (request) => readPrefetch(request).record,
      isAbout: (resource, patientId) => subjectOf(resource, patientId) === 'patient',
    };
  });
  await program.parseAsync(argv, { from: 'user' });
  return { printed, complaints };
}
