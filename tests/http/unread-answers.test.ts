import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createBodyBudget } from '../../src/http/body-budget.js';
import { hookRequest, post, startTestApp, type TestApp } from './test-app.js';

let app: TestApp | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app?.close();
});

const answerCharacters = 12_000_000;

/** Sends a call whose answer is larger than what the network holds, and reads none of it. */
async function callWithoutReading(url: URL): Promise<Socket> {
  const body = JSON.stringify(hookRequest());
  const socket = connect(Number(url.port), url.hostname).pause();
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const head = ['Host: here', 'Content-Type: application/json', `Content-Length: ${body.length}`];
  socket.write(`POST ${url.pathname} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

it('A-20 answers that their client does not read take memory of that client only, and are given up when it goes', async () => {
  let answered = 0;
  app = await startTestApp({
    bodies: createBodyBudget({ processBytes: 1_000_000_000, clientBytes: 50_000_000 }),
    answerHook: () => {
      answered += 1;
      const source = { label: 'x'.repeat(answerCharacters) };
      return Promise.resolve({ cards: [{ uuid: 'a', summary: 'b', indicator: 'info', source }] });
    },
  });
  const url = new URL(app.hookUrl);
  const [first] = [await callWithoutReading(url), await callWithoutReading(url)];
  await expect.poll(() => answered, { timeout: 5_000 }).toBe(2);
  await expect.poll(async () => (await post(url.href, hookRequest())).status).toBe(503);
  first.destroy();
  await expect.poll(async () => (await post(url.href, hookRequest())).status, { timeout: 5_000 }).toBe(200);
});

it('A-20 what is fetched for an answer takes memory of its client too, given back with the answer', async () => {
  const kept: boolean[] = [];
  app = await startTestApp({
    bodies: createBodyBudget({ processBytes: 1_000_000, clientBytes: 300_000 }),
    answerHook: (_request, _client, { takeBytes }) => {
      kept.push(takeBytes(200_000), takeBytes(200_000));
      return Promise.resolve({ cards: [] });
    },
  });
  for (let call = 0; call < 2; call += 1) expect((await post(app.hookUrl, hookRequest())).status).toBe(200);
  expect(kept).toEqual([true, false, true, false]);
});
