import type { ParsedUrlQuery } from 'node:querystring';
import { parseReportRequest } from '../../core/report/report-query.js';
import { type ReportFormat, writeReport } from '../../core/report/report-text.js';
import type { Report, ReportQuery } from '../../core/report/tally.js';
import { RequestError } from '../../errors.js';
import type { ClientEndpoint } from '../guard.js';
import { queryOf } from '../query.js';

const contentTypes: { readonly [format in ReportFormat]: string } = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  table: 'text/plain; charset=utf-8',
};

/** The figures of a span: of the consults of one client, or of all when none is named. */
export type ReadReport = (query: ReportQuery, client: string | undefined) => Promise<Report>;

/**
 * Answers `GET /reports?from=&to=&format=json|csv|table` with the client's own consults, or with all of them to a client
 * that may see them; a parameter that cannot be read throws a RequestError (400).
 */
export function createReportsEndpoint(report: ReadReport): ClientEndpoint {
  return async ({ request }, client) => {
    const query = queryOf(request);
    const parsed = parseReportRequest(
      { from: parameter(query, 'from'), to: parameter(query, 'to'), format: parameter(query, 'format') },
      'json',
    );
    if (parsed.kind === 'invalid') throw invalid(parsed.parameter, parsed.message);
    const body = writeReport(await report(parsed.query, client.admin ? undefined : client.name), parsed.format);
    return { status: 200, body, headers: { 'Content-Type': contentTypes[parsed.format] } };
  };
}

function parameter(query: ParsedUrlQuery, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(name, 'is given once');
}

function invalid(name: string, message: string): RequestError {
  return new RequestError({ code: 'value', status: 400, message: `${name} ${message}`, expression: name });
}
