import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeCoverage } from './describe-backtest.js';
import type { BacktestOptions } from './plan/plan.js';
import { type BacktestContext, runBacktest } from './run-backtest.js';
import { writeSite } from './write-site.js';

/** What a person asks about coverage. */
export interface CoverageOptions {
  readonly source: string;
  readonly cards: string;
  /** folder of a site's own cards to write into */
  readonly writeSite: string | undefined;
}

/**
 * The inventory of what nothing knows, as text. It is the one of a backtest in a folder that is deleted afterwards; an export
 * without orders is asked about as if every patient were ordered a study on the last visit.
 */
export async function showCoverage(asked: CoverageOptions, workers: number, context: BacktestContext): Promise<string> {
  const { tools, progress } = context;
  const options = { source: asked.source, cards: asked.cards, lastUpdated: 'auto' } as const;
  const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
  const run = (each: BacktestOptions, name: string) =>
    runBacktest(each, { out: join(folder, name), workers, isShareable: false }, context);
  try {
    let merged = await run(options, 'placed');
    const { guidelines } = await tools.openCards(asked.cards, folder);
    if (!merged.figures.totals.has('orders')) {
      const [study = ''] = guidelines.flatMap(({ documents }) => Object.keys(documents.studies.newOrders));
      progress.note(`no spine imaging order: asking as if every patient were ordered ${study} on the last visit`);
      merged = await run({ ...options, allPatients: study }, 'all');
    }
    const shown = describeCoverage(merged.inventory);
    const [guideline] = guidelines;
    if (asked.writeSite === undefined || guideline === undefined) return shown;
    const written = writeSite(asked.writeSite, merged.inventory.codes, guideline.codings);
    return `${shown}\n${describeSite(asked.writeSite, written)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function describeSite(site: string, { files, codes, leftOut }: ReturnType<typeof writeSite>): string {
  const without = leftOut === 0 ? '' : `; ${leftOut} without a code system left out`;
  return [
    `codes written for a clinician to read: ${codes}${without}`,
    ...files.map((file) => `  ${join(site, file)}`),
    `then: spine-imaging-cds check ${site}`,
    '',
  ].join('\n');
}
