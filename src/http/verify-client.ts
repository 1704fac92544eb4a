import { type Client, demoClient } from '../core/contract/client.js';

/** What there is to verify a client by; the body has not been read yet. */
export interface ClientCall {
  readonly endpoint: 'discovery' | 'hook' | 'feedback' | 'reports';
  /** the path the client called, as sent, without the query */
  readonly path: string;
  /** the `Authorization` header as sent */
  readonly authorization: string | undefined;
}

/** Answers who calls, or rejects with a RequestError (401, 403, 429). */
export type VerifyClient = (call: ClientCall) => Promise<Client>;

/** The demo mode: everybody is let in, as the same client. */
export const acceptAnyone: VerifyClient = () => Promise.resolve(demoClient);

/** The path of a request as the client sent it, without its query. */
export function calledPath(request: { readonly originalUrl: string }): string {
  const query = request.originalUrl.indexOf('?');
  return query === -1 ? request.originalUrl : request.originalUrl.slice(0, query);
}
