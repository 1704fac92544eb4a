import { performance } from 'node:perf_hooks';

/** Whether a request may be worked on now. */
export type Admission =
  /** `leave` is to be called once when the request is done with */
  | { readonly kind: 'admitted'; readonly leave: () => void }
  | { readonly kind: 'turned-away'; readonly retryAfterSeconds: number };

/** How busy the process is. */
export interface Load {
  readonly inFlight: number;
  /** how late the event loop is */
  readonly delayMilliseconds: number;
  /** share of the last second that the event loop was working, 0 to 1 */
  readonly utilization: number;
}

export interface LoadLimitOptions {
  /** requests worked on at once; more are turned away */
  readonly maximumInFlight: number;
  /** requests are turned away while the event loop is later than this */
  readonly maximumDelayMilliseconds: number;
}

/** Guards the process against more work than it can do in time. */
export interface LoadLimit {
  readonly admit: () => Admission;
  readonly load: () => Load;
  readonly close: () => void;
}

const sampleMilliseconds = 50;
const samplesPerSecond = 1000 / sampleMilliseconds;
const overloadRetrySeconds = 1;

/**
 * Watches the event loop and turns requests away while it is late, or while too many are in flight. A turned-away
 * request costs next to nothing, so the 503 is quick even then.
 */
export function createLoadLimit(options: LoadLimitOptions): LoadLimit {
  let inFlight = 0;
  let delay = 0;
  let utilization = 0;
  let samples = 0;
  let dueAt = performance.now() + sampleMilliseconds;
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.now();
    delay = Math.max(0, now - dueAt);
    dueAt = now + sampleMilliseconds;
    samples += 1;
    if (samples % samplesPerSecond !== 0) return;
    const current = performance.eventLoopUtilization();
    utilization = performance.eventLoopUtilization(current, last).utilization;
    last = current;
  }, sampleMilliseconds);
  timer.unref();
  // a sample that is overdue right now counts as well as the last one taken
  const currentDelay = (): number => Math.max(delay, performance.now() - dueAt);
  const turnedAway: Admission = { kind: 'turned-away', retryAfterSeconds: overloadRetrySeconds };
  return {
    admit: () => {
      if (inFlight >= options.maximumInFlight || currentDelay() > options.maximumDelayMilliseconds) return turnedAway;
      inFlight += 1;
      let isDone = false;
      const leave = (): void => {
        if (!isDone) inFlight -= 1;
        isDone = true;
      };
      return { kind: 'admitted', leave };
    },
    load: () => ({ inFlight, delayMilliseconds: currentDelay(), utilization }),
    close: () => clearInterval(timer),
  };
}
