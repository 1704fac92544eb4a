import type { Log } from '../core/contract/log.js';
import type { Availability } from './availability.js';
import type { Connection } from './connection.js';
import { errorCodeOf } from './failure.js';
import { countBefore, forgetExpired, purgeBefore } from './purge.js';

export interface RetentionOptions {
  readonly connection: Connection;
  readonly availability: Availability;
  /** undefined: consults, feedback and answers are kept for ever */
  readonly retentionDays: number | undefined;
  /** a purge that would remove a larger share of what is kept is refused */
  readonly purgePercent: number;
  readonly now: () => Date;
  readonly log: Log;
}

const minuteMilliseconds = 60_000;
const dayMilliseconds = 86_400_000;
/** Corrections of a clock that is right are smaller. */
const jumpMilliseconds = 600_000;

/**
 * Forgets expired tokens every minute and purges what is too old once a day, until the answered function is called. What
 * a wrong clock would make old is kept: nothing is purged or forgotten while the time of day and a clock that nobody can
 * set disagree about the time since the start, and no purge removes more than its share.
 */
export function startRetention(options: RetentionOptions): () => void {
  const { connection, availability, retentionDays, now, log } = options;
  const startedAt = now().getTime() - performance.now();
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function tidy(): Promise<void> {
    if (!availability.isUp()) return;
    try {
      const jump = Math.round(now().getTime() - performance.now() - startedAt);
      const isRight = Math.abs(jump) < jumpMilliseconds;
      if (isRight) await forgetExpired(connection, now());
      if (retentionDays === undefined || performance.now() - lookedAt < dayMilliseconds) return;
      lookedAt = performance.now();
      const before = new Date(now().getTime() - retentionDays * dayMilliseconds);
      if (isRight) await purge(before, options);
      else log.error({ event: 'purge-refused', reason: 'clock-jumped', jumpSeconds: Math.round(jump / 1_000) });
    } catch (error) {
      log.warn({ event: 'purge-failed', errorCode: errorCodeOf(error) });
    }
  }

  const timer = setInterval(() => void tidy(), minuteMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}

async function purge(before: Date, { connection, purgePercent, log }: RetentionOptions): Promise<void> {
  const { old, all } = await countBefore(connection, before);
  if (old > (all * purgePercent) / 100) {
    log.error({ event: 'purge-refused', reason: 'too-much', old, all, purgePercent });
    return;
  }
  log.info({ event: 'purged', ...(await purgeBefore(connection, before)) });
}
