import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRateLimit } from '../../src/clients/rate-limit.js';
import { createLoadLimit, type LoadLimit } from '../../src/http/load-limit.js';

let limit: LoadLimit | undefined;

afterEach(() => limit?.close());

const client = { kind: 'registered', name: 'general-hospital' } as const;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Keeps the event loop busy, as a request that takes too long would. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) Math.sqrt(2);
}

describe('the load limit', () => {
  it('A-20 admits so many requests at once, and the next when one has left', () => {
    limit = createLoadLimit({ maximumInFlight: 2, maximumPerClient: 100, maximumDelayMilliseconds: 1_000 });
    const [first] = [limit.admit(client), limit.admit(client)];
    expect(limit.admit(client)).toEqual({ kind: 'shed', retryAfterSeconds: 1 });
    if (first?.kind === 'admitted') first.leave();
    expect([limit.admit(client).kind, limit.admit(client).kind]).toEqual(['admitted', 'shed']);
  });

  it('counts a request out once, however often it leaves', () => {
    limit = createLoadLimit({ maximumInFlight: 2, maximumPerClient: 100, maximumDelayMilliseconds: 1_000 });
    const admitted = limit.admit(client);
    if (admitted.kind === 'admitted') {
      admitted.leave();
      admitted.leave();
    }
    const kinds = [limit.admit(client), limit.admit(client), limit.admit(client)].map(({ kind }) => kind);
    expect(kinds).toEqual(['admitted', 'admitted', 'shed']);
  });

  it('A-20 lets no client take the places of the others', () => {
    limit = createLoadLimit({ maximumInFlight: 4, maximumPerClient: 2, maximumDelayMilliseconds: 1_000 });
    const kindsOf = (one: { readonly kind: 'registered' | 'demo'; readonly name: string }, calls: number) =>
      Array.from({ length: calls }, () => limit?.admit(one).kind);
    expect(kindsOf(client, 3)).toEqual(['admitted', 'admitted', 'shed']);
    expect(kindsOf({ kind: 'registered', name: 'other' }, 1)).toEqual(['admitted']);
    // in the demo mode there are no others
    expect(kindsOf({ kind: 'demo', name: 'demo' }, 2)).toEqual(['admitted', 'shed']);
  });

  it('H-5 sheds requests at once while the event loop is late, and admits them when it has caught up', async () => {
    limit = createLoadLimit({ maximumInFlight: 100, maximumPerClient: 100, maximumDelayMilliseconds: 100 });
    await pause(60);
    expect(limit.admit(client).kind).toBe('admitted');
    block(300);
    const startedAt = performance.now();
    expect(limit.admit(client).kind).toBe('shed');
    expect(performance.now() - startedAt).toBeLessThan(50);
    await pause(200);
    expect(limit.admit(client).kind).toBe('admitted');
  });
});

describe('the rate limit', () => {
  it('A-20 counts each client on its own and says when to come back', () => {
    const takeTurn = createRateLimit();
    const small = { name: 'small', rateLimit: 2 };
    const turns = [takeTurn(small), takeTurn(small), takeTurn(small)];
    expect(turns.map(({ kind }) => kind)).toEqual(['granted', 'granted', 'exhausted']);
    const last = turns[2];
    expect(last?.kind === 'exhausted' ? last.retryAfterSeconds : 0).toBeGreaterThan(50);
    expect(takeTurn({ name: 'other', rateLimit: 2 }).kind).toBe('granted');
  });

  it('A-20 survives a clock that is set back or forward', () => {
    let elapsed = 0;
    const takeTurn = createRateLimit(() => elapsed);
    const small = { name: 'small', rateLimit: 1 };
    vi.useFakeTimers({ toFake: ['Date'] });
    const kindAfter = (seconds: number, date: string): string => {
      elapsed += seconds * 1_000;
      vi.setSystemTime(date);
      return takeTurn(small).kind;
    };
    expect(kindAfter(0, '2026-03-01T10:00:00Z')).toBe('granted');
    expect(kindAfter(30, '2031-03-01T10:00:30Z')).toBe('exhausted');
    expect(kindAfter(31, '2020-03-01T10:01:01Z')).toBe('granted');
    vi.useRealTimers();
  });
});
