import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';

/**
 * The thread of `checkpoint.ts`: a checkpoint for each message, until one says `close`. Its data is the path of the
 * database file. JavaScript, because a thread starts without the loader that runs the service in development and tests.
 */
const database = new DatabaseSync(String(workerData));
const passive = database.prepare('pragma wal_checkpoint(passive)');
/** The log starts anew only when all of it has been moved, and more may be written meanwhile. */
const mostRounds = 5;

parentPort?.on('message', (message) => {
  if (message !== 'close') return checkpoint();
  database.close();
  parentPort?.close();
});

function checkpoint() {
  try {
    for (let round = 0; round < mostRounds; round += 1) {
      const { log, checkpointed } = passive.get() ?? {};
      if (log === checkpointed) return;
    }
  } catch {
    // a full disk, say: what is in the log is safe there, and the next checkpoint tries again
  }
}
