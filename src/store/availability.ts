import type { Log } from '../core/contract/log.js';
import { errorCodeOf } from './failure.js';

/** Whether the storage answers; while it does not, it is tried in the background and nobody waits for it. */
export interface Availability {
  readonly isUp: () => boolean;
  readonly errorCode: () => string | undefined;
  /** a failure that was not about the data itself */
  readonly noteFailure: (error: unknown) => void;
  readonly stop: () => void;
}

export interface AvailabilityOptions {
  /** the error code when the storage cannot be written */
  readonly ping: () => Promise<string | undefined>;
  readonly onUp: () => void;
  readonly log: Log;
}

const retryMilliseconds = 500;

/** Watches one storage, taken to be up until a failure is noted. */
export function watchAvailability({ ping, onUp, log }: AvailabilityOptions): Availability {
  let errorCode: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function retry(): Promise<void> {
    errorCode = await ping();
    if (errorCode !== undefined) {
      retryLater();
      return;
    }
    log.info({ event: 'store-up' });
    onUp();
  }

  function retryLater(): void {
    if (stopped) return;
    timer = setTimeout(() => void retry(), retryMilliseconds);
    timer.unref();
  }

  return {
    isUp: () => errorCode === undefined,
    errorCode: () => errorCode,
    noteFailure(error) {
      if (errorCode !== undefined) return;
      errorCode = errorCodeOf(error);
      log.error({ event: 'store-down', errorCode });
      retryLater();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
