import { readFileSync } from 'node:fs';
import { isObject } from '../src/core/values/json.js';
import { applyLoad, median } from './load.js';
import { type ServerProcess, startServer } from './server-process.js';

/** A recorded ratio may be missed by this share before it counts as a loss: the machine is not that of the record. */
export const tolerance = 0.25;

/** Enough for the compilers of both to have done most of their work; the same for the record and for the check. */
const warmUpRequests = 1_000;
const requestsPerRound = 150;
const rounds = 3;
const connections = 4;

/** The service and a bare app side by side, measured shortly, in the same way each time. */
export interface Guard {
  /**
   * The bare app's CPU time per realistic request divided by the service's. CPU time is all that two processes on a
   * busy machine can be compared by.
   */
  readonly measure: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

export async function startGuard(): Promise<Guard> {
  const body = readFileSync('fhir-fixtures/bench/realistic.json');
  const service = await startServer({ script: 'src/server.ts', firstBody: body });
  const bare = await startServer({ script: 'bench/bare-app.ts', args: [String(service.answerBytes)], firstBody: body });
  for (const server of [service, bare]) await applyLoad(server, { body, requests: warmUpRequests, connections });
  const cost = async (server: ServerProcess): Promise<number> => {
    const load = await applyLoad(server, { body, requests: requestsPerRound, connections });
    return load.cpuMicrosecondsPerRequest;
  };
  return {
    measure: async () => {
      const ratios: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const ours = await cost(service);
        ratios.push((await cost(bare)) / ours);
      }
      return median(ratios);
    },
    stop: async () => {
      await Promise.all([service.stop(), bare.stop()]);
    },
  };
}

/** What the last full run recorded; undefined before the first one. */
export function recordedRatio(): number | undefined {
  const result: unknown = JSON.parse(readFileSync('bench/result.json', 'utf8'));
  return isObject(result) && typeof result.guard === 'number' ? result.guard : undefined;
}
