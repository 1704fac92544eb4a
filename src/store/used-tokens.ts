import type { Availability } from './availability.js';
import { withinBudget } from './budget.js';
import { type Connection, whileBusy } from './connection.js';
import type { KeyedHash } from './site-key.js';

export interface TokenLogOptions {
  readonly connection: Connection;
  readonly hash: KeyedHash;
  readonly availability: Availability;
  readonly now: () => Date;
}

/** True for exactly one use of a token, over all instances; the token's own expiry ends what is remembered. */
export type UseTokenOnce = (issuer: string, tokenId: string, expiresAtSeconds: number) => Promise<boolean>;

const answerBudgetMilliseconds = 250;
const mostInMemory = 50_000;
/** The end of the year 9999: later times have no four-digit year. */
const latestMilliseconds = 253_402_300_799_000;

/**
 * Remembers used tokens in the store and, for the time of an outage, in this process: then a token is refused here a
 * second time, but another instance cannot know of it.
 */
export function rememberTokens({ connection, hash, availability, now }: TokenLogOptions): UseTokenOnce {
  const seenHere = new Map<string, number>();

  async function record(id: string, expires: Date): Promise<boolean> {
    const result = await connection.db
      .insertInto('usedTokens')
      .values({ id, expires: expires.toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
  }

  async function recordInTime(id: string, expires: Date): Promise<boolean> {
    if (!availability.isUp()) return true;
    try {
      const recorded = whileBusy(() => record(id, expires), answerBudgetMilliseconds);
      const answer = await withinBudget(recorded, answerBudgetMilliseconds);
      return answer === 'late' || answer;
    } catch (error) {
      availability.noteFailure(error);
      return true;
    }
  }

  return async (issuer, tokenId, expiresAtSeconds) => {
    const id = hash('token', [issuer, tokenId]);
    if (seenHere.has(id)) return false;
    forgetOldest(seenHere, now().getTime());
    const expires = new Date(Math.min(expiresAtSeconds * 1_000, latestMilliseconds));
    seenHere.set(id, expires.getTime());
    return recordInTime(id, expires);
  };
}

/** Keeps the memory bounded: expired tokens go first come first gone, then the oldest. */
function forgetOldest(seen: Map<string, number>, nowMilliseconds: number): void {
  for (const [id, expires] of seen) {
    if (expires > nowMilliseconds && seen.size < mostInMemory) return;
    seen.delete(id);
  }
}
