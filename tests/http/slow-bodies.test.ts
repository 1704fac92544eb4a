import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { demoClient } from '../../src/core/contract/client.js';
import { createBodyBudget } from '../../src/http/body-budget.js';
import { createLoadLimit, type LoadLimit } from '../../src/http/load-limit.js';
import { hookRequest, post, startTestApp, type TestApp } from './test-app.js';

let app: TestApp | undefined;
let limit: LoadLimit | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app?.close();
  limit?.close();
});

/** Begins a call and sends all of its body but the end. */
async function beginSlowCall(url: URL, name: string): Promise<void> {
  const body = JSON.stringify(hookRequest());
  const socket = connect(Number(url.port), url.hostname);
  sockets.push(socket);
  await once(socket, 'connect');
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    'Host: here',
    `Authorization: ${name}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, -10)}`);
}

it('A-20 a client with 256 slow bodies makes no other client wait', async () => {
  limit = createLoadLimit({ maximumInFlight: 256, maximumPerClient: 128, maximumDelayMilliseconds: 60_000 });
  let verified = 0;
  app = await startTestApp({
    isLate: limit.isLate,
    admit: limit.admit,
    bodies: createBodyBudget({ processBytes: 1_000_000, clientBytes: 500_000 }),
    verifyClient: ({ authorization = '' }) => {
      verified += 1;
      return Promise.resolve({ ...demoClient, kind: 'registered', name: authorization });
    },
  });
  const url = new URL(app.hookUrl);
  await Promise.all(Array.from({ length: 256 }, () => beginSlowCall(url, 'slow')));
  await expect.poll(() => verified, { timeout: 10_000 }).toBe(256);
  const startedAt = performance.now();
  const response = await post(app.hookUrl, hookRequest(), { authorization: 'quick' });
  expect(response.status).toBe(200);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
