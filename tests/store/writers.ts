import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsultRecord } from '../../src/core/contract/consult-record.js';
import type { Instance } from './instance.js';
import { accept, newConsult } from './records.js';

/** What clients have sent so far, and what was acknowledged to them. */
export interface Ledger {
  readonly acknowledged: Set<string>;
  /** sent, but not acknowledged: clients repeat it */
  readonly open: Set<ConsultRecord>;
}

export function newLedger(): Ledger {
  return { acknowledged: new Set(), open: new Set() };
}

/** Several clients that accept cards as fast as they are answered, until told to stop; each event keeps its time. */
export function startWriters(
  instance: Instance,
  ledger: Ledger,
  clients: number,
): { readonly stop: () => Promise<void> } {
  let isRunning = true;
  const write = async (): Promise<void> => {
    while (isRunning) {
      const [repeated] = ledger.open;
      const consult = repeated ?? newConsult();
      ledger.open.delete(consult);
      if (await instance.post([accept(consult, consult.time)], [consult])) ledger.acknowledged.add(cardOf(consult));
      else {
        ledger.open.add(consult);
        await sleep(5);
      }
    }
  };
  const running = Array.from({ length: clients }, write);
  return {
    async stop() {
      isRunning = false;
      await Promise.all(running);
    },
  };
}

function cardOf(consult: ConsultRecord): string {
  return consult.cards[0]?.uuid ?? '';
}
