import { applyLoad, type Load, type LoadPlan, median } from './load.js';
import type { ServerProcess } from './server-process.js';

/** Medians over the rounds of one payload, for the service and the bare app. */
export interface Comparison {
  readonly payload: string;
  /** how the client proved who it is */
  readonly authentication: 'none' | 'RS384' | 'ES384';
  readonly bodyBytes: number;
  readonly service: Load;
  readonly bare: Load;
  /** the service's throughput divided by the bare app's, in each round; `ratio` is the median */
  readonly ratio: number;
  readonly ratios: readonly number[];
  /** the bare app's CPU time per request divided by the service's: what `ratio` is on a machine with nothing else to do */
  readonly cpuRatio: number;
  readonly cpuRatios: readonly number[];
}

/** The two servers and what each is sent. */
export interface Opponents {
  readonly service: ServerProcess;
  readonly bare: ServerProcess;
  readonly rounds: number;
  /** made anew for each round: tokens are good once */
  readonly plan: () => Promise<LoadPlan>;
  /** for the bare app, which looks at no token */
  readonly barePlan: LoadPlan;
}

/** Loads the service and the bare app in turn, round after round, so that a noisy minute hurts both alike. */
export async function compare(
  opponents: Opponents,
): Promise<Omit<Comparison, 'payload' | 'authentication' | 'bodyBytes'>> {
  const loads: { readonly service: Load; readonly bare: Load }[] = [];
  for (let round = 0; round < opponents.rounds; round += 1) loads.push(await playRound(opponents, round % 2 === 0));
  const ratios = loads.map(({ service, bare }) => service.requestsPerSecond / bare.requestsPerSecond);
  const cpuRatios = loads.map(
    ({ service, bare }) => bare.cpuMicrosecondsPerRequest / service.cpuMicrosecondsPerRequest,
  );
  return {
    service: medianLoad(loads.map((load) => load.service)),
    bare: medianLoad(loads.map((load) => load.bare)),
    ratio: median(ratios),
    ratios,
    cpuRatio: median(cpuRatios),
    cpuRatios,
  };
}

async function playRound({ service, bare, plan, barePlan }: Opponents, isServiceFirst: boolean) {
  const servicePlan = await plan();
  if (isServiceFirst) {
    const first = await applyLoad(service, servicePlan);
    return { service: first, bare: await applyLoad(bare, barePlan) };
  }
  const first = await applyLoad(bare, barePlan);
  return { bare: first, service: await applyLoad(service, servicePlan) };
}

function medianLoad(loads: readonly Load[]): Load {
  return {
    requestsPerSecond: median(loads.map((load) => load.requestsPerSecond)),
    p50Milliseconds: median(loads.map((load) => load.p50Milliseconds)),
    p99Milliseconds: median(loads.map((load) => load.p99Milliseconds)),
    cpuMicrosecondsPerRequest: median(loads.map((load) => load.cpuMicrosecondsPerRequest)),
  };
}
