import type { RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
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
  };
  const server = createServer(options, listener);
  server.on('clientError', (error: Error, socket: Socket) => {
    if (socket.writable && socket.bytesWritten === 0) socket.end(brokenRequestAnswer(error));
    else socket.destroy();
  });
  return server;
}

function brokenRequestAnswer(error: Error): string {
  const code = 'code' in error ? error.code : '';
  const [status, reason, text] =
    brokenRequests.get(code) ?? ([400, 'Bad Request', 'the request is not HTTP/1.1'] as const);
  const body = toOperationOutcome({ status, code: 'invalid', text });
  return [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

const brokenRequests = new Map<unknown, readonly [number, string, string]>([
  ['HPE_HEADER_OVERFLOW', [431, 'Request Header Fields Too Large', 'the headers are too large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'Request Timeout', 'the request took too long to arrive']],
]);

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
