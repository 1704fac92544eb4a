import { expect, it } from 'vitest';
import { runReport } from '../../src/cli/report.js';
import { createTally, type ReportQuery } from '../../src/core/report/tally.js';

async function run(request: { readonly from?: string; readonly to?: string; readonly format?: string }) {
  const asked: ReportQuery[] = [];
  const [printed, complaints]: [string[], string[]] = [[], []];
  const code = await runReport(
    { from: undefined, to: undefined, format: undefined, ...request },
    {
      report: async (query) => {
        asked.push(query);
        return createTally().toReport(query, 0);
      },
      write: (text) => printed.push(text),
      complain: (text) => complaints.push(text),
    },
  );
  return { code, asked, printed: printed.join(''), complaints: complaints.join('') };
}

it('prints tables unless told otherwise', async () => {
  const { code, asked, printed } = await run({ from: '2026-01-01' });
  expect([code, asked]).toEqual([0, [{ from: '2026-01-01T00:00:00.000Z', to: undefined }]]);
  expect(printed).toContain('Report from 2026-01-01T00:00:00.000Z to now');
  expect((await run({ format: 'csv' })).printed).toContain('report,name,period,measure,value');
});

it('names an option that it cannot read and asks for nothing', async () => {
  expect(await run({ format: 'xml' })).toEqual({
    code: 2,
    asked: [],
    printed: '',
    complaints: '--format is one of table, csv, json\n',
  });
});
