import { applyLoad } from './load.js';
import type { ServerProcess } from './server-process.js';

/** Resident memory after a number of requests. */
export interface MemoryPoint {
  readonly requests: number;
  readonly serviceMegabytes: number;
}

const counts = [0, 1_000, 10_000, 50_000, 100_000];

/** Posts 100,000 small requests and notes the memory on the way: it rises until the caches are full, then stays. */
export async function measureMemory(
  service: ServerProcess,
  body: Buffer,
  connections: number,
): Promise<readonly MemoryPoint[]> {
  const points: MemoryPoint[] = [];
  let sent = 0;
  for (const requests of counts) {
    if (requests > sent) await applyLoad(service, { body, connections, requests: requests - sent });
    sent = requests;
    points.push({ requests, serviceMegabytes: service.residentMegabytes() });
  }
  return points;
}
