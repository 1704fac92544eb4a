import { statSync } from 'node:fs';

/**
 * Makes the check that the files of an open embedded store still stand at their paths. A database goes on writing into a
 * file that has been deleted or replaced, and nobody would ever read it. The check throws an error with a code.
 */
export function createFileCheck(file: string): () => void {
  const log = `${file}-wal`;
  const database = identityOf(file);
  let logSeen: string | undefined;
  return () => {
    if (identityOf(file) !== database) throw gone();
    // made with the first write, and there for as long as the store is open
    const current = identityOf(log);
    if (logSeen !== undefined && current !== logSeen) throw gone();
    logSeen = current;
  };
}

function identityOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? undefined : `${stats.dev} ${stats.ino}`;
}

function gone(): Error {
  return Object.assign(new Error('the store file was deleted or replaced'), { code: 'STORE_FILE_GONE' });
}
