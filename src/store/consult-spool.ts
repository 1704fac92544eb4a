import type { ConsultRecord } from '../core/contract/consult-record.js';
import type { Log } from '../core/contract/log.js';
import type { Availability } from './availability.js';
import { errorCodeOf, failureOf } from './failure.js';

/** Consults on their way to the storage: taking one costs a push, writing happens in the background in batches. */
export interface ConsultSpool {
  readonly push: (records: readonly ConsultRecord[]) => void;
  /** those not written yet */
  readonly waiting: () => readonly ConsultRecord[];
  readonly written: () => number;
  /** lost since start: the spool was full, or the storage refused the record for good */
  readonly dropped: () => number;
  /** writes until nothing waits; false when the storage fails first */
  readonly drain: () => Promise<boolean>;
  /** goes on after an outage */
  readonly resume: () => void;
}

export interface SpoolOptions {
  readonly limit: number;
  readonly batchSize: number;
  readonly write: (records: readonly ConsultRecord[]) => Promise<void>;
  readonly availability: Pick<Availability, 'isUp' | 'noteFailure'>;
  readonly log: Log;
}

const gatherMilliseconds = 50;
/** Pause after a batch, as a multiple of the time it took: the embedded store works on the thread that answers. */
const pausePerWrite = 5;
/** With the writing itself less than a second: a consult that is older is on the disk, also after a slow write. */
const longestPauseMilliseconds = 800;
const batchesThatAreBacklog = 10;
/** How much larger the batches of a backlog are. */
const backlogFactor = 4;

/** A bounded spool; a full one loses the newest consults and says so once per outage. */
export function createConsultSpool({ limit, batchSize, write, availability, log }: SpoolOptions): ConsultSpool {
  const waiting: ConsultRecord[] = [];
  let written = 0;
  let dropped = 0;
  let isFull = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<boolean> | undefined;

  function push(records: readonly ConsultRecord[]): void {
    for (const record of records) {
      if (waiting.length < limit) waiting.push(record);
      else lose();
    }
    schedule(gatherMilliseconds);
  }

  function lose(): void {
    dropped += 1;
    if (!isFull) log.error({ event: 'spool-full', limit });
    isFull = true;
  }

  function schedule(milliseconds: number): void {
    if (timer !== undefined || writing !== undefined || waiting.length === 0 || !availability.isUp()) return;
    timer = setTimeout(() => void writeBatch(), milliseconds);
    timer.unref();
  }

  /** Writes the oldest batch; false when the storage is down. Calls that overlap share one write. */
  function writeBatch(): Promise<boolean> {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeOldest().then((isWritten) => {
      writing = undefined;
      return isWritten;
    });
    return writing;
  }

  async function writeOldest(): Promise<boolean> {
    const startedAt = performance.now();
    const batch = waiting.slice(0, isBehind() ? batchSize * backlogFactor : batchSize);
    const isWritten = await writeOrLose(batch);
    if (isWritten) {
      waiting.splice(0, batch.length);
      isFull = false;
    }
    const took = performance.now() - startedAt;
    setImmediate(() => schedule(pauseAfter(took)));
    return isWritten;
  }

  function isBehind(): boolean {
    return waiting.length > batchSize * batchesThatAreBacklog;
  }

  /** A full batch need not be gathered first, and a backlog leaves no room for politeness. */
  function pauseAfter(took: number): number {
    if (isBehind()) return 0;
    const gather = waiting.length < batchSize ? gatherMilliseconds : 0;
    return Math.min(Math.max(gather, took * pausePerWrite), longestPauseMilliseconds);
  }

  /** A batch that the storage refuses for its content is written one by one, so that one bad record costs only itself. */
  async function writeOrLose(batch: readonly ConsultRecord[]): Promise<boolean> {
    try {
      await write(batch);
      written += batch.length;
      return true;
    } catch (error) {
      if (failureOf(error) !== 'data') {
        availability.noteFailure(error);
        return false;
      }
      if (batch.length > 1) return writeSingly(batch);
      dropped += batch.length;
      log.error({ event: 'consult-refused', errorCode: errorCodeOf(error) });
      return true;
    }
  }

  async function writeSingly(batch: readonly ConsultRecord[]): Promise<boolean> {
    for (const record of batch) if (!(await writeOrLose([record]))) return false;
    return true;
  }

  async function drain(): Promise<boolean> {
    while (waiting.length > 0) if (!(await writeBatch())) return false;
    return true;
  }

  return {
    push,
    waiting: () => waiting,
    written: () => written,
    dropped: () => dropped,
    drain,
    resume: () => schedule(0),
  };
}
