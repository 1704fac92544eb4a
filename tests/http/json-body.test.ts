import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readJsonBody } from '../../src/http/json-body.js';

/** What is read of a body that arrives in these pieces. */
async function readPieces(...pieces: readonly Buffer[]): Promise<unknown> {
  const request = new IncomingMessage(new Socket());
  request.headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  for (const piece of pieces) request.push(piece);
  request.push(null);
  const body = await readJsonBody(request, 1_000, () => true);
  return body.kind === 'read' ? body.take() : body;
}

describe('a JSON body', () => {
  // one, two, three and four bytes a character, ASCII before and after
  const value = { text: 'plain é – 🦴 plain again' };
  const bytes = Buffer.from(JSON.stringify(value));

  it.each(Array.from(bytes.keys()))('is read when it is cut after %i bytes', async (at) => {
    expect(await readPieces(bytes.subarray(0, at), bytes.subarray(at))).toEqual(value);
  });

  it('is read byte by byte', async () => {
    expect(await readPieces(...Array.from(bytes.keys(), (at) => bytes.subarray(at, at + 1)))).toEqual(value);
  });

  it('may begin with a byte order mark', async () => {
    expect(await readPieces(Buffer.from('\uFEFF'), bytes)).toEqual(value);
  });

  it('shows a replacement character where it is not UTF-8, also when it ends in the middle of a character', async () => {
    const cut = Buffer.concat([Buffer.from('{"text":"'), Buffer.from('é').subarray(0, 1), Buffer.from('"}')]);
    expect(await readPieces(cut)).toEqual({ text: '\uFFFD' });
    await expect(readPieces(Buffer.from('{}'), Buffer.from('é').subarray(0, 1))).rejects.toThrow('not valid JSON');
  });
});
