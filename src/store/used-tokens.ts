import type { Availability } from './availability.js';
import { withinBudget } from './budget.js';
import { type Connection, whileBusy } from './connection.js';
import { failureOf } from './failure.js';
import type { KeyedHash } from './site-key.js';

export interface TokenLogOptions {
  readonly connection: Connection;
  readonly hash: KeyedHash;
  readonly availability: Availability;
  readonly now: () => Date;
}

/** One use of a token, as the token names itself. */
export interface TokenUse {
  readonly issuer: string;
  readonly tokenId: string;
  /** its own expiry, which ends what is remembered */
  readonly expiresAtSeconds: number;
  /** whether it counts as used when the storage cannot say */
  readonly isLenient: boolean;
}

/** `first` for exactly one use of a token, over all instances; `unknown` when the storage cannot say in time. */
export type UseTokenOnce = (use: TokenUse) => Promise<'first' | 'repeated' | 'unknown'>;

const answerBudgetMilliseconds = 250;
const mostInMemory = 50_000;
/** The end of the year 9999: later times have no four-digit year. */
const latestMilliseconds = 253_402_300_799_000;

/**
 * Remembers used tokens in the store, and in this process: a token is refused here a second time whatever becomes of the
 * store, but another instance cannot know of it while that is down.
 */
export function rememberTokens({ connection, hash, availability, now }: TokenLogOptions): UseTokenOnce {
  const seenHere = new Map<string, number>();

  async function record(id: string, expires: Date): Promise<'first' | 'repeated'> {
    connection.requireStorage?.();
    const result = await connection.db
      .insertInto('usedTokens')
      .values({ id, expires: expires.toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return Number(result.numInsertedOrUpdatedRows ?? 0) === 1 ? 'first' : 'repeated';
  }

  async function recordInTime(id: string, expires: Date): Promise<'first' | 'repeated' | 'unknown'> {
    if (!availability.isUp()) return 'unknown';
    try {
      const recorded = whileBusy(() => record(id, expires), answerBudgetMilliseconds);
      const answer = await withinBudget(recorded, answerBudgetMilliseconds);
      return answer === 'late' ? 'unknown' : answer;
    } catch (error) {
      if (failureOf(error) !== 'busy') availability.noteFailure(error);
      return 'unknown';
    }
  }

  return async ({ issuer, tokenId, expiresAtSeconds, isLenient }) => {
    const id = hash('token', [issuer, tokenId]);
    if (seenHere.has(id)) return 'repeated';
    forgetOldest(seenHere, now().getTime());
    const expires = new Date(Math.min(expiresAtSeconds * 1_000, latestMilliseconds));
    seenHere.set(id, expires.getTime());
    const use = await recordInTime(id, expires);
    // the token has not been accepted, so it may be sent again
    if (use === 'unknown' && !isLenient) seenHere.delete(id);
    return use;
  };
}

/** Keeps the memory bounded: expired tokens go first come first gone, then the oldest. */
function forgetOldest(seen: Map<string, number>, nowMilliseconds: number): void {
  for (const [id, expires] of seen) {
    if (expires > nowMilliseconds && seen.size < mostInMemory) return;
    seen.delete(id);
  }
}
