import { randomUUID } from 'node:crypto';

const timeDigits = 12;

/**
 * A UUID of version 7 (RFC 9562 §5.7): 48 bits of `now` in milliseconds, then 74 random bits. Ids that are made one after
 * the other stand together in an index; with random ones each new row of the store would touch a page of its own.
 */
export function newTimeOrderedId(now: number = Date.now()): string {
  if (now !== latest.now) latest = { now, start: startOf(now) };
  return latest.start + randomUUID().slice(15);
}

/** An answer has a dozen ids of the same millisecond. */
let latest = { now: 0, start: startOf(0) };

function startOf(now: number): string {
  const time = now.toString(16).padStart(timeDigits, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7`;
}
