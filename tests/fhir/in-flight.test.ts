import { describe, expect, it } from 'vitest';
import { createInFlight } from '../../src/fhir/in-flight.js';

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
