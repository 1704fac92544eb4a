import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Whether a client has calls left. */
export type Turn = { readonly kind: 'granted' } | { readonly kind: 'exhausted'; readonly retryAfterSeconds: number };

/** Takes one of a client's calls per minute. */
export type TakeTurn = (client: { readonly name: string; readonly rateLimit: number }) => Promise<Turn>;

const rateWindowSeconds = 60;

/** Counts the calls of each client against its own `rateLimit` per minute, in this process. */
export function createRateLimit(): TakeTurn {
  const limiters = new Map<string, RateLimiterMemory>();
  return async ({ name, rateLimit }) => {
    const limiter = limiters.get(name) ?? new RateLimiterMemory({ points: rateLimit, duration: rateWindowSeconds });
    limiters.set(name, limiter);
    try {
      await limiter.consume(name);
      return { kind: 'granted' };
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return { kind: 'exhausted', retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) };
    }
  };
}
