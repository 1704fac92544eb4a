import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createOutgoing,
  type Fetched,
  type Outgoing,
  type OutgoingOptions,
  type ResolveName,
} from '../../src/fhir/outgoing.js';

/** These tests open real connections, all of them to this machine: what is guarded here is below the reach of nock. */
let server: Server;
let port: number;
let connections: number;
let requests: string[];
let answer: RequestListener;
const opened: Outgoing[] = [];

beforeEach(async () => {
  connections = 0;
  requests = [];
  answer = (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":true}');
  };
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
    answer(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = addressOf(server).port;
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ close }) => close()));
  server.closeAllConnections();
  server.close();
});

function addressOf(listening: Server): AddressInfo {
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address;
}

/** A resolver that answers with these addresses, one list per lookup, the last one for ever. */
function resolveTo(...answers: (readonly string[])[]): ResolveName {
  let lookups = 0;
  return (_name, _options, callback) => {
    const addresses = answers[Math.min(lookups, answers.length - 1)] ?? [];
    lookups += 1;
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    setImmediate(() => callback(found.length === 0 ? new Error('ENOTFOUND') : null, found));
  };
}

function open(options: Partial<OutgoingOptions>): Outgoing {
  const outgoing = createOutgoing({ allowsLoopback: false, networks: [], ...options });
  opened.push(outgoing);
  return outgoing;
}

function get(outgoing: Outgoing, url: string, milliseconds = 2_000): Promise<Fetched> {
  const signal = AbortSignal.timeout(milliseconds);
  const headers = { authorization: 'Bearer canary' };
  return outgoing.fetchJson(new URL(url), { headers, signal, maximumBytes: 1_000 });
}

describe('F-6 an outgoing call', () => {
  it.each([
    ['the metadata service', 'https://169.254.169.254/latest/meta-data/'],
    ['loopback', 'https://127.0.0.1/'],
    ['loopback by another number', 'https://127.1.2.3/'],
    ['loopback in short', 'https://127.1/'],
    ['loopback in hexadecimal', 'https://0x7f000001/'],
    ['loopback in decimal', 'https://2130706433/'],
    ['loopback in octal', 'https://0177.0.0.1/'],
    ['loopback in full-width digits', 'https://１２７.0.0.1/'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['IPv6 loopback in full', 'https://[0:0:0:0:0:0:0:1]/'],
    ['loopback inside IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['loopback inside IPv6 in hexadecimal', 'https://[::ffff:7f00:1]/'],
    ['loopback behind NAT64', 'https://[64:ff9b::7f00:1]/'],
    ['the unspecified address', 'https://0.0.0.0/'],
    ['the unspecified address in short', 'https://0/'],
    ['the unspecified IPv6 address', 'https://[::]/'],
    ['a private address', 'https://10.0.0.1/'],
    ['another private address', 'https://192.168.0.1/'],
    ['an IPv6 private address', 'https://[fd00::1]/'],
    ['an IPv6 link-local address', 'https://[fe80::1]/'],
    ['localhost', 'https://localhost/'],
    ['localhost with a dot', 'https://localhost./'],
    ['localhost in capitals', 'https://LOCALHOST/'],
    ['a name under localhost', 'https://ehr.localhost/'],
    ['http', 'http://ehr.example/'],
    ['http on loopback', 'http://127.0.0.1/'],
    ['credentials', 'https://user:password@ehr.example/'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:application/json,{}'],
    ['ftp', 'ftp://ehr.example/'],
    ['gopher', 'gopher://127.0.0.1:6379/_FLUSHALL'],
  ])('does not go to %s', async (_, url) => {
    const withPort = new URL(url);
    if (withPort.protocol.startsWith('http')) withPort.port = String(port);
    const outgoing = open({ resolve: resolveTo(['127.0.0.1']) });
    expect(await get(outgoing, withPort.href)).toEqual({ kind: 'forbidden' });
    expect(connections).toBe(0);
  });

  it.each<[string, readonly string[]]>([
    ['a loopback address', ['127.0.0.1']],
    ['a loopback address inside IPv6', ['::ffff:127.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['a private address', ['10.1.2.3']],
    ['a public address and a loopback one', ['93.184.216.34', '127.0.0.1']],
    ['a loopback address and a public one', ['127.0.0.1', '93.184.216.34']],
  ])('does not go to a name that means %s', async (_, addresses) => {
    const outgoing = open({ resolve: resolveTo(addresses) });
    expect(await get(outgoing, `https://ehr.example:${port}/`)).toEqual({ kind: 'forbidden' });
    expect(connections).toBe(0);
  });

  it('checks a name that changes its meaning at every new connection', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end('{}');
    };
    const outgoing = open({ allowsLoopback: true, resolve: resolveTo(['127.0.0.1'], ['169.254.169.254']) });
    const url = `http://localhost:${port}/`;
    expect([await get(outgoing, url), await get(outgoing, url)]).toEqual([
      { kind: 'json', body: {} },
      { kind: 'forbidden' },
    ]);
    expect(connections).toBe(1);
  });

  it('connects to the very address that was checked: a name is looked up once per connection', async () => {
    let lookups = 0;
    const resolve = resolveTo(['127.0.0.1']);
    const counted: ResolveName = (...parameters) => {
      lookups += 1;
      resolve(...parameters);
    };
    const outgoing = open({ resolve: counted, allowsLoopback: true });
    expect(await get(outgoing, `http://localhost:${port}/`)).toEqual({ kind: 'json', body: { ok: true } });
    expect([lookups, connections]).toEqual([1, 1]);
  });

  it('fails where the name is unknown', async () => {
    const outgoing = open({ resolve: resolveTo([]) });
    expect(await get(outgoing, 'https://ehr.example/')).toEqual({ kind: 'unreachable' });
  });
});

describe('the demo mode', () => {
  it.each(['127.0.0.1', 'localhost'])('reaches a server on %s over http', async (host) => {
    const outgoing = open({ allowsLoopback: true, resolve: resolveTo(['127.0.0.1']) });
    expect(await get(outgoing, `http://${host}:${port}/metadata`)).toEqual({ kind: 'json', body: { ok: true } });
    expect(requests).toEqual(['GET /metadata Bearer canary']);
  });

  it('does not reach the rest of the network', async () => {
    const outgoing = open({ allowsLoopback: true, resolve: resolveTo(['10.0.0.1']) });
    expect(await get(outgoing, 'https://ehr.example/')).toEqual({ kind: 'forbidden' });
    expect(await get(outgoing, 'http://10.0.0.1/')).toEqual({ kind: 'forbidden' });
    expect(await get(outgoing, 'https://169.254.169.254/')).toEqual({ kind: 'forbidden' });
  });

  it('does not let a name mean loopback', async () => {
    const outgoing = open({ allowsLoopback: true, resolve: resolveTo(['127.0.0.1']) });
    expect(await get(outgoing, `https://evil.example:${port}/`)).toEqual({ kind: 'forbidden' });
    expect(connections).toBe(0);
  });

  it('does not take a name for loopback because it begins like it', async () => {
    const outgoing = open({ allowsLoopback: true, resolve: resolveTo(['127.0.0.1']) });
    expect(await get(outgoing, `http://127.0.0.1.evil.example:${port}/`)).toEqual({ kind: 'forbidden' });
    expect(connections).toBe(0);
  });
});

describe('a response', () => {
  const fetch = (listener: RequestListener, milliseconds?: number): Promise<Fetched> => {
    answer = listener;
    return get(open({ allowsLoopback: true }), `http://127.0.0.1:${port}/`, milliseconds);
  };
  const json = { 'content-type': 'application/fhir+json' };

  it('keeps its connection for the next call', async () => {
    const outgoing = open({ allowsLoopback: true });
    for (let call = 0; call < 3; call += 1) {
      await get(outgoing, `http://127.0.0.1:${port}/`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect([requests.length, connections]).toEqual([3, 1]);
  });

  it('that redirects is not followed, not even to the same server', async () => {
    const fetched = await fetch((_request, response) => response.writeHead(302, { location: '/other' }).end());
    expect([fetched, requests]).toEqual([{ kind: 'unreachable' }, ['GET / Bearer canary']]);
  });

  it('that is larger than allowed is cut off', async () => {
    let written = 0;
    const fetched = await fetch((_request, response) => {
      response.writeHead(200, json);
      const timer = setInterval(() => {
        written += 500;
        response.write('x'.repeat(500));
      }, 5);
      response.on('close', () => clearInterval(timer));
    });
    expect(fetched).toEqual({ kind: 'too-large' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = written;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(written).toBe(stopped);
  });

  it('that unpacks to more than allowed is cut off', async () => {
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync(JSON.stringify('x'.repeat(1_000_000)));
    expect(packed.length).toBeLessThan(2_000);
    const headers = { ...json, 'content-encoding': 'gzip' };
    expect(await fetch((_request, response) => response.writeHead(200, headers).end(packed))).toEqual({
      kind: 'too-large',
    });
  });

  it('for which there is no memory left is cut off, however small it is', async () => {
    const taken: number[] = [];
    const takeBytes = (bytes: number): boolean => taken.push(bytes) > 1;
    const fetchOnce = (): Promise<Fetched> =>
      open({ allowsLoopback: true }).fetchJson(new URL(`http://127.0.0.1:${port}/`), {
        headers: {},
        signal: AbortSignal.timeout(2_000),
        maximumBytes: 1_000,
        takeBytes,
      });
    expect(await fetchOnce()).toEqual({ kind: 'too-large' });
    expect(await fetchOnce()).toEqual({ kind: 'json', body: { ok: true } });
    // it is held as bytes and as what it is parsed to
    expect(taken).toEqual([22, 22]);
  });

  it('that drips is stopped with the budget', async () => {
    const startedAt = performance.now();
    const fetched = await fetch((_request, response) => {
      response.writeHead(200, json);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    }, 150);
    expect(fetched).toEqual({ kind: 'stopped' });
    expect(performance.now() - startedAt).toBeLessThan(600);
  });

  // Node's fetch alone loses the signal of a quarter of these calls: it may be collected while a body is being read
  it('that drips is stopped with the budget whenever memory is collected, and its connection closed', async () => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    const collecting = setInterval(() => typeof collect === 'function' && collect(), 7);
    let isOpen = 0;
    answer = (_request, response) => {
      isOpen += 1;
      response.once('close', () => {
        isOpen -= 1;
      });
      response.writeHead(200, json);
      response.write('{');
    };
    const outgoing = open({ allowsLoopback: true });
    const url = new URL(`http://127.0.0.1:${port}/`);
    try {
      for (let round = 0; round < 5; round += 1) {
        const calls = Array.from({ length: 8 }, (_, at) => {
          const controller = new AbortController();
          setTimeout(() => controller.abort(), 20 * (at + 1));
          return outgoing.fetchJson(url, { headers: {}, signal: controller.signal, maximumBytes: 1_000 });
        });
        const kinds = (await Promise.all(calls)).map(({ kind }) => kind);
        expect(new Set(kinds)).toEqual(new Set(['stopped']));
      }
    } finally {
      clearInterval(collecting);
    }
    await expect.poll(() => isOpen).toBe(0);
  });

  it('that never begins is stopped with the budget', async () => {
    expect(await fetch(() => undefined, 100)).toEqual({ kind: 'stopped' });
  });

  it('that breaks off is unreachable', async () => {
    const fetched = await fetch((_request, response) => {
      response.writeHead(200, { ...json, 'content-length': '100' });
      response.write('{');
      setTimeout(() => response.destroy(), 10);
    });
    expect(fetched).toEqual({ kind: 'unreachable' });
  });

  it.each<[number, string | undefined, number | undefined]>([
    [429, '2', 2_000],
    [503, undefined, undefined],
    [503, 'soon', undefined],
    [404, undefined, undefined],
  ])('with status %i and Retry-After %s is told as it is', async (status, retryAfter, retryAfterMilliseconds) => {
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    expect(await fetch((_request, response) => response.writeHead(status, headers).end('no'))).toEqual({
      kind: 'status',
      status,
      retryAfterMilliseconds,
    });
  });
});
