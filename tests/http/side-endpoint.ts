import { once } from 'node:events';
import { createServer } from 'node:http';
import { Router } from 'express';
import { listenWith } from '../../src/app.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { type Endpoint, serve } from '../../src/http/endpoint.js';

/** What an endpoint answers to a GET with this query, served alone at `/`. */
export async function askEndpoint(endpoint: Endpoint, query = '') {
  const lines: JsonObject[] = [];
  const keep = (fields: JsonObject): void => {
    lines.push(fields);
  };
  const router = Router();
  const door = { log: { info: keep, warn: keep, error: keep }, baseHeaders: () => ({}), countRequest: () => undefined };
  router.get('/', serve(door, '/', endpoint));
  const server = createServer(listenWith({ route: router })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  const response = await fetch(`http://127.0.0.1:${port}/${query}`);
  const answer = { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  server.close();
  server.closeAllConnections();
  return answer;
}
