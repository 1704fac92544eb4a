/** The place of a large body among the others. */
export interface Turn {
  /** resolves when it is this body's turn, at once while it is */
  readonly come: () => Promise<void>;
}

const waiting: (() => void)[] = [];
let holder: Turn | undefined;

/**
 * One large body goes on in each turn of the event loop, so that what else has arrived is looked at in between: it is read
 * to its end, as far as it has arrived, and parsed. The others wait in the network, where they take no memory but for what
 * had been read before it was known how large they are.
 */
export function createTurn(): Turn {
  const turn: Turn = {
    come: () =>
      new Promise((resolve) => {
        const begin = (): void => {
          holder = turn;
          setImmediate(endTurn);
          resolve();
        };
        if (holder === turn) resolve();
        else if (holder === undefined) begin();
        else waiting.push(begin);
      }),
  };
  return turn;
}

function endTurn(): void {
  holder = undefined;
  waiting.shift()?.();
}
