/**
 * What kind of failure a database error is: `busy` passes in milliseconds when tried again, `data` will fail again however often it is
 * tried, anything else (`down`) is the storage's own trouble and is tried again later.
 */
export function failureOf(error: unknown): 'busy' | 'data' | 'down' {
  const resultCode = sqliteResultCode(error);
  if (resultCode !== undefined) {
    if (busyResultCodes.has(resultCode)) return 'busy';
    return dataResultCodes.has(resultCode) ? 'data' : 'down';
  }
  const sqlState = stringMember(error, 'code') ?? '';
  if (sqlState.startsWith(rolledBack)) return 'busy';
  return dataStates.some((state) => sqlState.startsWith(state)) ? 'data' : 'down';
}

/** PostgreSQL: transaction rollback (a deadlock between instances); data exception and integrity constraint violation. */
const rolledBack = '40';
const dataStates = ['22', '23'] as const;

/** SQLITE_BUSY and SQLITE_LOCKED. */
const busyResultCodes: ReadonlySet<number> = new Set([5, 6]);
/** SQLITE_TOOBIG, SQLITE_CONSTRAINT and SQLITE_MISMATCH. */
const dataResultCodes: ReadonlySet<number> = new Set([18, 19, 20]);

/** A short code for logs and `/ready`; messages are left out because they may quote data. */
export function errorCodeOf(error: unknown): string {
  const resultCode = sqliteResultCode(error);
  if (resultCode !== undefined) return `SQLITE_${resultCode}`;
  return stringMember(error, 'code') ?? (error instanceof Error ? error.name : 'unknown');
}

/** The primary result code: extended codes carry detail above the low byte. */
function sqliteResultCode(error: unknown): number | undefined {
  const code = member(error, 'errcode');
  return typeof code === 'number' ? code & 0xff : undefined;
}

function stringMember(error: unknown, name: string): string | undefined {
  const value = member(error, name);
  return typeof value === 'string' ? value : undefined;
}

function member(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined;
}
