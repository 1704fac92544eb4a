import { performance } from 'node:perf_hooks';
import type { Client } from '../core/contract/client.js';

/** Whether a request may be worked on now. */
export type Admission =
  /** `leave` is to be called once when the request is done with */
  | { readonly kind: 'admitted'; readonly leave: () => void }
  | { readonly kind: 'shed'; readonly retryAfterSeconds: number };

export interface LoadLimitOptions {
  /** requests worked on at once; more are shed */
  readonly maximumInFlight: number;
  /** those of one registered client; the demo client is everybody and may have all */
  readonly maximumPerClient: number;
  /** requests are shed while the event loop is later than this */
  readonly maximumDelayMilliseconds: number;
}

/** Guards the process against more work than it can do in time. */
export interface LoadLimit {
  /** whether the event loop is so late that nothing should be begun */
  readonly isLate: () => boolean;
  readonly admit: (client: Pick<Client, 'kind' | 'name'>) => Admission;
  readonly close: () => void;
}

const sampleMilliseconds = 50;
const overloadRetrySeconds = 1;

/**
 * Watches the event loop and sheds requests while it is late, or while too many are in flight. A shed request costs next
 * to nothing, so the 503 is quick even then.
 */
export function createLoadLimit(options: LoadLimitOptions): LoadLimit {
  let inFlight = 0;
  let delay = 0;
  let dueAt = performance.now() + sampleMilliseconds;
  const timer = setInterval(() => {
    const now = performance.now();
    delay = Math.max(0, now - dueAt);
    dueAt = now + sampleMilliseconds;
  }, sampleMilliseconds);
  timer.unref();
  // a sample that is overdue right now counts as well as the last one taken
  const currentDelay = (): number => Math.max(delay, performance.now() - dueAt);
  const shed: Admission = { kind: 'shed', retryAfterSeconds: overloadRetrySeconds };
  const isLate = (): boolean => currentDelay() > options.maximumDelayMilliseconds;
  const inFlightOf = new Map<string, number>();
  const add = (name: string, calls: 1 | -1): void => {
    // clients are few: one with nothing in flight keeps its place
    inFlightOf.set(name, (inFlightOf.get(name) ?? 0) + calls);
    inFlight += calls;
  };
  return {
    isLate,
    admit: ({ kind, name }) => {
      const most = kind === 'demo' ? options.maximumInFlight : options.maximumPerClient;
      if (inFlight >= options.maximumInFlight || (inFlightOf.get(name) ?? 0) >= most || isLate()) return shed;
      add(name, 1);
      let isDone = false;
      const leave = (): void => {
        if (!isDone) add(name, -1);
        isDone = true;
      };
      return { kind: 'admitted', leave };
    },
    close: () => clearInterval(timer),
  };
}
