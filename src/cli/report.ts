import { parseReportRequest, type ReportRequest } from '../core/report/report-query.js';
import { writeReport, writeSilent } from '../core/report/report-text.js';
import type { Report, ReportQuery } from '../core/report/tally.js';

export interface ReportTools {
  readonly report: (query: ReportQuery) => Promise<Report>;
  /** only what was decided and not shown */
  readonly isSilent?: boolean;
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** Prints a report of the consult log; answers the exit code: 0, or 2 when an option cannot be read. */
export async function runReport(request: ReportRequest, tools: ReportTools): Promise<number> {
  const { report, write, complain, isSilent = false } = tools;
  const parsed = parseReportRequest(request, 'table');
  if (parsed.kind === 'invalid') {
    complain(`--${parsed.parameter} ${parsed.message}\n`);
    return 2;
  }
  const print = isSilent ? writeSilent : writeReport;
  write(print(await report(parsed.query), parsed.format));
  return 0;
}
