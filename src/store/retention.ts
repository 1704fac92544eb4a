import type { Log } from '../core/contract/log.js';
import type { Availability } from './availability.js';
import type { Connection } from './connection.js';
import { errorCodeOf } from './failure.js';
import { forgetTokens, purgeBefore } from './purge.js';

export interface RetentionOptions {
  readonly connection: Connection;
  readonly availability: Availability;
  /** undefined: consults, feedback and answers are kept for ever */
  readonly retentionDays: number | undefined;
  readonly now: () => Date;
  readonly log: Log;
}

const minuteMilliseconds = 60_000;
const dayMilliseconds = 86_400_000;

/** Forgets expired tokens every minute and purges what is too old once a day, until the answered function is called. */
export function startRetention({ connection, availability, retentionDays, now, log }: RetentionOptions): () => void {
  let purgedAt = 0;

  async function tidy(): Promise<void> {
    if (!availability.isUp()) return;
    try {
      await forgetTokens(connection, now());
      await purgeDaily();
    } catch (error) {
      log.warn({ event: 'purge-failed', errorCode: errorCodeOf(error) });
    }
  }

  async function purgeDaily(): Promise<void> {
    const time = now().getTime();
    if (retentionDays === undefined || time - purgedAt < dayMilliseconds) return;
    const counts = await purgeBefore(connection, new Date(time - retentionDays * dayMilliseconds));
    purgedAt = time;
    log.info({ event: 'purged', ...counts });
  }

  const timer = setInterval(() => void tidy(), minuteMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
