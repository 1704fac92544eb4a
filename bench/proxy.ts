import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * A reverse proxy in the least that one does: each request to the next origin, kept-alive connections, another origin
 * only when a connection cannot be opened, so that nothing is ever sent twice. Arguments: port, then origins.
 */
const [port = '0', ...origins] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let next = 0;

createServer((incoming, outgoing) => {
  next += 1;
  void readBody(incoming).then((body) => pass(incoming, outgoing, body, next, origins.length));
}).listen(Number(port), '127.0.0.1');

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: Buffer,
  turn: number,
  triesLeft: number,
): void {
  const origin = origins[turn % origins.length] ?? '';
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

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}
