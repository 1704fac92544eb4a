import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createDrain, createHttpServer } from '../../src/http/connections.js';
import { hookRequest, startTestApp } from './test-app.js';

async function listening(listener: RequestListener): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createHttpServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

/** Sends bytes over a connection of its own and resolves with all that comes back. */
async function exchangeBytes(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.write(bytes);
  await once(socket, 'close');
  return received;
}

function get(port: number, agent: Agent, path = '/'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest({ port, agent, path }, (response) => {
      response.resume();
      response.on('end', () => resolve(response));
    })
      .on('error', reject)
      .end();
  });
}

describe('connections', () => {
  it.each([
    ['something that is not HTTP', 'hello\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['headers that are too large', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 'HTTP/1.1 431 '],
    ['a request without a Host', 'GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    [
      'an expectation that is not met',
      'GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n',
      'HTTP/1.1 417 Expectation Failed',
    ],
    ['a call for a proxy', 'CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP/1.1 405 Method Not Allowed'],
  ])('H-6 %s is answered in JSON', async (_, bytes, status) => {
    const { server, port } = await listening((_request, response) => response.end());
    const answer = await exchangeBytes(port, bytes);
    expect(answer.startsWith(status)).toBe(true);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toContain('Content-Type: application/json; charset=utf-8');
    expect(JSON.parse(body)).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] });
    server.close();
  });

  it.each([
    ['is no HTTP', 'hello\r\n\r\n', ['200', '200', '400']],
    ['has no Host', 'GET / HTTP/1.1\r\n\r\n', ['200', '200', '400']],
    [
      'has a broken body',
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n',
      ['200', '200', '400'],
    ],
  ])('H-6 requests that come before one that %s get their answers first', async (_, broken, statuses) => {
    const { server, port } = await listening(async (request, response) => {
      // one who reads the body never comes to the end of a broken one
      await text(request).catch(() => undefined);
      await sleep(100);
      response.setHeader('Content-Type', 'application/json').end('{}');
    });
    const good = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await exchangeBytes(port, good + good + broken);
    expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(statuses);
    expect(answer.match(/Content-Type: application\/json/g)).toHaveLength(3);
    server.close();
  });

  it('a client that goes away in the middle of its body leaves one line in the log and nothing else', async () => {
    const app = await startTestApp();
    const { port } = new URL(app.url);
    const socket = connect(Number(port), '127.0.0.1');
    const head = 'POST /cds-services/spine-imaging HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    socket.write(`${head}Content-Length: 1000\r\n\r\n{"hook": `);
    await sleep(50);
    socket.destroy();
    await expect.poll(() => app.logLines).toHaveLength(1);
    expect(app.logLines[0]).toMatchObject({ status: 400, service: 'spine-imaging', disconnected: true });
    expect(app.received).toEqual([]);
    await app.close();
  });

  it('a client that goes away while it is being verified is not waited for', async () => {
    const app = await startTestApp({
      verifyClient: async () => {
        await sleep(100);
        throw new Error('late');
      },
    });
    const aborted = new AbortController();
    const { signal } = aborted;
    const call = fetch(app.hookUrl, { method: 'POST', body: JSON.stringify(hookRequest()), signal });
    setTimeout(() => aborted.abort(), 30);
    await expect(call).rejects.toThrow();
    await expect.poll(() => app.logLines.length).toBe(2);
    await app.close();
  });
});

describe('draining', () => {
  it('finishes what is in flight, tells clients to go, and closes idle connections at once', async () => {
    let release = (): void => undefined;
    const { server, port } = await listening((request, response) => {
      if (request.url !== '/slow') response.end('quick');
      else release = () => void response.end('slow');
    });
    const { drain, isDraining } = createDrain(server);
    const agent = new Agent({ keepAlive: true });
    await get(port, agent);
    const slow = get(port, new Agent({ keepAlive: true }), '/slow');
    await sleep(50);
    const startedAt = performance.now();
    const drained = drain(5_000);
    expect(isDraining()).toBe(true);
    setTimeout(() => release(), 100);
    const response = await slow;
    await drained;
    expect([response.statusCode, response.headers.connection]).toEqual([200, 'close']);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    await expect(get(port, agent)).rejects.toThrow();
  });

  it('cuts off what hangs at the deadline', async () => {
    const { server, port } = await listening(() => undefined);
    const { drain } = createDrain(server);
    const hanging = expect(get(port, new Agent())).rejects.toThrow();
    await sleep(50);
    const startedAt = performance.now();
    await drain(200);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    await hanging;
  });
});
