import { isObject, type JsonObject, objectsOf } from '../src/core/values/json.js';
import { applyLoad, median } from './load.js';
import type { ServerProcess } from './server-process.js';

/** CPU cost of a record of a given size, with the bare app's cost of parsing the same body beside it. */
export interface SizeCost {
  readonly resources: number;
  readonly bodyBytes: number;
  readonly serviceMicroseconds: number;
  readonly bareMicroseconds: number;
  /** what the service adds to parsing, for each resource */
  readonly addedMicrosecondsPerResource: number;
}

const sizes = [10, 100, 1_000, 10_000];
const rounds = 3;

/** Measures CPU per request for growing records, one request at a time; linear cost shows as a constant last column. */
export async function measureSizes(
  large: JsonObject,
  service: ServerProcess,
  bare: ServerProcess,
  seconds: number,
): Promise<readonly SizeCost[]> {
  const costs: SizeCost[] = [];
  for (const resources of sizes) {
    const body = Buffer.from(JSON.stringify(withResources(large, resources)));
    const measured: { readonly service: number; readonly bare: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { cpuMicrosecondsPerRequest } = await applyLoad(service, { body, seconds, connections: 1 });
      const bareLoad = await applyLoad(bare, { body, seconds, connections: 1 });
      measured.push({ service: cpuMicrosecondsPerRequest, bare: bareLoad.cpuMicrosecondsPerRequest });
    }
    const serviceMicroseconds = median(measured.map((round) => round.service));
    const bareMicroseconds = median(measured.map((round) => round.bare));
    const addedMicrosecondsPerResource = (serviceMicroseconds - bareMicroseconds) / resources;
    const bodyBytes = body.byteLength;
    costs.push({ resources, bodyBytes, serviceMicroseconds, bareMicroseconds, addedMicrosecondsPerResource });
  }
  return costs;
}

/** The same request with a record of exactly `count` resources: each part in its share, repeated with fresh ids. */
function withResources(request: JsonObject, count: number): JsonObject {
  const prefetch = isObject(request.prefetch) ? request.prefetch : {};
  const parts = Object.entries(prefetch).map(([part, value]) => ({ part, resources: resourcesOf(value) }));
  const all = parts.flatMap(({ part, resources }) => resources.map((resource) => ({ part, resource: slim(resource) })));
  // a stride that shares no factor with the length visits every resource before repeating one
  const stride = 7919;
  const picked = Array.from({ length: count }, (_, index) => ({ index, ...all[(index * stride) % all.length] }));
  const bundles = parts.map(({ part }) => {
    const resources = picked.filter((pick) => pick.part === part);
    const entry = resources.map(({ resource, index }) => ({ resource: { ...resource, id: `copy-${index}` } }));
    return [part, { resourceType: 'Bundle', type: 'searchset', total: entry.length, entry }] as const;
  });
  return { ...request, prefetch: { ...Object.fromEntries(bundles), patient: prefetch.patient } };
}

function resourcesOf(value: unknown): readonly JsonObject[] {
  return isObject(value) ? objectsOf(value.entry).flatMap((entry) => objectsOf(entry.resource)) : [];
}

/** Without the ballast, so that 10,000 resources stay below the body limit. */
function slim(resource: JsonObject): JsonObject {
  const { text: _text, meta: _meta, identifier: _identifier, ...rest } = resource;
  return rest;
}
