import { applyLoad, type Load, median } from './load.js';
import type { ServerProcess } from './server-process.js';

/** Medians over the rounds of one payload, for the service and the bare app. */
export interface Comparison {
  readonly payload: string;
  readonly bodyBytes: number;
  readonly service: Load;
  readonly bare: Load;
  /** the service's throughput divided by the bare app's, in each round; `ratio` is the median */
  readonly ratio: number;
  readonly ratios: readonly number[];
  /** the bare app's CPU time per request divided by the service's: what `ratio` is on a machine with nothing else to do */
  readonly cpuRatio: number;
}

export interface LoadSettings {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}

const warmUpSeconds = 1;

/** Loads the service and the bare app in turn, round after round, so that a noisy minute hurts both alike. */
export async function compare(
  payload: string,
  body: Buffer,
  service: ServerProcess,
  bare: ServerProcess,
  settings: LoadSettings,
): Promise<Comparison> {
  const { rounds, seconds, connections } = settings;
  for (const server of [service, bare]) await applyLoad(server, body, warmUpSeconds, connections);
  const loads: { readonly service: Load; readonly bare: Load }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await applyLoad(service, body, seconds, connections);
      loads.push({ service: first, bare: await applyLoad(bare, body, seconds, connections) });
    } else {
      const first = await applyLoad(bare, body, seconds, connections);
      loads.push({ bare: first, service: await applyLoad(service, body, seconds, connections) });
    }
  }
  const ratios = loads.map((load) => load.service.requestsPerSecond / load.bare.requestsPerSecond);
  return {
    payload,
    bodyBytes: body.byteLength,
    service: medianLoad(loads.map((load) => load.service)),
    bare: medianLoad(loads.map((load) => load.bare)),
    ratio: median(ratios),
    ratios,
    cpuRatio: median(loads.map((load) => load.bare.cpuMicrosecondsPerRequest / load.service.cpuMicrosecondsPerRequest)),
  };
}

function medianLoad(loads: readonly Load[]): Load {
  return {
    requestsPerSecond: median(loads.map((load) => load.requestsPerSecond)),
    p50Milliseconds: median(loads.map((load) => load.p50Milliseconds)),
    p99Milliseconds: median(loads.map((load) => load.p99Milliseconds)),
    cpuMicrosecondsPerRequest: median(loads.map((load) => load.cpuMicrosecondsPerRequest)),
  };
}
