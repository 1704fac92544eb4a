import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, type JsonObject, objectsOf } from '../src/core/values/json.js';

/** How a FHIR server of the run behaves. */
export const behaviours = ['good', 'slow', 'paged', 'failing', 'broken', 'resetting', 'hanging', 'dripping'] as const;
export type Behaviour = (typeof behaviours)[number];

/** FHIR servers of every kind on loopback, each on a port of its own, all with the record of the realistic request. */
export interface FakeEhr {
  readonly baseOf: (behaviour: Behaviour) => string;
  readonly received: () => number;
  /** requests that have neither been answered nor given up */
  readonly open: () => number;
  readonly close: () => Promise<void>;
}

const slowMilliseconds = 150;
const pageSize = 10;

/** Starts the servers; `patch` may change the text of every answer, to plant something in it. */
export async function startFakeEhr(patch: (json: string) => string = (json) => json): Promise<FakeEhr> {
  const record = readRecord();
  let received = 0;
  let open = 0;
  const start = async (behaviour: Behaviour): Promise<Listening> =>
    listen(
      createServer((request, response) => {
        received += 1;
        open += 1;
        response.once('close', () => {
          open -= 1;
        });
        const url = new URL(request.url ?? '/', 'http://localhost');
        const json = (): string => patch(JSON.stringify(answerTo(record, url, behaviour === 'paged')));
        void behave(behaviour, response, json, received);
      }),
    );
  const started = await Promise.all(behaviours.map(async (behaviour) => [behaviour, await start(behaviour)] as const));
  const servers = new Map(started);
  return {
    baseOf: (behaviour) => `http://127.0.0.1:${servers.get(behaviour)?.port}/fhir`,
    received: () => received,
    open: () => open,
    close: async () => {
      await Promise.all(started.map(([, { close }]) => close()));
    },
  };
}

interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

async function listen(server: Server): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function behave(
  behaviour: Behaviour,
  response: ServerResponse,
  json: () => string,
  count: number,
): Promise<void> {
  const fhir = { 'content-type': 'application/fhir+json' };
  switch (behaviour) {
    case 'slow':
      await sleep(slowMilliseconds);
      response.writeHead(200, fhir).end(json());
      return;
    case 'failing': {
      const status = [500, 503, 429, 401, 403, 404][count % 6] ?? 500;
      response.writeHead(status, { ...fhir, 'retry-after': '0' }).end(json());
      return;
    }
    case 'broken':
      if (count % 3 === 0) response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>');
      else if (count % 3 === 1) response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
      else response.writeHead(200, fhir).end(json().slice(0, -10));
      return;
    case 'resetting':
      response.destroy();
      return;
    case 'hanging':
      return; // never answers
    case 'dripping':
      response.writeHead(200, fhir);
      response.write(json().slice(0, 20)); // and never ends
      return;
    default:
      response.writeHead(200, fhir).end(json());
  }
}

/** Resources by FHIR type. */
function readRecord(): ReadonlyMap<string, readonly JsonObject[]> {
  const request: unknown = JSON.parse(readFileSync('fhir-fixtures/bench/realistic.json', 'utf8'));
  const prefetch = isObject(request) && isObject(request.prefetch) ? request.prefetch : {};
  const resources = Object.values(prefetch).flatMap((value) =>
    isObject(value) && value.resourceType === 'Patient'
      ? [value]
      : objectsOf(isObject(value) ? value.entry : []).flatMap((entry) => objectsOf(entry.resource)),
  );
  const byType = new Map<string, JsonObject[]>();
  for (const resource of resources) {
    const type = String(resource.resourceType);
    byType.set(type, [...(byType.get(type) ?? []), resource]);
  }
  return byType;
}

function answerTo(record: ReadonlyMap<string, readonly JsonObject[]>, url: URL, isPaged: boolean): JsonObject {
  const type = url.pathname.split('/').find((step) => /^[A-Z][A-Za-z]+$/.test(step)) ?? '';
  const resources = record.get(type) ?? [];
  if (type === 'Patient') return resources[0] ?? { resourceType: 'Patient' };
  const start = Number(url.searchParams.get('start') ?? 0);
  const page = isPaged ? resources.slice(start, start + pageSize) : resources;
  const next = new URL(url);
  next.searchParams.set('start', String(start + pageSize));
  const hasNext = isPaged && start + pageSize < resources.length;
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    link: hasNext ? [{ relation: 'next', url: `${type}${next.search}` }] : [],
    entry: page.map((resource) => ({ resource })),
  };
}
