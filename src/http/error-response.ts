import { RequestError } from '../errors.js';

/** An error as it goes over the wire: a status and the FHIR issue behind it. */
export interface Problem {
  readonly status: number;
  /** a code of FHIR R4 `issue-type` */
  readonly code: string;
  readonly text: string;
  /** FHIRPath-like path of the offending field */
  readonly expression?: string;
}

const internalProblem: Problem = { status: 500, code: 'exception', text: 'the service failed; nothing was decided' };

/** Any thrown value as a problem that is safe to send: unexpected errors keep their text to themselves. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RequestError)
    return {
      status: error.status,
      code: issueCodeByStatus[error.status] ?? error.code,
      text: error.message,
      ...(error.expression === undefined ? {} : { expression: error.expression }),
    };
  if (error instanceof URIError)
    return { status: 400, code: 'invalid', text: 'the path is not valid percent-encoding' };
  return internalProblem;
}

/** Statuses that FHIR has one fitting issue code for, whatever the error says. */
const issueCodeByStatus: { readonly [status: number]: string } = {
  401: 'login',
  403: 'forbidden',
  405: 'not-supported',
  412: 'business-rule',
  413: 'too-long',
  415: 'not-supported',
  429: 'throttled',
  503: 'transient',
};

/** The OperationOutcome that every answer outside 2xx carries. Spec: conformance row H-4. */
export function toOperationOutcome(problem: Problem): string {
  return JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: problem.code,
        details: { text: problem.text },
        ...(problem.expression === undefined ? {} : { expression: [problem.expression] }),
      },
    ],
  });
}

/** Headers that the status of a problem calls for. */
export function problemHeaders(status: number): { readonly [header: string]: string } {
  if (status === 401) return { 'WWW-Authenticate': 'Bearer' };
  if (status === 429) return { 'Retry-After': '60' };
  if (status === 503) return { 'Retry-After': '1' };
  return status === 413 ? { Connection: 'close' } : {};
}

/** An unexpected error as log fields: its kind and where it came from; its message may quote a request and is left out. */
export function traceOf(error: unknown): { readonly error: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error, at: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { error: error.name, at: frames.slice(0, 5).map((line) => line.trim()) };
}
