import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { startFakeEhr } from './fake-ehr.js';
import { median, percentile } from './load.js';
import { type Program, type ServerProcess, startServer } from './server-process.js';
import { type Acknowledged, createScenarios, type Scenario } from './soak-scenarios.js';
import type { TroubledStore } from './store-trouble.js';

export interface SoakOptions {
  readonly seconds: number;
  readonly program: Program;
  readonly store: TroubledStore;
  /** pause between two troubles of the store */
  readonly troubleEverySeconds: number;
  readonly troubleMilliseconds: number;
  readonly requestsPerSecond: number;
  readonly budgetMilliseconds: number;
  readonly onSecond?: (progress: Progress) => void;
}

export interface Progress {
  readonly second: number;
  readonly sent: number;
  readonly residentMegabytes: number;
}

/** What a run came to; everything in `unexpected` and `lost` is a defect. */
export interface SoakResult {
  readonly sent: number;
  readonly byScenario: readonly { readonly name: string; readonly sent: number; readonly p99Milliseconds: number }[];
  /** `scenario: status`, with how often */
  readonly unexpected: readonly string[];
  readonly p99Milliseconds: { readonly [kind in Scenario['kind']]: number };
  readonly troubles: number;
  readonly acknowledged: number;
  /** feedback that was acknowledged and is not in the store */
  readonly lost: number;
  /** outgoing calls still open when the run was over */
  readonly openFhirCalls: number;
  readonly fhirCalls: number;
  /** median resident memory of the middle and of the last third */
  readonly memoryMegabytes: { readonly middle: number; readonly last: number };
}

const settleMilliseconds = 3_000;

/** Sends the mix at a steady rate while the store comes and goes. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { store } = options;
  const ehr = await startFakeEhr();
  const settings = { ...store.settings, ANSWER_BUDGET_MS: String(options.budgetMilliseconds) };
  const unexpected = new Map<string, number>();
  const noteError = (text: string): void => void unexpected.set(`standard error: ${text.slice(0, 200)}`, 1);
  const service = await startServer({ ...options.program, settings, noteError });
  const pool = new Pool(service.origin, { connections: 64, pipelining: 1 });
  const acknowledged: Acknowledged[] = [];
  const times = new Map<Scenario, number[]>();
  let troubles = 0;
  let isTroubled = false;
  const isStoreTroubled = (): boolean => isTroubled;
  const scenarios = createScenarios({ origin: service.origin, pool, ehr, acknowledged, isStoreTroubled });
  const lots = scenarios.flatMap((scenario) => Array.from({ length: scenario.weight }, () => scenario));
  const play = async (scenario: Scenario): Promise<void> => {
    const started = performance.now();
    const status = await scenario.send().catch((error: unknown) => (error instanceof Error ? error.message : 'failed'));
    times.set(scenario, [...(times.get(scenario) ?? []), performance.now() - started]);
    if (typeof status === 'number' && scenario.expected.includes(status)) return;
    const found = `${scenario.name}: ${status}`;
    unexpected.set(found, (unexpected.get(found) ?? 0) + 1);
  };
  const isOver = startClock(options.seconds);
  const trouble = async (): Promise<void> => {
    for (;;) {
      await sleepUntil(startClock(options.troubleEverySeconds), isOver);
      if (isOver()) return;
      isTroubled = true;
      await store.trouble(options.troubleMilliseconds);
      // the service notices that the store is back when it next tries
      await sleep(settleMilliseconds);
      isTroubled = false;
      troubles += 1;
    }
  };
  const memory: number[] = [];
  const watch = watchMemory(service, memory, options);
  const troubling = trouble();
  const playing = await sendSteadily(lots, play, options.requestsPerSecond, isOver);
  await Promise.all([...playing, troubling]);
  clearInterval(watch);
  await sleep(settleMilliseconds);
  const openFhirCalls = ehr.open();
  const hasDied = service.exited();
  if (hasDied) unexpected.set('the service died', 1);
  await pool.close();
  await service.stop();
  const stored = new Set((await store.feedback()).map(({ card, suggestion }) => `${card} ${suggestion}`));
  await ehr.close();
  const third = Math.floor(memory.length / 3);
  return {
    sent: [...times.values()].reduce((sum, all) => sum + all.length, 0),
    byScenario: scenarios.map((scenario) => {
      const all = times.get(scenario) ?? [];
      return { name: scenario.name, sent: all.length, p99Milliseconds: p99(all) };
    }),
    unexpected: [...unexpected].map(([found, count]) => `${found} (${count} times)`),
    p99Milliseconds: {
      plain: p99Of('plain'),
      fetching: p99Of('fetching'),
      stalled: p99Of('stalled'),
      bad: p99Of('bad'),
    },
    troubles,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ card, suggestion }) => !stored.has(`${card} ${suggestion}`)).length,
    openFhirCalls,
    fhirCalls: ehr.received(),
    memoryMegabytes: { middle: median(memory.slice(third, 2 * third)), last: median(memory.slice(2 * third)) },
  };

  function p99Of(kind: Scenario['kind']): number {
    return p99([...times].filter(([scenario]) => scenario.kind === kind).flatMap(([, all]) => all));
  }
}

function startClock(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() >= end;
}

async function sleepUntil(...isTime: readonly (() => boolean)[]): Promise<void> {
  while (!isTime.some((isDue) => isDue())) await sleep(100);
}

/** Begins requests at a steady rate, whatever becomes of the earlier ones; resolves when none is begun any more. */
async function sendSteadily(
  lots: readonly Scenario[],
  play: (scenario: Scenario) => Promise<void>,
  requestsPerSecond: number,
  isOver: () => boolean,
): Promise<readonly Promise<void>[]> {
  const playing: Promise<void>[] = [];
  const started = performance.now();
  for (let sent = 0; !isOver(); ) {
    const due = ((performance.now() - started) / 1000) * requestsPerSecond;
    for (; sent < due; sent += 1) {
      // a stride without a common factor visits the whole mix before repeating it
      const scenario = lots[(sent * 53) % lots.length];
      if (scenario !== undefined) playing.push(play(scenario));
    }
    await sleep(10);
  }
  return playing;
}

function watchMemory(service: ServerProcess, memory: number[], { onSecond }: SoakOptions): NodeJS.Timeout {
  return setInterval(() => {
    memory.push(service.residentMegabytes());
    onSecond?.({ second: memory.length, sent: 0, residentMegabytes: memory.at(-1) ?? 0 });
  }, 1_000);
}

function p99(times: readonly number[]): number {
  const sorted = [...times].sort((left, right) => left - right);
  return Math.round(percentile(sorted, 0.99));
}
