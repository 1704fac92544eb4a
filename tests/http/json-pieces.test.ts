import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { readJsonBody } from '../../src/http/json-body.js';
import { parsePieces } from '../../src/http/json-pieces.js';

/** The engine keeps longer texts apart; bytes. */
const largestSmallObject = 131_072;

interface Read {
  readonly value: unknown;
  /** lengths of the texts that were parsed for it */
  readonly parsed: readonly number[];
  /** of the memory for bodies */
  readonly bytesTaken: number;
}

/** What is read of a text that arrives so many bytes at a time; by default as from a quick socket. */
async function readText(text: string, arrivingBytes = 65_536): Promise<Read> {
  const request = new IncomingMessage(new Socket());
  request.headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += arrivingBytes) request.push(bytes.subarray(at, at + arrivingBytes));
  request.push(null);
  const parse = vi.spyOn(JSON, 'parse');
  let bytesTaken = 0;
  const takeBytes = (taken: number): boolean => {
    bytesTaken += taken;
    return true;
  };
  try {
    const body = await readJsonBody(request, 10_000_000, takeBytes);
    const value = body.kind === 'read' ? body.take() : body;
    return { value, parsed: parse.mock.calls.map(([{ length }]) => length), bytesTaken };
  } finally {
    parse.mockRestore();
  }
}

const entry = (id: number, more: object = {}) => ({
  fullUrl: `https://ehr.example/Observation/${id}`,
  resource: { resourceType: 'Observation', id: `o${id}`, note: [{ text: 'x'.repeat(300) }], ...more },
});
const entries = (count: number, more?: object) => Array.from({ length: count }, (_, id) => entry(id, more));
const bundle = (count: number, more?: object) => ({ resourceType: 'Bundle', entry: entries(count, more) });
const request = (prefetch: object) => ({ hook: 'order-select', prefetch, hookInstance: 'i' });

/** A text of JSON with other members than `JSON.stringify` would write. */
const withRaw = (text: string, raw: string): string => text.replace('"RAW"', raw);

describe('a body of more than 128 kB', () => {
  const usual = request({ conditions: bundle(200), observations: bundle(200), patient: { id: 'p' } });

  it.each([
    ['', usual],
    [
      ', also where its entries have no URL',
      JSON.parse(JSON.stringify(usual), (name, value) => (name === 'fullUrl' ? undefined : value)),
    ],
  ])('is parsed in few pieces that are small objects, and read the same%s', async (_, body) => {
    const text = JSON.stringify(body);
    const { value, parsed } = await readText(text);
    expect(text.length).toBeGreaterThan(largestSmallObject);
    expect(value).toStrictEqual(body);
    expect(parsed.length).toBeGreaterThan(1);
    expect(parsed.length).toBeLessThan(5);
    expect(Math.max(...parsed)).toBeLessThan(largestSmallObject);
  });

  it('is cut no finer when it arrives slowly', async () => {
    const { value, parsed } = await readText(JSON.stringify(usual), 1_400);
    expect(value).toStrictEqual(usual);
    expect(parsed.length).toBeGreaterThan(1);
    expect(parsed.length).toBeLessThan(5);
  });

  it('takes the memory of all its pieces', async () => {
    const text = JSON.stringify(usual);
    const { bytesTaken } = await readText(text);
    expect(bytesTaken).toBe(text.length + 6 * text.length);
  });

  it('is parsed whole when a piece brings many members, which cost more one by one', async () => {
    const members = Array.from({ length: 12_000 }, (_, at) => `"${4_000_000_000 - 7 * at}":1`);
    const text = `{"prefetch":{"observations":${JSON.stringify(bundle(160))}},${members.join(',')}}`;
    const { value, parsed } = await readText(text);
    expect(value).toStrictEqual(JSON.parse(text));
    expect(parsed.at(-1)).toBe(text.length);
  });

  it.each([
    ['is written over lines, so that nothing is cut', JSON.stringify(usual, undefined, 1)],
    ['has one long list', JSON.stringify(request({ observations: bundle(450) }))],
    ['has ever new lists', JSON.stringify(request(Object.fromEntries(entries(9).map((_, at) => [at, bundle(45)]))))],
    ['holds entries without a URL', JSON.stringify(usual).replaceAll(/"fullUrl":"[^"]*",/g, '')],
    ['holds other characters than ASCII', JSON.stringify(usual).replaceAll('xxx', 'é🦴')],
    [
      'has words that look like the end of an entry',
      JSON.stringify(request({ a: bundle(350, { x: '},{"fullUrl":' }) })),
    ],
    ['has its entries deeper', JSON.stringify({ prefetch: { more: usual.prefetch } })],
    ['has its entries higher', JSON.stringify({ ...bundle(450) })],
    ['is a list', JSON.stringify([usual])],
    ['begins with a byte order mark', `\uFEFF${JSON.stringify(usual)}`],
    [
      'has a list twice, of which the last counts',
      withRaw(JSON.stringify(request({ a: bundle(300), b: 'RAW' })), `1,"a":${JSON.stringify(bundle(150))}`),
    ],
    [
      'has a second list in a Bundle that began before',
      withRaw(JSON.stringify(request({ a: { ...bundle(300), b: 'RAW' } })), '1,"entry":[{"fullUrl":"last"}]'),
    ],
    [
      'has members that objects inherit',
      withRaw(JSON.stringify({ ...request({ a: { ...bundle(300), b: 'RAW' } }) }), '1,"__proto__":{"entry":[]}'),
    ],
  ])('that %s is read as JSON.parse reads it', async (_, text) => {
    const { value } = await readText(text);
    expect(value).toStrictEqual(JSON.parse(text.replace('\uFEFF', '')));
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text.replace('\uFEFF', ''))));
  });

  it.each([
    ['in the first piece', (text: string) => text.replace('"resource"', 'resource')],
    ['in the last piece', (text: string) => text.replace(/"hookInstance"/, 'hookInstance')],
    ['in a piece between', (text: string) => `${text.slice(0, 80_000)}\n${text.slice(80_000)}`],
    ['at its end', (text: string) => text.slice(0, -1)],
    ['behind its end', (text: string) => `${text}]}}}`],
    ['by a bracket too many before an entry', (text: string) => text.replaceAll(',{"fullUrl"', ']},{"fullUrl"')],
  ])('is refused when it is broken %s', async (_, spoil) => {
    await expect(readText(spoil(JSON.stringify(usual)))).rejects.toThrow('the body is not valid JSON');
  });
});

describe('a body of more than 256 kB', () => {
  it('is parsed whole', async () => {
    const text = JSON.stringify(request({ conditions: bundle(400), observations: bundle(400) }));
    const { value, parsed } = await readText(text);
    expect(text.length).toBeGreaterThan(256_000);
    expect(value).toStrictEqual(JSON.parse(text));
    expect(parsed).toEqual([text.length]);
  });

  it('is refused for too many values wherever they stand', async () => {
    const text = JSON.stringify(request({ a: bundle(400), b: 'RAW' })).replace('"RAW"', `[${'{},'.repeat(900_000)}1]`);
    await expect(readText(text)).rejects.toThrow('more than 600000 values');
  });
});

describe('pieces of a text', () => {
  const name = fc.constantFrom('entry', 'a', '__proto__', '1', '', 'fullUrl');
  const objectOf = (member: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc
      .array(fc.tuple(name, member), { minLength: 1, maxLength: 4 })
      .map((members) => `{${members.map(([key, text]) => `"${key}":${text}`).join(',')}}`);
  const word = fc.constantFrom('1', '-0', 'null', '{}', '[]', '"},{\\"fullUrl\\":"', '"]}}}"', '"é"');
  const anEntry = fc.oneof(word, objectOf(word), objectOf(objectOf(word))).map((text) => `{"fullUrl":${text}}`);
  const aList = fc.array(fc.oneof({ weight: 8, arbitrary: anEntry }, word), { maxLength: 6 }).map((all) => `[${all}]`);
  const aBody = objectOf(fc.oneof(word, objectOf(fc.oneof(word, aList, objectOf(fc.oneof(word, aList, anEntry))))));
  const spoiling = fc.option(fc.tuple(fc.nat(), fc.constantFrom('', '}', ']', '"', ',')), { freq: 2 });

  function spoilt(text: string, how: readonly [number, string] | null): string {
    if (how === null) return text;
    const at = how[0] % text.length;
    return text.slice(0, at) + how[1] + text.slice(at + 1);
  }

  function cut(text: string, isCut: readonly boolean[]): readonly string[] {
    const pieces: string[] = [];
    let from = 0;
    for (const [index, { index: at }] of [...text.matchAll(/\},(?=\{"fullUrl":)/g)].entries()) {
      if (isCut[index % isCut.length] === false) continue;
      pieces.push(text.slice(from, at + 1));
      from = at + 2;
    }
    return [...pieces, text.slice(from)];
  }

  /** What comes of it, members in their order; undefined when it is no JSON. */
  function outcome(parse: () => unknown): string | undefined {
    let value: unknown;
    try {
      value = parse();
    } catch {
      return undefined;
    }
    return JSON.stringify(value, (_, member: unknown) => (Object.is(member, -0) ? '-0' : member));
  }

  it('say what the whole says wherever it is cut, or are refused as it is', () => {
    fc.assert(
      fc.property(aBody, fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), spoiling, (body, isCut, how) => {
        const text = spoilt(body, how);
        expect(outcome(() => parsePieces(cut(text, isCut)))).toBe(outcome(() => JSON.parse(text)));
      }),
      { numRuns: 3_000 },
    );
  });
});
