import { type ReportFormat, reportFormats } from './report-text.js';
import type { ReportQuery } from './tally.js';

/** What a person asks for, as typed: days (`2026-03-01`) or times with an offset. */
export interface ReportRequest {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly format: string | undefined;
}

export type ParsedReportRequest =
  | { readonly kind: 'valid'; readonly query: ReportQuery; readonly format: ReportFormat }
  | { readonly kind: 'invalid'; readonly parameter: keyof ReportRequest; readonly message: string };

/** Reads a request for a report; a day given as `to` belongs to the span. */
export function parseReportRequest(request: ReportRequest, usualFormat: ReportFormat): ParsedReportRequest {
  const from = request.from === undefined ? undefined : toTime(request.from, 0);
  const to = request.to === undefined ? undefined : toTime(request.to, 1);
  const format = reportFormats.find((known) => known === (request.format ?? usualFormat));
  if (from === 'invalid') return { kind: 'invalid', parameter: 'from', message: notATime };
  if (to === 'invalid') return { kind: 'invalid', parameter: 'to', message: notATime };
  if (format === undefined)
    return { kind: 'invalid', parameter: 'format', message: `is one of ${reportFormats.join(', ')}` };
  return { kind: 'valid', query: { from, to }, format };
}

const notATime = 'is a day such as 2026-03-01 or a time such as 2026-03-01T08:00:00Z';
const dayMilliseconds = 86_400_000;

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** ISO-8601 UTC with milliseconds; a day means its start, moved on by `days`. */
function toTime(text: string, days: number): string {
  const day = text.slice(0, 'YYYY-MM-DD'.length);
  if (!isCalendarDay(day) || Number.isNaN(Date.parse(text))) return 'invalid';
  if (dayPattern.test(text)) return new Date(Date.parse(text) + days * dayMilliseconds).toISOString();
  return timePattern.test(text) ? new Date(text).toISOString() : 'invalid';
}

/** The date parser takes 30 February for 2 March. */
function isCalendarDay(day: string): boolean {
  const start = Date.parse(day);
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(day);
}
