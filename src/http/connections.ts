import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { toOperationOutcome } from './error-response.js';

/** A body must have arrived within this time; slower senders get 408. */
const requestMilliseconds = 30_000;
const headersMilliseconds = 10_000;
/** Longer than the idle time of usual reverse proxies, so that it is never this side that closes under a request. */
const keepAliveMilliseconds = 65_000;
const checkMilliseconds = 5_000;

/** An HTTP server with time limits, whose answers to broken HTTP are JSON too (row H-6). */
export function createHttpServer(listener: RequestListener): Server {
  const options = {
    requestTimeout: requestMilliseconds,
    headersTimeout: headersMilliseconds,
    keepAliveTimeout: keepAliveMilliseconds,
    connectionsCheckingInterval: checkMilliseconds,
    // Node's own refusal has no body
    requireHostHeader: false,
  };
  const server = createServer(options, (request, response) => {
    if (request.headers.host === undefined && request.httpVersion === '1.1') sendBroken(response, missingHost);
    else listener(request, response);
  });
  const unanswered = watchUnanswered(server);
  server.on('checkExpectation', (_request, response: ServerResponse) => sendBroken(response, unknownExpectation));
  server.on('connect', (_request, socket: Socket) => socket.end(brokenRequestAnswer(noProxy)));
  server.on('clientError', (error: Error, socket: Socket) => {
    const code = 'code' in error ? error.code : '';
    const answer = brokenRequestAnswer(brokenRequests.get(code) ?? notHttp);
    // what came whole before the broken request gets its answer first, as pipelining has it
    void unanswered.settled(socket).then((isFree) => {
      if (isFree && socket.writable) socket.end(answer);
      else socket.destroy();
    });
  });
  return server;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Knows of every connection which of its requests wait for their answers. */
function watchUnanswered(server: Server) {
  const bySocket = new WeakMap<Duplex, Set<Exchange>>();
  const watch = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    const waiting = bySocket.get(socket) ?? new Set<Exchange>();
    bySocket.set(socket, waiting);
    const exchange = { request, response };
    waiting.add(exchange);
    response.once('close', () => waiting.delete(exchange));
  };
  server.prependListener('request', watch);
  return {
    /** resolves once all whole requests are answered: whether nothing of another answer has been sent */
    settled: async (socket: Duplex): Promise<boolean> => {
      const waiting = [...(bySocket.get(socket) ?? [])];
      const whole = waiting.filter(({ request }) => request.complete);
      await Promise.all(whole.map(({ response }) => response.closed || once(response, 'close')));
      return waiting.every((exchange) => whole.includes(exchange) || !exchange.response.headersSent);
    },
  };
}

/** A refusal of a request that is no business of the application. */
type Refusal = readonly [status: number, reason: string, text: string];

const missingHost: Refusal = [400, 'Bad Request', 'the request names no Host'];
const unknownExpectation: Refusal = [417, 'Expectation Failed', 'the only expectation that is met is 100-continue'];
const noProxy: Refusal = [405, 'Method Not Allowed', 'this is no proxy'];
const notHttp: Refusal = [400, 'Bad Request', 'the request is not HTTP/1.1'];
const brokenRequests = new Map<unknown, Refusal>([
  ['HPE_HEADER_OVERFLOW', [431, 'Request Header Fields Too Large', 'the headers are too large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'Request Timeout', 'the request took too long to arrive']],
]);

function bodyOf([status, , text]: Refusal): string {
  return toOperationOutcome({ status, code: 'invalid', text });
}

function headersOf(body: string): { readonly [header: string]: string } {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
}

function sendBroken(response: ServerResponse, refusal: Refusal): void {
  const body = bodyOf(refusal);
  response.writeHead(refusal[0], headersOf(body)).end(body);
}

function brokenRequestAnswer(refusal: Refusal): string {
  const body = bodyOf(refusal);
  const headers = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${refusal[0]} ${refusal[1]}`, ...headers, '', body].join('\r\n');
}

/** Stops a server without cutting anybody off. */
export interface Drain {
  readonly isDraining: () => boolean;
  /**
   * Takes no new connections, lets requests in flight finish, closes what is left at the deadline. During the notice
   * before that everything is still answered, with `Connection: close`: a proxy goes elsewhere without losing a request.
   */
  readonly drain: (deadlineMilliseconds: number, noticeMilliseconds?: number) => Promise<void>;
}

/** Watches the responses of a server so that it can be drained: `server.close()` alone waits for keep-alive sockets. */
export function createDrain(server: Server): Drain {
  const unfinished = new Set<ServerResponse>();
  let isDraining = false;
  let isClosing = false;
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (isDraining) response.setHeader('Connection', 'close');
    unfinished.add(response);
    response.on('close', () => {
      unfinished.delete(response);
      // not during the notice: a request may be on its way on a connection that looks idle from here
      if (isClosing) server.closeIdleConnections();
    });
  });
  return {
    isDraining: () => isDraining,
    drain: async (deadlineMilliseconds, noticeMilliseconds = 0) => {
      isDraining = true;
      for (const response of unfinished) if (!response.headersSent) response.setHeader('Connection', 'close');
      if (noticeMilliseconds > 0) await sleep(noticeMilliseconds);
      isClosing = true;
      const deadline = setTimeout(() => server.closeAllConnections(), deadlineMilliseconds);
      deadline.unref();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      clearTimeout(deadline);
    },
  };
}
