/** An error of the file system: a file that may not be read, a disk that is full. */
interface SystemError extends Error {
  readonly code: string;
}

export function isOfSystem(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

const advice: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'make room and run the same command again: what is finished is kept'],
  ['EACCES', 'who runs this must be allowed to read the source and to write where the results go'],
]);

/** What happened, to which file, and what to do. */
export function describeOfSystem({ message, code }: SystemError): string {
  const further = advice.get(code);
  return further === undefined ? message : `${message}\n${further}`;
}
