/** What one call may take of the memory for bodies. */
export interface BodyShare {
  /** false when neither the process nor this client has so many bytes left; nothing is taken then */
  readonly take: (bytes: number) => boolean;
  /** gives back all that was taken */
  readonly close: () => void;
}

export interface BodyBudgetOptions {
  /** bytes of all bodies that are being read or worked on */
  readonly processBytes: number;
  /** bytes of those of one client */
  readonly clientBytes: number;
}

/** Shares the memory for bodies in flight out: among clients, and never more than the process has. */
export type BodyBudget = (client: string) => BodyShare;

/** Counts bytes as they arrive, not as they are announced: a client that sends nothing takes nothing from others. */
export function createBodyBudget({ processBytes, clientBytes }: BodyBudgetOptions): BodyBudget {
  const takenBy = new Map<string, number>();
  let takenByAll = 0;
  const add = (client: string, bytes: number): void => {
    // clients are few: one with nothing in flight keeps its place
    takenBy.set(client, (takenBy.get(client) ?? 0) + bytes);
    takenByAll += bytes;
  };
  return (client) => {
    let taken = 0;
    return {
      take: (bytes) => {
        if (takenByAll + bytes > processBytes || (takenBy.get(client) ?? 0) + bytes > clientBytes) return false;
        taken += bytes;
        add(client, bytes);
        return true;
      },
      close: () => {
        add(client, -taken);
        taken = 0;
      },
    };
  };
}
