import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request } from 'express';
import type { Log } from '../core/contract/log.js';
import type { JsonObject } from '../core/values/json.js';
import { memoByObject } from '../core/values/memo.js';
import { problemHeaders, problemOf, toOperationOutcome, traceOf } from './error-response.js';
import { type Headers, preflightHeaders } from './reply-headers.js';

/** What an endpoint answers; `body` is JSON text, absent for 204. */
export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Headers;
  /** called once when the client has all of it, or is gone */
  readonly whenSent?: () => void;
}

/** A request as Node made it, with what the router adds. */
export type RoutedRequest = IncomingMessage & Pick<Request, 'params' | 'originalUrl'>;

/** One request on its way through an endpoint. */
export interface Exchange {
  readonly request: RoutedRequest;
  /** the `:id` of the route, '' where it has none */
  readonly id: string;
  /** adds fields to the log line of this request: ids of ours, counts, durations */
  readonly note: (fields: JsonObject) => void;
  /** a signal that aborts when the client hangs up before it has its answer; made when first asked for */
  readonly hungUp: () => AbortSignal;
}

/** One thing the service answers: a request in, a reply out; errors are thrown. */
export type Endpoint = (exchange: Exchange) => Reply | Promise<Reply>;

/** What every endpoint needs to reply. */
export interface Responder {
  readonly log: Log;
  /** `route` is the pattern, never the path */
  readonly countRequest: (route: string, status: number, milliseconds: number) => void;
  readonly baseHeaders: (origin: string | undefined) => Headers;
}

/** Answers one routed request. */
export type RouteHandler = (request: RoutedRequest, response: ServerResponse) => Promise<void>;

/** Makes an endpoint a handler: sends its reply or its error as JSON, and logs one line by route pattern. */
export function serve(responder: Responder, route: string, endpoint: Endpoint): RouteHandler {
  return async (request, response) => {
    const startedAt = performance.now();
    const line: { [field: string]: unknown } = { event: 'request', method: request.method, route, status: 0, ms: 0 };
    const note = (fields: JsonObject): void => {
      Object.assign(line, fields);
    };
    const { id } = request.params;
    const exchange = { request, id: typeof id === 'string' ? id : '', note, hungUp: watchClient(response) };
    const reply = await settle(responder, endpoint, exchange);
    send(responder, request, response, reply);
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    if (response.destroyed) note({ disconnected: true });
    responder.countRequest(route, reply.status, ms);
    note({ status: reply.status, ms });
    responder.log.info(line);
  };
}

function watchClient(response: ServerResponse): () => AbortSignal {
  let controller: AbortController | undefined;
  return () => {
    if (controller !== undefined) return controller.signal;
    const made = new AbortController();
    controller = made;
    if (response.destroyed) made.abort();
    response.once('close', () => {
      if (!response.writableFinished) made.abort();
    });
    return made.signal;
  };
}

async function settle(responder: Responder, endpoint: Endpoint, exchange: Exchange): Promise<Reply> {
  try {
    return await endpoint(exchange);
  } catch (error) {
    return toErrorReply(responder, error);
  }
}

/** The reply to a thrown value; unexpected ones are logged without their message. */
export function toErrorReply(responder: Responder, error: unknown): Reply {
  const problem = problemOf(error);
  if (problem.status >= 500) responder.log.error({ event: 'failure', status: problem.status, ...traceOf(error) });
  return { status: problem.status, body: toOperationOutcome(problem), headers: problemHeaders(problem.status) };
}

/** Sends a reply with the base headers; the only place that writes a response. */
export function send(responder: Responder, request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const base = responder.baseHeaders(request.headers.origin);
  if (reply.whenSent !== undefined) {
    if (response.closed) reply.whenSent();
    else response.once('close', reply.whenSent);
  }
  if (reply.body === undefined) {
    response.writeHead(reply.status, { ...base, ...reply.headers });
    response.end();
    return;
  }
  const bytes = Buffer.byteLength(reply.body);
  const headers = reply.headers === undefined ? jsonHeaders(base) : pairsOf({ ...base, ...usual, ...reply.headers });
  response.writeHead(reply.status, [...headers, 'Content-Length', String(bytes)]);
  // as many bytes as characters: all of it is ASCII, which needs no encoding
  if (bytes === reply.body.length) response.end(reply.body, 'latin1');
  else response.end(Buffer.from(reply.body));
  // what the network did not take at once waits in memory, for as long as the client goes on reading
  if (response.socket?.writableLength !== 0) response.setTimeout(stalledMilliseconds);
}

const usual: Headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };

/** Names and values in turn, which Node writes as they are. */
function pairsOf(headers: Headers): readonly string[] {
  return Object.entries(headers).flat();
}

const jsonHeaders = memoByObject((base: Headers) => pairsOf({ ...base, ...usual }));

/** A connection over which an answer has not moved for this long is cut off. */
const stalledMilliseconds = 30_000;

/** Answers OPTIONS: what the path allows, and a browser's preflight. Needs no authentication (row A-18). */
export function answerOptions(allow: string): Endpoint {
  const headers = { ...preflightHeaders, Allow: allow };
  return () => ({ status: 204, headers });
}

/** The same for a page, which pages of other origins may not call. */
export function answerOptionsOfPage(allow: string): Endpoint {
  return () => ({ status: 204, headers: { Allow: allow } });
}

/** Answers a method that the path does not take: 405 with what it does take. */
export function refuseMethod(allow: string): Endpoint {
  const body = toOperationOutcome({ status: 405, code: 'not-supported', text: `this path answers ${allow} only` });
  return () => ({ status: 405, body, headers: { Allow: allow } });
}

/** The path of a request as the client sent it, without its query. */
export function calledPath(request: { readonly originalUrl: string }): string {
  const query = request.originalUrl.indexOf('?');
  return query === -1 ? request.originalUrl : request.originalUrl.slice(0, query);
}
