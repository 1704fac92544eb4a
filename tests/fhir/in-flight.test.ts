import { describe, expect, it } from 'vitest';
import { createInFlight, createSharedInFlight } from '../../src/fhir/in-flight.js';

const never = new AbortController().signal;

describe('calls in flight', () => {
  it('wait their turn, first come first served', async () => {
    const inFlight = createInFlight(1);
    const order: string[] = [];
    const leave = await inFlight.enter(never);
    const waiting = ['a', 'b'].map(async (name) => {
      const leaveInTurn = await inFlight.enter(never);
      order.push(name);
      leaveInTurn?.();
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(order).toEqual([]);
    leave?.();
    await Promise.all(waiting);
    expect(order).toEqual(['a', 'b']);
  });

  it('give up their turn when their time is over, and the turn is not lost', async () => {
    const inFlight = createInFlight(1);
    const leave = await inFlight.enter(never);
    expect(await inFlight.enter(AbortSignal.timeout(10))).toBeUndefined();
    leave?.();
    expect(await inFlight.enter(never)).toBeTypeOf('function');
  });

  it('do not begin when their time is over already', async () => {
    expect(await createInFlight(1).enter(AbortSignal.abort())).toBeUndefined();
  });
});

describe('calls in flight to several servers', () => {
  const isPassing = async (entering: Promise<unknown>): Promise<boolean> =>
    (await Promise.race([entering, new Promise((resolve) => setTimeout(resolve, 5, 'waits'))])) !== 'waits';

  it('wait for those to their own server only', async () => {
    const inFlight = createSharedInFlight(4, 1);
    const leave = await inFlight.enter('https://a.example', never);
    const second = inFlight.enter('https://a.example', never);
    expect(await isPassing(second)).toBe(false);
    expect(await isPassing(inFlight.enter('https://b.example', never))).toBe(true);
    leave?.();
    expect(await isPassing(second)).toBe(true);
  });

  it('wait for any when there are too many of them together', async () => {
    const inFlight = createSharedInFlight(2, 1);
    const [leave] = await Promise.all(['a', 'b'].map((name) => inFlight.enter(`https://${name}.example`, never)));
    const third = inFlight.enter('https://c.example', never);
    expect(await isPassing(third)).toBe(false);
    leave?.();
    expect(await isPassing(third)).toBe(true);
  });

  it('lose no turn when their time is over', async () => {
    const inFlight = createSharedInFlight(1, 1);
    const leave = await inFlight.enter('https://a.example', never);
    const timedOut = ['https://a.example', 'https://b.example'].map((origin) =>
      inFlight.enter(origin, AbortSignal.timeout(5)),
    );
    expect(await Promise.all(timedOut)).toEqual([undefined, undefined]);
    leave?.();
    for (const origin of ['https://a.example', 'https://b.example']) {
      const leaveInTurn = await inFlight.enter(origin, AbortSignal.timeout(50));
      expect(leaveInTurn).toBeTypeOf('function');
      leaveInTurn?.();
    }
  });
});
