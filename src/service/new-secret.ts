import { randomBytes } from 'node:crypto';

const secretBytes = 24;

/** A name that nobody can guess, of a session or of a link into one: 32 characters that a URL takes as they are. */
export function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}
