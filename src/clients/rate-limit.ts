/** Whether a client has calls left. */
export type Turn = { readonly kind: 'granted' } | { readonly kind: 'exhausted'; readonly retryAfterSeconds: number };

/** Takes one of a client's calls per minute. */
export type TakeTurn = (client: { readonly name: string; readonly rateLimit: number }) => Turn;

interface Minute {
  readonly endsAt: number;
  calls: number;
}

const minuteMilliseconds = 60_000;

/**
 * Counts the calls of each client against its own `rateLimit` per minute, in this process. `elapsed` is a clock in
 * milliseconds that nobody can set: with the time of day, one correction of it could keep a client out for hours.
 */
export function createRateLimit(elapsed: () => number = () => performance.now()): TakeTurn {
  const minutes = new Map<string, Minute>();
  return ({ name, rateLimit }) => {
    const now = elapsed();
    const known = minutes.get(name);
    const minute = known !== undefined && now < known.endsAt ? known : { endsAt: now + minuteMilliseconds, calls: 0 };
    minutes.set(name, minute);
    minute.calls += 1;
    if (minute.calls <= rateLimit) return { kind: 'granted' };
    return { kind: 'exhausted', retryAfterSeconds: Math.max(1, Math.ceil((minute.endsAt - now) / 1_000)) };
  };
}
