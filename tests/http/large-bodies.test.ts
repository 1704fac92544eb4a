import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readJsonBody } from '../../src/http/json-body.js';

const pieceBytes = 64_000;
const value = { text: 'x'.repeat(600_000), end: 'é' };
const bytes = Buffer.from(JSON.stringify(value));
const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, at) =>
  bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes),
);

/** A request that has arrived as far as these pieces go. */
function requestWith(sent: readonly Buffer[], length: string | undefined): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  const encoding = length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': length };
  request.headers = { 'content-type': 'application/json', ...encoding };
  for (const piece of sent) request.push(piece);
  if (sent.length === pieces.length) request.push(null);
  return request;
}

async function read(request: IncomingMessage): Promise<unknown> {
  const body = await readJsonBody(request, 1_000_000, () => true);
  return body.kind === 'read' ? body.take() : body;
}

describe.each([
  ['that is announced', String(bytes.length)],
  ['that is not announced', undefined],
])('a large body %s', (_, length) => {
  it('is read whole', async () => {
    expect(await read(requestWith(pieces, length))).toEqual(value);
  });

  it('is parsed in a turn of its own, however many have arrived', async () => {
    const turns: number[] = [];
    let turn = 0;
    let isDone = false;
    const count = async (): Promise<void> => {
      while (!isDone) {
        turn += 1;
        await nextTurn();
      }
    };
    const all = Array.from({ length: 8 }, async () => {
      await read(requestWith(pieces, length));
      turns.push(turn);
    });
    const counting = count();
    await Promise.all(all);
    isDone = true;
    await counting;
    expect(new Set(turns).size).toBe(8);
  });

  it('does not wait for one that has stopped half way', async () => {
    const stopped = requestWith(pieces.slice(0, 6), length);
    const never = read(stopped).catch((error: unknown) => String(error));
    expect(await read(requestWith(pieces, length))).toEqual(value);
    stopped.destroy();
    expect(await never).toContain('ended before its body did');
  });

  it('whose sender is gone before its turn is given up, and the next one comes', async () => {
    const [first, second, third] = [0, 1, 2].map(() => requestWith(pieces, length));
    if (first === undefined || second === undefined || third === undefined) throw new Error('three requests');
    const answers = [first, second, third].map((request) => read(request).catch((error: unknown) => String(error)));
    second.destroy();
    const [one, two, three] = await Promise.all(answers);
    expect([one, three]).toEqual([value, value]);
    expect(two).toContain('ended before its body did');
  });
});
