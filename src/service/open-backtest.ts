import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describeBacktest } from '../backtest/describe-backtest.js';
import { makePlan } from '../backtest/plan/make-plan.js';
import type { BacktestOptions } from '../backtest/plan/plan.js';
import { createProgress } from '../backtest/plan/progress.js';
import type { BacktestTools, OpenedCards } from '../backtest/plan/tools.js';
import { type BacktestContext, mergeBacktest, runBacktest, scoreShards } from '../backtest/run-backtest.js';
import { showCoverage } from '../backtest/show-coverage.js';
import { writeExample } from '../backtest/write-example.js';
import type { BacktestActions, BacktestRequest } from '../cli/backtest/backtest-command.js';
import type { ShowCoverage } from '../cli/backtest/coverage-command.js';
import { orderOfStudy } from '../cli/explain/explain-order.js';
import { resourcesOfBundle } from '../cli/explain/explain-record.js';
import type { Terminal } from '../cli/terminal/terminal.js';
import { readConfig } from '../config.js';
import { consult } from '../consult.js';
import { demoClient } from '../core/contract/client.js';
import { withoutRepeats } from '../fhir/prefetch.js';
import { typeOfPart } from '../fhir/record-parts.js';
import { subjectOf } from '../fhir/subject.js';
import { digestOf } from '../library/start/cards-digest.js';
import { openGuidelines } from './open-guidelines.js';

const ids = { kind: 'read', answers: [] } as const;

/** Decides as the service does: the same guidelines, the same consult, the client of the demo mode. */
export function backtestTools(version: string): BacktestTools {
  const opened = new Map<string, Promise<OpenedCards>>();
  const open = async (cardsDir: string, dataDir: string): Promise<OpenedCards> => ({
    guidelines: await openGuidelines({ cardsDir, dataDir }, today),
    digest: digestOf(cardsDir),
  });
  const today = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
  return {
    version,
    usualCards: readConfig().cardsDir,
    openCards: (folder, dataDir) => {
      const known = opened.get(folder) ?? open(folder, dataDir);
      opened.set(folder, known);
      return known;
    },
    consult: (guidelines, { request, record, now }) => {
      let count = 0;
      // ids are counted: the same order has the same answer, byte for byte
      const newId = (): string => {
        count += 1;
        return String(count);
      };
      const parts = {
        guidelines,
        gatherRecord: async () => record,
        attestationsOf: async () => ids,
        now: () => now,
        newId,
      };
      return consult(parts, request, demoClient);
    },
    withoutRepeats,
    isAbout: (resource, patientId) => subjectOf(resource, patientId) === 'patient',
    typeOfPart,
    resourcesOfBundle,
    orderOfStudy,
  };
}

function contextFor(tools: BacktestTools, terminal: Terminal): BacktestContext {
  const note = (text: string): void => terminal.complain(`${text}\n`);
  return {
    tools,
    progress: createProgress(terminal.progress, note, () => performance.now()),
    program: fileURLToPath(new URL(`../cli/main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)),
  };
}

function optionsOf(
  { source, cards, against, allPatients, lastUpdated }: BacktestRequest,
  { usualCards }: BacktestTools,
): BacktestOptions {
  return { source, cards: cards ?? usualCards, against, allPatients, lastUpdated };
}

/** The steps of a backtest for the command line. */
export function openBacktest(tools: BacktestTools): BacktestActions {
  return {
    run: async (asked, terminal) => {
      const context = contextFor(tools, terminal);
      const { out, workers = availableParallelism(), shareable } = asked;
      const merged = await runBacktest(
        optionsOf(asked, context.tools),
        { out, workers, isShareable: shareable },
        context,
      );
      terminal.write(describeBacktest(merged, out, shareable));
      return 0;
    },
    plan: async (asked, terminal) => {
      const context = contextFor(tools, terminal);
      const { shards } = await makePlan(optionsOf(asked, context.tools), asked.out, context.tools, context.progress);
      terminal.write(Array.from({ length: shards }, (_, shard) => `${shard}\n`).join(''));
      return 0;
    },
    score: async (out, shards, terminal) => {
      await scoreShards(out, shards, contextFor(tools, terminal));
      return 0;
    },
    merge: async (out, isShareable, terminal) => {
      terminal.write(
        describeBacktest(await mergeBacktest(out, isShareable, contextFor(tools, terminal)), out, isShareable),
      );
      return 0;
    },
    example: async (out, { line, to }, terminal) => {
      const { bundle, order, asOf, patient } = await writeExample(out, line, { to, tools });
      terminal.write(`spine-imaging-cds explain ${bundle} --order ${order} --as-of ${asOf} --patient ${patient}\n`);
      return 0;
    },
  };
}

/** The inventory of what nothing knows, for the command line. */
export function openCoverage(tools: BacktestTools): ShowCoverage {
  return async ({ source, cards, writeSite, workers }, terminal) => {
    const context = contextFor(tools, terminal);
    const asked = { source, cards: cards ?? context.tools.usualCards, writeSite };
    terminal.write(await showCoverage(asked, workers ?? availableParallelism(), context));
    return 0;
  };
}
