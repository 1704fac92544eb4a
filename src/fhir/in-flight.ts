/** Lets at most so many calls run at once; the others wait their turn, first come first served. */
export interface InFlight {
  /** resolves with the function that gives the turn back, or with undefined when the signal came first */
  readonly enter: (signal: AbortSignal) => Promise<(() => void) | undefined>;
}

/** Makes a limit of `maximum` calls at once. */
export function createInFlight(maximum: number): InFlight {
  let running = 0;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    // a turn is handed on, not given up, when somebody waits for it
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    enter: async (signal) => {
      if (signal.aborted) return undefined;
      if (running < maximum) {
        running += 1;
        return leave;
      }
      return new Promise((resolve) => {
        const takeTurn = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(leave);
        };
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(takeTurn), 1);
          resolve(undefined);
        };
        waiting.push(takeTurn);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
