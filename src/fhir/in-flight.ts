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

/** The limit on the calls of one client: each server has its share, so that one that hangs leaves room for the others. */
export interface SharedInFlight {
  /** the same for a call to a server, named by its origin */
  readonly enter: (origin: string, signal: AbortSignal) => ReturnType<InFlight['enter']>;
}

/** Makes a limit of `maximum` calls at once, and of `maximumPerServer` to any one server. */
export function createSharedInFlight(maximum: number, maximumPerServer: number): SharedInFlight {
  const all = createInFlight(maximum);
  const servers = new Map<string, { readonly inFlight: InFlight; calls: number }>();
  return {
    enter: async (origin, signal) => {
      const server = servers.get(origin) ?? { inFlight: createInFlight(maximumPerServer), calls: 0 };
      servers.set(origin, server);
      server.calls += 1;
      const leaveServer = await server.inFlight.enter(signal);
      const leaveAll = leaveServer === undefined ? undefined : await all.enter(signal);
      const leave = (): void => {
        leaveAll?.();
        leaveServer?.();
        server.calls -= 1;
        if (server.calls === 0) servers.delete(origin);
      };
      if (leaveAll !== undefined) return leave;
      leave();
      return undefined;
    },
  };
}
