import type { IncomingMessage } from 'node:http';
import type { ParsedUrlQuery } from 'node:querystring';
import { parseReportRequest } from '../../core/report/report-query.js';
import { type ReportFormat, writeReport } from '../../core/report/report-text.js';
import type { Report, ReportQuery } from '../../core/report/tally.js';
import { RequestError } from '../../errors.js';
import type { ClientEndpoint } from '../guard.js';
import { queryOf } from '../query.js';
import { type AnswerPage, toReply, wantsPage } from './page.js';

const contentTypes: { readonly [format in ReportFormat]: string } = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  table: 'text/plain; charset=utf-8',
};

/** The figures of a span: of the consults of one client, or of all when none is named. */
export type ReadReport = (query: ReportQuery, client: string | undefined) => Promise<Report>;

/**
 * Answers `GET /reports?from=&to=&format=json|csv|table` with the client's own consults, or with all of them to a client
 * that may see them; without a format as `Accept` says: JSON, CSV or the page. A parameter that cannot be read throws a
 * RequestError (400).
 */
export function createReportsEndpoint(report: ReadReport, answerPage: AnswerPage): ClientEndpoint {
  const readInTurn = oneAtATime();
  return async ({ request }, client) => {
    const query = queryOf(request);
    // a form that is sent empty means no limit
    const span = { from: parameter(query, 'from') || undefined, to: parameter(query, 'to') || undefined };
    const format = parameter(query, 'format');
    const parsed = parseReportRequest({ ...span, format }, acceptedFormat(request));
    if (parsed.kind === 'invalid') throw invalid(parsed.parameter, parsed.message);
    const figures = await readInTurn(client.name, () => report(parsed.query, client.admin ? undefined : client.name));
    if (format === undefined && wantsPage(request)) {
      const acceptLanguage = request.headers['accept-language'];
      return toReply(await answerPage('reports', { id: '', query, acceptLanguage, report: figures }));
    }
    const body = writeReport(figures, parsed.format);
    return { status: 200, body, headers: { 'Content-Type': contentTypes[parsed.format], Vary: 'Accept, Origin' } };
  };
}

function acceptedFormat({ headers }: IncomingMessage): ReportFormat {
  return /text\/csv/i.test(headers.accept ?? '') ? 'csv' : 'json';
}

/**
 * Has one report made at a time, and one of each client asked for: a report reads all consults of its span, on the thread
 * that answers clinicians. @throws RequestError 429 to a client that has not got its last one yet
 */
function oneAtATime(): <Made>(client: string, make: () => Promise<Made>) => Promise<Made> {
  const waiting = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  return async (client, make) => {
    if (waiting.has(client)) throw new RequestError({ code: 'precondition', status: 429, message: oneEach });
    waiting.add(client);
    const made = last.then(make);
    last = made.catch(() => undefined);
    return made.finally(() => waiting.delete(client));
  };
}

const oneEach = 'the report that was asked for before is still being made; ask again when it has come';

function parameter(query: ParsedUrlQuery, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(name, 'is given once');
}

function invalid(name: string, message: string): RequestError {
  return new RequestError({ code: 'value', status: 400, message: `${name} ${message}`, expression: name });
}
