import { Agent, createServer, get, type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * A reverse proxy in the least that one does: each request to the next origin that says it is ready, kept-alive
 * connections, another origin only when a connection cannot be opened, so that nothing is ever sent twice. Arguments:
 * port, then origins.
 */
const [port = '0', ...origins] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const healthMilliseconds = 100;
const unready = new Set<string>();
let next = 0;

setInterval(() => origins.forEach(checkHealth), healthMilliseconds);

createServer((incoming, outgoing) => {
  next += 1;
  const turn = next;
  void readBody(incoming).then((body) => pass(incoming, outgoing, body, turn, origins.length));
}).listen(Number(port), '127.0.0.1');

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: Buffer,
  turn: number,
  triesLeft: number,
): void {
  const ready = origins.filter((one) => !unready.has(one));
  const pool = ready.length > 0 ? ready : origins;
  const origin = pool[turn % pool.length] ?? '';
  const { method, url = '/', headers } = incoming;
  const forwarded = { ...headers, connection: 'keep-alive' };
  const upstream = request(`${origin}${url}`, { agent, method, headers: forwarded }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  upstream.on('error', (error) => {
    const isUnsent = 'code' in error && error.code === 'ECONNREFUSED';
    if (isUnsent && triesLeft > 1) pass(incoming, outgoing, body, turn + 1, triesLeft - 1);
    else outgoing.writeHead(502).end(String('code' in error ? error.code : error.message));
  });
  upstream.end(body);
}

function checkHealth(origin: string): void {
  const asked = get(`${origin}/ready`, { agent: false, timeout: 1_000 }, (answer) => {
    answer.resume();
    if (answer.statusCode === 200) unready.delete(origin);
    else unready.add(origin);
  });
  asked.on('error', () => unready.add(origin));
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}
